/**
 * A program depends on its graph and the options only. The same graph compiles to the same bytes, and the same training
 * run ends with the same weights, regardless of what the process compiled before.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { compileGraph } from "../../src/compile/index.ts";
import { printProgram } from "../../src/compile/ir/print.ts";
import {
  Embedding,
  LayerNorm,
  Linear,
  MultiHeadAttention,
  Sequential,
  Tensor,
  adam,
  causalMask,
  compile,
  meanSquaredError,
  parameters,
  random,
  relu,
  scan,
} from "../../src/index.ts";
import { assemble, webAssembly } from "../../src/target/wasm/index.ts";
import { emitParallelRun } from "../../src/target/wasm/run/parallel.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { tensorOf } from "../../src/tensor/value/tensor.ts";
import { count, full } from "../full.ts";
import { randomGraph } from "./random-graph.ts";

const programs = count(40, 200);
const orders = full ? 20 : 2;

/** Builds the graph of `seed` and returns the digest of its program. */
const compiled = (seed: number) => digest(randomGraph(seed, { mixed: seed % 2 === 0 }).graph);

function digest(graph: Graph): string {
  const program = compileGraph(graph, { training: true, target: webAssembly });
  const { bytes } = assemble(program, { fma: true, shared: true, emitShared: emitParallelRun });
  return createHash("sha256").update(printProgram(program)).update(bytes).digest("hex");
}

/** Returns 0 … count - 1 in an order determined by `seed`. */
function shuffled(count: number, seed: number): number[] {
  let state = seed + 1;
  const keys = Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return { i, state };
  });
  return keys.sort((a, b) => a.state - b.state).map(({ i }) => i);
}

test(`${programs} graphs compile to the same bytes in ${orders} orders`, () => {
  const first = Array.from({ length: programs }, (_, seed) => compiled(seed));
  for (let order = 0; order < orders; order++) {
    for (const seed of shuffled(programs, order))
      assert.equal(compiled(seed), first[seed], `seed ${seed}, order ${order}`);
  }
});

/** Trains a model with handwritten normalization, whose graph is that of a LayerNorm. */
async function trained(): Promise<readonly number[]> {
  random.seed(5);
  const model = new Sequential(new Linear(6, 8), relu, new Linear(8, 3));
  const optimizer = adam(model, { learningRate: 1e-2 });
  const step = compile((x: Tensor, y: Tensor) => {
    const hidden = model.forward(x);
    const centered = hidden.sub(hidden.mean(-1, { keepDims: true }));
    const scaled = centered.div(centered.square().mean(-1, { keepDims: true }).add(1e-5).sqrt());
    return optimizer.minimize(meanSquaredError(scaled, y));
  });
  const [x, y] = [random.normal([16, 6]), random.normal([16, 3])];
  for (let i = 0; i < 5; i++) await step(x, y).item();
  return [...(await parameters(model)[0]![1].array())];
}

test("training ends with the same weights, regardless of what was compiled before", async () => {
  const before = await trained();
  const x = random.normal([2, 5, 8]);
  const attention = new MultiHeadAttention(8, 2);
  await compile(() => new LayerNorm(8).forward(attention.forward(x, x, x, { mask: causalMask(5) })).sum())().item();
  const embedding = new Embedding(7, 8);
  await compile(() => embedding.forward(Tensor.from([1, 2, 3], [3], "i32")).sum())().item();
  assert.deepEqual(await trained(), before);
});

test("the program of a loop is the same after a derivative adds results to its body", () => {
  const x = build.input([5, 3], "f32", "x");
  const weights = build.input([3, 3], "f32", "weights");
  const step = (carry: Tensor, element: Tensor): [Tensor, Tensor] => {
    const next = carry.add(element).matmul(tensorOf(weights)).tanh();
    return [next, next.square()];
  };
  const [last, squares] = scan(step, Tensor.from([0, 0, 0]), tensorOf(x));
  const graph = { inputs: [x, weights], outputs: [last.node, squares.node], assignments: [] };
  const { results } = last.node.body!;
  const [before, count] = [digest(graph), results.length];
  const loss = build.reshape(build.reduceSum(squares.node, [0, 1]), []);
  gradients([loss], [build.constant(1, "f32")], [weights]);
  assert.ok(results.length > count, "the derivative must read intermediate results");
  assert.equal(digest(graph), before);
});
