/** Listeners of a compilation receive every stage and change nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Linear, Tensor, adam, compile, random, scan } from "../../src/index.ts";
import { assembleOptions } from "../../src/runtime/options.ts";
import { StageRecord } from "../../src/tensor/inspect/stages.ts";
import { compiledFunction } from "../../src/tensor/program/compile.ts";
import { assemble } from "../../src/target/wasm/index.ts";

/** A training step with a loop in it. */
function trainingStep(): (x: Tensor) => Tensor {
  random.seed(3);
  const model = new Linear(4, 4);
  const optimizer = adam(model, { learningRate: 1e-2 });
  return compile((x: Tensor) => {
    const [last] = scan((state: Tensor, row: Tensor) => [model.forward(state.add(row)), state], x.sum(0), x);
    return optimizer.minimize(last.square().mean());
  });
}

const x = Tensor.from([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);

test("a watched compilation produces the same bytes", () => {
  const bytesOf = (record?: StageRecord) => {
    const { program } = compiledFunction(trainingStep(), "test").stepFor([x], record?.listen).runner;
    return assemble(program, assembleOptions()).bytes;
  };
  assert.deepEqual(bytesOf(new StageRecord()), bytesOf());
});

test("every stage takes time, and loop bodies are included", () => {
  const record = new StageRecord();
  assert.ok(record.isEmpty);
  const compiled = compiledFunction(trainingStep(), "test");
  const { graph, runner } = compiled.stepFor([x], record.listen);
  assert.equal(record.graph, graph);
  const times = record.times();
  for (const { stage, ms, parts } of times) {
    assert.ok(ms > 0, stage);
    for (const part of parts) assert.ok(part.ms > 0, part.stage);
  }
  // One loop for the forward pass and one for the backward pass.
  assert.equal(record.fusions.length, 3);
  const steps = times.find(({ stage }) => stage === "schedule")!.sizes["steps"]!;
  assert.ok(steps > runner.program.steps.length);
  const again = new StageRecord();
  compiled.stepFor([x], again.listen);
  assert.ok(again.isEmpty, "the program is known");
});
