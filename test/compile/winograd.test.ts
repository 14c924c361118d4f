/** Compares Winograd's convolutions with dots over windows, on the reference and compiled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { type Family, large, small } from "../../src/compile/layout/winograd/family.ts";
import { winograd, winogradFilterGradient } from "../../src/compile/layout/winograd/winograd.ts";
import { chunksOf, isLoop } from "../../src/compile/ir/program.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { uniform } from "../ops/samples.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { full } from "../full.ts";
import { interpret } from "./interpret.ts";
import { CompiledGraph, type Feeds, graphOf } from "../engine/compiled.ts";
import { window } from "../nodes.ts";

type Sizes = readonly [n: number, h: number, w: number, c: number, o: number];

/** Expected accuracy. Rounding errors grow with the size of the tiles. */
const families = [
  { family: small, forward: 2e-6, gradient: 2e-5, places: 16 },
  { family: large, forward: 5e-6, gradient: 2e-5, places: 36 },
] as const;

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

const windows = (x: Node): Node => window(window(x, 1, 3, 1, 1), 2, 3, 1, 1);

/** Returns the convolution [n, y, x, o] as a dot over windows. */
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

function pairs([n, h, width, c, o]: Sizes, family: Family): { forward: Pair; gradient: Pair } {
  const input = (shape: Shape) => b.input(shape, "f32");
  const [x, w, dy] = [input([n, h, width, c]), input([o, c, 3, 3]), input([n, h - 2, width - 2, o])];
  const feeds = feed(x, w, dy);
  return {
    forward: { fast: winograd(x, w, family), plain: direct(x, w), feeds },
    gradient: { fast: winogradFilterGradient(x, dy, family), plain: directFilterGradient(x, dy), feeds },
  };
}

function assertClose(got: ArrayLike<number>, expected: Float64Array, within: number, what: string): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.equal(got.length, expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(got[i]! - value);
    assert.ok(error <= within * scale, `${what}, element ${i}: ${got[i]}, expected ${value}`);
  });
}

test("Winograd's algorithm equals the convolution in exact arithmetic", () => {
  for (const { family, places } of families) {
    for (const each of sizes) {
      for (const [name, { fast, plain, feeds }] of Object.entries(pairs(each, family))) {
        assert.deepEqual(fast.shape, plain.shape);
        const [got, expected] = evaluate(graphOf([fast, plain]), feeds, { precision: "f64" }).outputs;
        assertClose(got!, expected!, 1e-12, `${name} of ${each.join()}, ${places} places`);
      }
    }
  }
});

test("compiled Winograd equals the convolution up to rounding", () => {
  for (const { family, places, ...within } of families) {
    for (const each of [...sizes, [2, 34, 34, 16, 20] as const]) {
      for (const [name, { fast, plain, feeds }] of Object.entries(pairs(each, family))) {
        const graph = graphOf([fast]);
        const compiled = new CompiledGraph(graph);
        const fed = new Map([...feeds].filter(([node]) => graph.inputs.includes(node)));
        const expected = evaluate(graphOf([plain]), feeds, { precision: "f64" }).outputs[0]!;
        const bound = within[name as "forward" | "gradient"];
        assertClose(compiled.run(fed).outputs[0]!, expected, bound, `${name} of ${each.join()}, ${places} places`);
        compiled.release();
      }
    }
  }
});

/** A convolution as built by layers, channels first with zero padding, and its gradients. */
function layer([n, h, width, c, o]: Sizes): { outputs: Node[]; feeds: Feeds } {
  const [x, w, dy] = [b.input([n, c, h, width], "f32"), b.input([o, c, 3, 3], "f32"), b.input([n, o, h, width], "f32")];
  const around = [0, 0, 1, 1];
  const view = window(window(b.pad(x, around, around), 2, 3, 1, 1), 3, 3, 1, 1);
  const y = b.permute(b.dot(b.permute(view, [0, 2, 3, 1, 4, 5]), w, 0, 3), [0, 3, 1, 2]);
  const slopes = gradients([y], [dy], [x, w]) as Node[];
  return { outputs: [y, ...slopes], feeds: feed(x, w, dy) };
}

