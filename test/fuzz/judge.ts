/**
 * Judges results by the reference. The allowed error of each element is measured: the reference runs several times with
 * perturbed rounding. This excludes elements that depend on a comparison of nearly equal numbers, whose error is large.
 */
import { isFloat, roundTo } from "../../src/base/dtype.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { build } from "../../src/graph/builder.ts";
import { type EvaluateOptions, evaluate } from "../../src/reference/evaluate.ts";
import { Dice } from "../compile/dice.ts";
import { primitives } from "../nodes.ts";

export type Feeds = ReadonlyMap<Node, ArrayLike<number>>;

type Round = NonNullable<EvaluateOptions["round"]>;

/** Operations that add or multiply many numbers. Their rounding error scales with the terms, not with the result. */
const sums = new Set(["reduceSum", "reduceProduct", "dot", "cumulativeSum", "scatterAdd", "fold"]);
/** Operations that are exact for operands with few significant bits. */
const exact = new Set([...sums, "add", "sub", "mul"]);

/** Functions bounded by ±1. A result of 1 is 1 in every program, and no rounding exceeds it. */
const bounded = new Set(["tanh", "erf", "sigmoid"]);

/** Returns a rounding with random errors that a compiled program could also make. */
function noisy(dice: Dice, strict: boolean): Round {
  const times = strict ? 1 : 8;
  return (node, value, inputs) => {
    const relative = isFloat(node.dtype) && !node.body ? noiseOf(node) : 0;
    if (node.op === "equal" && isFloat(node.inputs[0]!.dtype) && !strict) return nearlyEqual(dice, node, value, inputs);
    if (relative === 0) return value.map((x) => roundTo(node.dtype, x));
    const scale = sums.has(node.op) ? sizesOf(node, inputs, strict) : value;
    const limit = bounded.has(node.op) ? 1 : Infinity;
    const mayBeExact = strict && exact.has(node.op);
    return value.map((x, i) => {
      if ((mayBeExact && isShort(x)) || Math.abs(Math.fround(x)) === limit) return x;
      const error = times * relative * scale[i]! * (dice.next() < 0.5 ? -1 : 1) * (0.5 + dice.next());
      const rounded = Math.fround(Number.isFinite(error) ? x + error : x);
      return Math.max(-limit, Math.min(limit, rounded));
    });
  };
}

/**
 * Returns the scale of a sum's rounding error: the sum of its terms' magnitudes. Winograd's algorithm computes products
 * of windows from sums and differences over a tile, so small results inherit part of the error of their neighbors.
 */
function sizesOf(node: Node, inputs: readonly Float64Array[], strict: boolean): Float64Array {
  const sizes = alone(node, inputs.map(absolute));
  if (strict || node.op !== "dot") return sizes;
  const largest = sizes.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, x) : most), 0);
  return sizes.map((size) => size + largest / 8);
}

function noiseOf(node: Node): number {
  if (sums.has(node.op)) return 2 ** -23;
  const record = node.primitive;
  return record.elementwise && node.op !== "where" ? 2 ** -24 * 2 * record.ulps : 0;
}

/** Returns true for numbers with few significant bits, whose sums and products are exact. */
function isShort(x: number): boolean {
  return Number.isInteger(x * 256) && Math.abs(x) < 2 ** 15;
}

/** Perturbs a comparison: nearly equal numbers may become equal; equal ones stay equal. */
function nearlyEqual(dice: Dice, node: Node, value: Float64Array, inputs: readonly Float64Array[]): Float64Array {
  const ofFloats = (op: "sub" | "add", given: readonly Float64Array[]) =>
    alone(node.with({ primitive: primitives[op], dtype: "f32" }), given);
  const [distance, size] = [ofFloats("sub", inputs), ofFloats("add", inputs.map(absolute))];
  const largest = size.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, x) : most), 0);
  const isNear = (i: number) => Math.abs(distance[i]!) <= 4e-6 * size[i]! + 5e-7 * largest;
  return value.map((x, i) => (isNear(i) && dice.next() < 0.5 ? 1 : x));
}

