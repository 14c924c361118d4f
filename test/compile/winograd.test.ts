/** Winograd's convolution as nodes: what a dot over windows computes, on the reference and as compiled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { winograd, winogradFilterGradient } from "../../src/compile/winograd.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { uniform } from "../ops/samples.ts";
import { CompiledGraph, type Feeds, graphOf } from "../engine/compiled.ts";

type Sizes = readonly [n: number, h: number, w: number, c: number, o: number];

/** Odd and even sizes, one image, one tile, fewer channels than lanes. */
const sizes: readonly Sizes[] = [
  [2, 6, 8, 4, 8],
  [1, 3, 3, 5, 1],
  [1, 4, 4, 1, 3],
  [3, 7, 5, 3, 2],
  [1, 9, 12, 17, 7],
];

function feed(...nodes: readonly Node[]): Feeds {
  const values = (node: Node, stream: number) =>
    Float64Array.from({ length: sizeOf(node.shape) }, (_, n) => Math.fround(2 * uniform(n, stream) - 1));
  return new Map(nodes.map((node, stream) => [node, values(node, stream)]));
}

const windows = (x: Node): Node => b.window(b.window(x, 1, 3, 1, 1), 2, 3, 1, 1);

/** [n, y, x, o] as a dot over windows. */
function direct(x: Node, w: Node): Node {
  return b.dot(windows(x), w, 0, 3);
}

function directFilterGradient(x: Node, dy: Node): Node {
  return b.dot(b.permute(dy, [3, 0, 1, 2]), b.permute(windows(x), [3, 4, 5, 0, 1, 2]), 0, 3);
}

interface Pair {
  readonly fast: Node;
  readonly plain: Node;
  readonly feeds: Feeds;
}

function pairs([n, h, width, c, o]: Sizes): { forward: Pair; gradient: Pair } {
  const input = (shape: Shape) => b.input(shape, "f32");
  const [x, w, dy] = [input([n, h, width, c]), input([o, c, 3, 3]), input([n, h - 2, width - 2, o])];
  const feeds = feed(x, w, dy);
  return {
    forward: { fast: winograd(x, w), plain: direct(x, w), feeds },
    gradient: { fast: winogradFilterGradient(x, dy), plain: directFilterGradient(x, dy), feeds },
  };
}

function assertClose(got: ArrayLike<number>, expected: Float64Array, within: number, what: string): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.equal(got.length, expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(got[i]! - value);
    assert.ok(error <= within * scale, `${what}, element ${i}: ${got[i]}, not ${value}`);
  });
}

test("it is the convolution in exact arithmetic", () => {
  for (const each of sizes) {
    for (const [name, { fast, plain, feeds }] of Object.entries(pairs(each))) {
      assert.deepEqual(fast.shape, plain.shape);
      const [got, expected] = evaluate(graphOf([fast, plain]), feeds, { precision: "f64" }).outputs;
      assertClose(got!, expected!, 1e-12, `${name} of ${each.join()}`);
    }
  }
});

test("compiled it is the convolution within rounding", () => {
  for (const each of [...sizes, [2, 34, 34, 16, 20] as const]) {
    const { forward, gradient } = pairs(each);
    for (const [{ fast, plain, feeds }, within] of [
      [forward, 2e-6],
      [gradient, 2e-5],
    ] as const) {
      const graph = graphOf([fast]);
      const compiled = new CompiledGraph(graph);
      const fed = new Map([...feeds].filter(([node]) => graph.inputs.includes(node)));
      const expected = evaluate(graphOf([plain]), feeds, { precision: "f64" }).outputs[0]!;
      assertClose(compiled.run(fed).outputs[0]!, expected, within, each.join());
      compiled.release();
    }
  }
});
