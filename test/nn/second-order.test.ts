/**
 * First and second derivatives of every layer and loss by inputs and parameters: comparison with finite differences in
 * f64, with forward mode, and with the compiled program.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeOf } from "../../src/base/shape.ts";
import { type Evaluate, type Point, checkGradients } from "../../src/grad/check.ts";
import { hessianVector } from "../../src/grad/forward.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import * as nn from "../../src/nn/index.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { Tensor, compile, parameters, tensorOf, zeros } from "../../src/tensor/index.ts";
import { Lowering } from "../../src/tensor/source/lowering.ts";
import { copyOf } from "../../src/tensor/source/source.ts";
import { sample } from "../ops/samples.ts";
import { type Row, rows } from "./rows.ts";

const drawn = (shape: readonly number[], stream: number): Point => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => sample([-1, 1], "f32", i, stream)),
});

async function pointOf(input: readonly number[] | Tensor, stream: number): Promise<Point> {
  if (!(input instanceof Tensor)) return drawn(input, stream);
  return { shape: input.shape, dtype: input.dtype, data: await input.array() };
}

/** Converts a row to a function of all varied tensors, and their values. */
async function variation({ module, inputs, run }: Row): Promise<{ f: (...nodes: Node[]) => Node; points: Point[] }> {
  const all = module === undefined ? [] : parameters(module).map(([, param]) => param);
  const params = all.filter(({ trainable }) => trainable);
  const points = await Promise.all(inputs.map((input, i) => pointOf(input, i)));
  const f = (...nodes: Node[]) => {
    params.forEach((param, i) => param.bind(nodes[inputs.length + i]!));
    const y = run(...nodes.slice(0, inputs.length).map(tensorOf));
    for (const param of params) param.bind(param.entry);
    return y.node;
  };
  return { f, points: [...points, ...params.map(({ shape }, i) => drawn(shape, inputs.length + i))] };
}

/** Evaluates graphs in f64, which may contain constant tensors. */
function evaluator(training = false): Evaluate {
  return (nodes, given) => {
    const lowering = new Lowering({ liftConstants: false });
    const outputs = nodes.map((node) => lowering.lower(node));
    const values = new Map(given);
    lowering.inputs.forEach((input, i) => {
      const feed = lowering.feeds[i]!;
      values.set(input, typeof feed === "number" ? [feed] : copyOf(feed));
    });
    return evaluate({ inputs: [], outputs, assignments: [] }, values, { precision: "f64", training }).outputs;
  };
}

interface Derivatives {
  readonly y: Node;
  /** Gradients of Σ y², so that linear layers have second derivatives too; null means 0. */
  readonly slopes: readonly (Node | null)[];
  /** Gradients of the slopes along the directions. */
  readonly twice: readonly (Node | null)[];
}

function derive(y: Node, varied: readonly Node[], directions: readonly Node[]): Derivatives & { scalar: Node } {
  const scalar = tensorOf(y).square().sum().node;
  const [one, zero] = [build.constant(1, "f32"), tensorOf(build.constant(0, "f32"))];
  const slopes = gradients([scalar], [one], varied);
  const along = slopes
    .map((slope, i) => (slope ? tensorOf(slope).mul(tensorOf(directions[i]!)).sum() : zero))
    .reduce((sum, part) => sum.add(part), zero);
  return { y, scalar, slopes, twice: gradients([along.node], [one], varied) };
}

/** Replaces null by zeros. */
const filled = (nodes: readonly (Node | null)[], like: readonly Node[]) =>
  nodes.map((node, i) => node ?? zeros(like[i]!.shape).node);

const floats = (nodes: readonly Node[]) => nodes.filter(({ dtype }) => dtype === "f32");
const directionsOf = (varied: readonly Node[]) =>
  varied.map(({ shape }, i) => Tensor.from(Float32Array.from(drawn(shape, 50 + i).data), shape).node);

/** Graph of a row, with its inputs. */
async function graphOf(row: Row) {
  const { f, points } = await variation(row);
  const inputs = points.map(({ shape, dtype = "f32" }) => build.input(shape, dtype));
  const feeds = new Map(inputs.map((input, i) => [input, points[i]!.data]));
  const varied = floats(inputs);
  const directions = directionsOf(varied);
  const values = (nodes: readonly (Node | null)[]) => evaluator(row.training)(filled(nodes, varied), feeds);
  return { f, points, varied, directions, values, ...derive(f(...inputs), varied, directions) };
}

for (const [name, row] of Object.entries(rows)) {
  test(`${name}: first and second derivatives agree with finite differences`, async () => {
    const { f, points } = await variation(row);
    const deviation = checkGradients(f, points, evaluator(row.training));
    assert.ok(deviation.error < 1e-5, JSON.stringify(deviation));
  });

  test(`${name}: forward over reverse mode agrees with reverse over reverse mode`, async () => {
    const { scalar, varied, directions, twice, values } = await graphOf(row);
    const [expected, found] = [values(twice), values(hessianVector(scalar, varied, directions))];
    expected.forEach((numbers, i) => assertNear(found[i]!, numbers, 1e-9, `argument ${i}`));
  });

  if (row.random) continue;
  test(`${name}: the compiled program agrees with the reference, up to second derivatives`, async () => {
    const { f, points, y, slopes, twice, values } = await graphOf(row);
    const step = compile(
      (...tensors: Tensor[]) => {
        const nodes = tensors.map(({ node }) => node);
        const varied = floats(nodes);
        const found = derive(f(...nodes), varied, directionsOf(varied));
        return [found.y, ...filled(found.slopes, varied), ...filled(found.twice, varied)].map(tensorOf);
      },
      { training: row.training ?? false },
    );
    const given = points.map(({ data, shape, dtype }) =>
      Tensor.from(dtype === "i32" ? Int32Array.from(data) : Float32Array.from(data), shape),
    );
    // Before the step, because it changes the running statistics.
    const expected = [...values([y]), ...values(slopes), ...values(twice)];
    const found = await Promise.all(step(...given).map((tensor) => tensor.array()));
    assert.equal(found.length, expected.length);
    expected.forEach((numbers, i) => assertNear(found[i]!, numbers, 1e-5, `result ${i}`));
  });
}

/** Checks that differences are within `tolerance` times the largest number, or times 1 if that is less. */
function assertNear(found: ArrayLike<number>, expected: Float64Array, tolerance: number, what: string): void {
  assert.equal(found.length, expected.length, what);
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) <= tolerance * scale, `${what}[${i}] is ${found[i]} instead of ${x}`),
  );
}

test("every layer, loss and activation has a row", () => {
  const named = new Set(Object.keys(rows).map((name) => name.split(/\W/)[0]));
  const others = [
    "beamSearch",
    "decode",
    "greedy",
    "sampling",
    "causalMask",
    "paddingMask",
    "sampleCategorical",
    "sampleNormal",
    "notChosenBefore",
    "withoutRepetition",
    "sentencePositions",
    "sinusoidalPositions",
    "initializers",
  ];
  assert.deepEqual(
    Object.keys(nn)
      .filter((name) => !named.has(name))
      .sort(),
    others.sort(),
  );
});
