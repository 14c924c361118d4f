/** What a program without a part of the compiler is told where it needs one, and what it can do once that is added. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGraph } from "../../src/compile/index.ts";
import { dropParts } from "../../src/compile/parts.ts";
import { printProgram } from "../../src/compile/print.ts";
import { build } from "../../src/graph/builder.ts";
import { generator } from "../../src/target/wasm/generators.ts";
import { addAllParts } from "../parts.ts";

const x = build.input([8, 4], "f32");
const makers = {
  window: () => build.window(x, 0, 3, 1, 1),
  fold: () => build.fold(x, { axis: 0, start: 0, length: 11, stride: 1, dilation: 1 }),
  argsort: () => build.argsort(x, 0, false),
  cumulativeSum: () => build.cumulativeSum(x, 0, false, false),
};

// The parts of a process stay, so that both come in one test.
test("operations of a part can be used only after it was added", () => {
  for (const [op, make] of Object.entries(makers)) {
    assert.throws(make, { name: "ArgumentError", message: new RegExp(`^the operation ${op} is not there`) });
  }
  assert.throws(() => generator("sort"), { name: "ArgumentError", message: /no generator for sort/ });
  addAllParts();
  for (const make of Object.values(makers)) {
    const graph = { inputs: [x], outputs: [make()], assignments: [] };
    assert.ok(compileGraph(graph, { training: false }).steps.length > 0);
  }
  assert.equal(typeof generator("sort"), "function");
});

test("a program is the same before parts were added and after they were dropped", () => {
  const y = build.input([8, 1], "f32");
  const sum = () => ({
    inputs: [x, y],
    outputs: [build.reduceSum(build.mul(x, y), [1])],
    assignments: [],
  });
  const program = () => printProgram(compileGraph(sum(), { training: false }));
  dropParts();
  const before = program();
  addAllParts();
  const between = program();
  dropParts();
  assert.equal(program(), before);
  assert.notEqual(between, before);
});
