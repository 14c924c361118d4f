/** Trains a small network for a few steps. Run as a program (`SEED THREADS`), prints a digest of the trained state. */
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import {
  Dropout,
  Linear,
  Sequential,
  adam,
  compile,
  crossEntropy,
  gelu,
  parameters,
  random,
  setThreads,
  type Tensor,
} from "../../src/index.ts";
import { startThreads } from "../../src/runtime/index.ts";
import { sample } from "../ops/samples.ts";
import { showRelaxedSimd } from "./fma.ts";

showRelaxedSimd();

const [batch, inputs, hidden, classes] = [96, 130, 200, 10];

/** Trains on `threads` threads. Returns the losses and a SHA-256 digest of losses, parameters and optimizer state. */
export async function train(seed: number, threads: number, steps = 12): Promise<{ digest: string; losses: number[] }> {
  setThreads(threads);
  const ready = await startThreads();
  if (ready !== threads) throw new Error(`only ${ready} of ${threads} threads started`);
  random.seed(seed);
  const model = new Sequential(
    new Linear(inputs, hidden),
    gelu,
    new Dropout(0.3),
    new Linear(hidden, hidden),
    (x: Tensor) => x.tanh(),
    new Dropout(0.1),
    new Linear(hidden, classes),
  );
  const optimizer = adam(model, { learningRate: 3e-3 });
  const step = compile((x: Tensor, y: Tensor) =>
    optimizer.minimize(crossEntropy(model.forward(x.reshape([batch, inputs])), y)),
  );
  const hash = createHash("sha256");
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const [x, y] = batchOf(i % 3);
    losses.push(await step(x, y).item());
  }
  hash.update(Float64Array.from(losses));
  for (const root of [model, optimizer]) {
    for (const [, param] of parameters(root)) hash.update(await param.array());
  }
  return { digest: hash.digest("hex"), losses };
}

/** A batch whose labels depend on the inputs, so that the network can learn them. */
function batchOf(number: number): [Float32Array, Int32Array] {
  const x = Float32Array.from({ length: batch * inputs }, (_, n) => sample([-1, 1], "f32", n, number));
  const best = (row: number) => {
    const head = x.subarray(row * inputs, row * inputs + classes);
    return head.indexOf(Math.max(...head));
  };
  return [x, Int32Array.from({ length: batch }, (_, row) => best(row))];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [seed, threads] = process.argv.slice(2).map(Number) as [number, number];
  process.stdout.write((await train(seed, threads)).digest);
}