const absolute = (values: Float64Array) => values.map(Math.abs);

/** Evaluates one node in f64. A sum of magnitudes is Σ |x|. */
function alone(node: Node, values: readonly Float64Array[]): Float64Array {
  const inputs = node.inputs.map(({ shape, dtype }) => build.input(shape, dtype));
  const feeds = new Map(inputs.map((input, i) => [input, values[i]!]));
  const outputs = [node.with({ inputs, rule: undefined })];
  return evaluate({ inputs, outputs, assignments: [] }, feeds, { precision: "f64" }).outputs[0]!;
}

export function valuesOf(graph: Graph, feeds: Feeds, options: EvaluateOptions): Float64Array[] {
  const { outputs, assignments } = evaluate(graph, feeds, options);
  return [...outputs, ...assignments];
}

export interface Trial {
  readonly graph: Graph;
  readonly feeds: Feeds;
  readonly training: boolean;
  /** Outputs and assigned values computed by a program. */
  readonly got: readonly ArrayLike<number>[];
}

/** Maximum number of perturbed runs before a difference counts as an error. */
const most = 24;

/** Checks the results. Returns a description of the error, or null. */
export function judge(trial: Trial): string | null {
  const expected = valuesOf(trial.graph, trial.feeds, { training: trial.training });
  const scales = expected.map((values) =>
    values.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0),
  );
  const nodes = [...trial.graph.outputs, ...trial.graph.assignments.map(({ value }) => value)];
  const loose = (j: number, i: number) =>
    isFloat(nodes[j]!.dtype) ? 1e-5 * Math.abs(expected[j]![i]!) + 2e-6 * Math.min(scales[j]!, 1e4) : 0;
  const stray = expected.map((values) => new Float64Array(values.length));
  let wrong: string | null = null;
  for (let run = 0; run < most; run++) {
    widen(stray, expected, trial, run);
    // The first two runs use tight bounds, later ones looser bounds, because a program may round in ways that no
    // perturbed run simulates.
    const close = run < 2;
    wrong = worst(trial, expected, (j, i) =>
      close ? 2e-7 * Math.abs(expected[j]![i]!) + 24 * stray[j]![i]! : loose(j, i) + 60 * stray[j]![i]!,
    );
    if (wrong === null) return null;
  }
  return wrong;
}

/** Runs the reference once more with perturbed rounding and widens each element's deviation. */
function widen(
  stray: readonly Float64Array[],
  expected: readonly Float64Array[],
  { graph, feeds, training }: Trial,
  run: number,
): void {
  const values = valuesOf(graph, feeds, { training, round: noisy(new Dice(run + 1), run < 2 || run % 2 === 0) });
  values.forEach((found, j) =>
    found.forEach((x, i) => {
      const distance = Object.is(x, expected[j]![i]) || x === expected[j]![i] ? 0 : Math.abs(x - expected[j]![i]!);
      stray[j]![i] = Math.max(stray[j]![i]!, Number.isNaN(distance) ? Infinity : distance);
    }),
  );
}

function worst(
  { got }: Trial,
  expected: readonly Float64Array[],
  bound: (j: number, i: number) => number,
): string | null {
  for (let j = 0; j < expected.length; j++) {
    const [values, found] = [expected[j]!, got[j]!];
    if (found.length !== values.length) return `result ${j} has ${found.length} elements, not ${values.length}`;
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [values[i]!, found[i]!];
      if (x === y || Object.is(x, y) || bound(j, i) === Infinity) continue;
      if (Math.abs(x - y) <= bound(j, i) + 1e-30) continue;
      return `result ${j}, element ${i} of ${values.length}: ${y}, not ${x}; bound ${bound(j, i).toExponential(1)}`;
    }
  }
  return null;
}