test("large convolutions and their gradients use Winograd's algorithm", () => {
  for (const [each, { places, ...within }] of [
    [[4, 6, 5, 16, 20], families[0]],
    [[2, 8, 9, 16, 20], families[1]],
    [[1, 12, 11, 17, 16], families[1]],
  ] as const) {
    const { outputs, feeds } = layer(each);
    outputs.forEach((output, i) => {
      const graph = graphOf([output]);
      const fed = new Map([...feeds].filter(([node]) => graph.inputs.includes(node)));
      const expected = evaluate(graph, fed, { precision: "f64" }).outputs[0]!;
      const plain = new CompiledGraph(graph);
      const fast = new CompiledGraph(graph, { winograd: true });
      assertClose(plain.run(fed).outputs[0]!, expected, 2e-6, `output ${i} of ${each.join()}, direct`);
      assertClose(fast.run(fed).outputs[0]!, expected, i === 2 ? within.gradient : within.forward, `output ${i}`);
      assert.equal(placesOf(plain), undefined);
      assert.equal(placesOf(fast), places, `output ${i} of ${each.join()}`);
      plain.release();
      fast.release();
    });
  }
});

test("small, strided and dilated convolutions do not use Winograd's algorithm", () => {
  const few = layer([2, 8, 8, 3, 16]).outputs;
  const x = b.input([2, 21, 21, 16], "f32");
  const w = b.input([16, 16, 3, 3], "f32");
  const strided = b.dot(window(window(x, 1, 3, 2, 1), 2, 3, 2, 1), w, 0, 3);
  const dilated = b.dot(window(window(x, 1, 3, 1, 2), 2, 3, 1, 2), w, 0, 3);
  for (const output of [...few, strided, dilated]) {
    const compiled = new CompiledGraph(graphOf([output]), { winograd: true });
    assert.equal(placesOf(compiled), undefined);
    compiled.release();
  }
});

test("buffers of a block pass hold a few blocks, and results do not depend on the number of threads", async () => {
  const all = families.flatMap(({ family }) => Object.values(pairs([full ? 40 : 20, 34, 34, 16, 16], family)));
  for (const [i, { fast, feeds }] of all.entries()) {
    const graph = graphOf([fast]);
    const compiled = new CompiledGraph(graph);
    const pass = compiled.program.steps.flatMap((step) => (isLoop(step) || !step.pass ? [] : [step]))[0];
    // Both directions of both transforms around the products.
    assert.ok(pass?.pass && pass.pass.local.size >= 4);
    for (const [buffer, bytes] of pass.pass.local) {
      assert.equal(compiled.program.buffers[buffer]!.bytes, bytes * chunksOf(pass));
    }
    assert.ok(chunksOf(pass) < pass.extent);
    const fed = new Map([...feeds].filter(([node]) => graph.inputs.includes(node)));
    setThreads(1);
    const alone = compiled.run(fed).outputs[0]!;
    setThreads(2);
    assert.equal(await startThreads(), 2);
    for (let run = 0; run < 5; run++) assert.deepEqual(compiled.run(fed).outputs[0]!, alone);
    // The interpreter is slow, so a quick run checks one graph per family, forward and backward.
    if (full || i % 3 === 0) assertClose(interpreted(compiled, fed), Float64Array.from(alone), 2e-5, "interpreted");
    compiled.release();
  }
});

/** Returns the result of a program from the interpreter. */
function interpreted({ graph, program }: CompiledGraph, feeds: Feeds): Float32Array {
  const result = new Float32Array(sizeOf(graph.outputs[0]!.shape));
  const inputs = graph.inputs.map((node) => Float32Array.from(feeds.get(node)!));
  interpret(program, [...inputs, result]);
  return result;
}

/** Returns the number of places of a transformed tile for which the program has products, or undefined. */
function placesOf({ program }: CompiledGraph): number | undefined {
  const stages = program.steps.flatMap((step) => (isLoop(step) ? [] : step.stages));
  const batches = stages.flatMap((stage) => (stage.kind === "contraction" ? [stage.batches.at(-1)!] : []));
  return batches.find((length) => length > 1);
}
