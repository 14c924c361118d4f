/** Compares compiled programs with the reference on random graphs. Chunks run in random order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { typedArray } from "../../src/base/dtype.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { compileGraph } from "../../src/compile/index.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { count } from "../full.ts";
import { interpret } from "./interpret.ts";
import { Dice } from "./dice.ts";
import { randomGraph } from "./random-graph.ts";
import { webAssembly } from "../../src/target/wasm/index.ts";

function agrees(seed: number): void {
  const { graph, feeds } = randomGraph(seed);
  const expected = evaluate(graph, feeds);
  const program = compileGraph(graph, { training: true, target: webAssembly });
  const externals = [...graph.inputs, ...graph.outputs].map(({ dtype, shape }) => typedArray(dtype, sizeOf(shape)));
  graph.inputs.forEach((node, i) => externals[i]!.set(feeds.get(node)!));
  const dice = new Dice(seed);
  const shuffled = (count: number) => Array.from({ length: count }, (_, i) => i).sort(() => dice.next() - 0.5);
  assert.deepEqual(interpret(program, externals, shuffled), []);
  graph.outputs.forEach((_, j) =>
    assertClose(externals[graph.inputs.length + j]!, expected.outputs[j]!, `output ${j} of ${seed}`),
  );
  graph.assignments.forEach(({ target }, j) => {
    assertClose(externals[graph.inputs.indexOf(target)]!, expected.assignments[j]!, `state ${j} of ${seed}`);
  });
}

function assertClose(actual: ArrayLike<number>, expected: Float64Array, what: string): void {
  const scale = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
  expected.forEach((x, i) => {
    assert.ok(Math.abs(actual[i]! - x) <= 2e-5 * scale, `${what}: element ${i} is ${actual[i]}, expected ${x}`);
  });
}

test("compiled random graphs agree with the reference", () => {
  const seeds = count(200, 1000);
  for (let seed = 0; seed < seeds; seed++) agrees(seed);
});
