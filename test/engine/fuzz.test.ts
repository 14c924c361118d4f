/** Random compiled graphs against the reference, on one thread and on two, with and without fused multiply-add. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFloat } from "../../src/base/dtype.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { setDeterministic, setThreads, startThreads } from "../../src/runtime/index.ts";
import { isShared } from "../../src/compile/ir/program.ts";
import { type RandomGraphOptions, randomGraph } from "../compile/random-graph.ts";
import { count } from "../full.ts";
import { allowedError, CompiledGraph, explained, type Feeds, type Results } from "./compiled.ts";

/** A compiled random graph with its inputs and its results on one thread. */
interface Sample {
  readonly what: string;
  readonly feeds: Feeds;
  readonly compiled: CompiledGraph;
  readonly results: Results;
}

const small: RandomGraphOptions = { mixed: true };
const large: RandomGraphOptions = {
  mixed: true,
  lengths: [3, 17, 64, 129, 260, 515],
  largest: 100_000,
  operations: 10,
};

function take(seed: number, options: RandomGraphOptions, exact: boolean): Sample {
  const { graph, feeds } = randomGraph(seed, options);
  setDeterministic(exact);
  const compiled = new CompiledGraph(graph);
  setDeterministic(false);
  const what = `seed ${seed}, ${JSON.stringify(options)}, ${exact ? "without" : "with"} FMA`;
  return checked({ what, feeds, compiled, results: compiled.run(feeds) }, judge);
}

function checked(sample: Sample, check: (sample: Sample) => void): Sample {
  try {
    check(sample);
  } catch (error) {
    throw explained(error, sample.what, sample.compiled);
  }
  return sample;
}

function judge({ feeds, compiled: { graph }, results }: Sample): void {
  const rounded = valuesOf(graph, feeds, "declared");
  const precise = valuesOf(graph, feeds, "f64");
  const nodes = [...graph.outputs, ...graph.assignments.map(({ value }) => value)];
  [...results.outputs, ...results.assignments].forEach((got, j) => {
    const expected = rounded[j]!;
    const bound = isFloat(nodes[j]!.dtype) ? allowedError(expected, precise[j]!, 1) : 0;
    expected.forEach((x, i) => {
      const close = got[i] === x || Math.abs(got[i]! - x) <= bound || (Number.isNaN(x) && Number.isNaN(got[i]));
      if (!close) assert.fail(`result ${j}, element ${i} of ${expected.length}: ${got[i]}, not ${x}; bound ${bound}`);
    });
  });
}

function valuesOf(graph: Graph, feeds: Feeds, precision: "declared" | "f64"): Float64Array[] {
  const { outputs, assignments } = evaluate(graph, feeds, { precision, training: true });
  return [...outputs, ...assignments];
}

function sameBits({ feeds, compiled, results }: Sample): void {
  const again = compiled.run(feeds);
  for (const part of ["outputs", "assignments"] as const) {
    again[part].forEach((values, j) => {
      const same = Buffer.from(values.buffer).equals(Buffer.from(results[part][j]!.buffer));
      if (!same) assert.fail(`${part} ${j} has different bits`);
    });
  }
}

test("random graphs of mixed types match the reference and repeat to the bit", () => {
  setThreads(1);
  const seeds = count(100, 300);
  for (let seed = 0; seed < seeds; seed++) {
    const sample = take(seed, small, seed % 3 === 0);
    checked(sample, sameBits).compiled.release();
  }
});

test("graphs of many chunks match the reference and have the same bits on one thread and on two", async () => {
  setThreads(1);
  const samples = Array.from({ length: count(6, 12) }, (_, seed) => take(4000 + seed, large, seed % 3 === 0));
  const shared = samples.filter(({ compiled }) => compiled.program.steps.some(isShared));
  assert.ok(shared.length > samples.length / 4, `only ${shared.length} have several chunks`);
  setThreads(2);
  assert.equal(await startThreads(), 2);
  for (let round = 0; round < 4; round++) for (const sample of samples) checked(sample, sameBits);
  setThreads(1);
  for (const { compiled } of samples) compiled.release();
});
