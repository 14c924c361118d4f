/** Order tasks: sequences of different symbols, in which each position names the symbol at another position. */
import { Embedding, Linear, Module, Tensor, adam, compile, crossEntropy, initializers, random } from "hebb";
import type { Run } from "../run.ts";
import { Encoder } from "./model.ts";

/** "previous": the symbol before, for the first one the last; "mirror": the symbol as far from the other end. */
export type Task = "previous" | "mirror";

export const tasks = ["previous", "mirror"] as const satisfies readonly Task[];

const [symbols, length, batchSize] = [16, 8, 64];

/** Accuracy of guessing one of the other symbols of the sequence. */
export const chance = 1 / (length - 1);

/** An encoder that names one symbol at each position. */
export class Namer extends Module {
  readonly embedding: Embedding;
  readonly encoder: Encoder;
  readonly output: Linear;

  constructor({ positions }: { readonly positions: boolean }) {
    super();
    const features = 32;
    this.embedding = new Embedding(symbols, features, { weight: initializers.normal(0, 0.7) });
    this.encoder = new Encoder({ features, heads: 4, layers: 2, feedForward: 64, positions });
    this.output = new Linear(features, symbols);
  }

  /** i32 [batch, n] -> [batch, n, symbols] */
  forward(tokens: Tensor): Tensor {
    return this.output.forward(this.encoder.forward(this.embedding.forward(tokens)));
  }
}

/** Trains an encoder on a task, and returns its accuracy on new sequences. */
export async function accuracyOf(run: Run, task: Task, positions: boolean, steps: number): Promise<number> {
  const label = `${task}, ${positions ? "with" : "without"} positions`;
  const model = new Namer({ positions });
  const optimizer = adam(model, { learningRate: 2e-3 });
  const step = compile((tokens: Tensor) =>
    optimizer.minimize(crossEntropy(model.forward(tokens), named(task, tokens)), { clipNorm: 1 }),
  );
  const train = await drawn(Math.min(steps, 400) * batchSize);
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const first = (i * batchSize * length) % train.length;
      const batch = train.slice(first, first + batchSize * length);
      return { values: { loss: await step(Tensor.from(batch, [batchSize, length])).item() } };
    },
  });
  const test = Tensor.from(await drawn(1024), [1024, length]);
  return compile((tokens: Tensor) => model.forward(tokens).argmax(-1).equal(named(task, tokens)).cast("f32").mean())(
    test,
  ).item();
}

/** The symbol to name at each position of tokens [batch, n]. */
export function named(task: Task, tokens: Tensor): Tensor {
  const places = Array.from({ length }, (_, i) => (task === "mirror" ? length - 1 - i : (i + length - 1) % length));
  return tokens.take(Tensor.from(Int32Array.from(places)), 1);
}

/** Draws sequences of different symbols, one after another: the symbols with the largest of random numbers. */
async function drawn(count: number): Promise<Int32Array> {
  const order = await random.uniform([count, symbols]).array();
  const sequences = new Int32Array(count * length);
  for (let i = 0; i < count; i++) {
    const keys = order.subarray(i * symbols, (i + 1) * symbols);
    const ranked = Array.from(keys.keys()).sort((a, b) => keys[b]! - keys[a]!);
    sequences.set(ranked.slice(0, length), i * length);
  }
  return sequences;
}
