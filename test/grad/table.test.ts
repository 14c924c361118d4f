/** Compares gradients of all primitives with finite differences to second order, and forward with reverse mode. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeOf } from "../../src/base/shape.ts";
import { checkGradients } from "../../src/grad/check.ts";
import { hessianVector, tangents } from "../../src/grad/forward.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type Case, casesOf, evaluate64, point } from "./cases.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

/** Primitives whose results are integers, or through which no gradient flows. */
const withoutGradient: readonly PrimitiveName[] = [
  "input",
  "const",
  "iota",
  "training",
  "not",
  "and",
  "or",
  "xor",
  "shiftLeft",
  "shiftRightLogical",
  "shiftRightArithmetic",
  "less",
  "equal",
  "cast",
  "bitcast",
  "threefry",
  "argmax",
  "argsort",
  "detach",
  "customGrad",
];

for (const name of Object.keys(primitives) as PrimitiveName[]) {
  if (withoutGradient.includes(name)) continue;
  const cases = casesOf(name);
  test(`the derivatives of ${name} are correct to second order`, () => {
    assert.ok(cases, `${name} needs a case in test/grad/cases.ts`);
    for (const { name: label, f, points } of cases) {
      const worst = checkGradients(f, points, evaluate64);
      assert.ok(worst.error < 1e-6, `${name} ${label}: ${JSON.stringify(worst)}`);
    }
  });
  test(`forward and reverse mode of ${name} agree`, () => {
    for (const found of cases ?? []) {
      checkAdjoint(found);
      checkHessian(found);
    }
  });
}

/** Values of integer arguments, and points and directions of all others. */
function setUp({ f, points }: Case) {
  const inputs = points.map(({ shape, dtype = "f32" }) => build.input(shape, dtype));
  const feeds = new Map(inputs.map((input, i) => [input, points[i]!.data]));
  const fresh = (like: Node) => {
    const node = build.input(like.shape, like.dtype);
    feeds.set(node, point(like.shape).data);
    return node;
  };
  const variables = inputs.filter(({ dtype }) => dtype === "f32");
  return { y: f(...inputs), feeds, fresh, variables, directions: variables.map(fresh) };
}

const inner = (pairs: readonly (readonly [Node | null, Node])[], valueOf: (node: Node) => Float64Array) =>
  pairs.reduce((sum, [x, y]) => sum + (x ? valueOf(x).reduce((s, v, i) => s + v * valueOf(y)[i]!, 0) : 0), 0);

/** Checks ⟨u, J v⟩ = ⟨Jᵀ u, v⟩. */
function checkAdjoint(found: Case): void {
  const { y, feeds, fresh, variables, directions } = setUp(found);
  const u = fresh(y);
  const [tangent] = tangents([y], variables, directions);
  const gradient = gradients([y], [u], variables);
  const nodes = [u, tangent, ...gradient, ...directions].filter((node) => node !== null && node !== undefined);
  const values = evaluate64(nodes, feeds);
  const valueOf = (node: Node) => values[nodes.indexOf(node)]!;
  const forward = inner([[tangent ?? null, u]], valueOf);
  const reverse = inner(
    gradient.map((node, i) => [node, directions[i]!] as const),
    valueOf,
  );
  assert.ok(Math.abs(forward - reverse) <= 1e-11 * Math.max(1, Math.abs(forward)), `${forward} against ${reverse}`);
}

/** Compares forward over reverse mode with reverse over reverse mode. */
function checkHessian(found: Case): void {
  const { y, feeds, variables, directions } = setUp(found);
  const all = y.shape.map((_, axis) => axis);
  const scalar = build.reshape(build.reduceSum(build.mul(y, y), all), []);
  const products = hessianVector(scalar, variables, directions);
  const one = build.constant(1, "f32");
  const first = gradients([scalar], [one], variables);
  const kept = first.flatMap((node, i) => (node ? [[node, directions[i]!] as const] : []));
  const second = gradients(
    kept.map(([node]) => node),
    kept.map(([, direction]) => direction),
    variables,
  );
  variables.forEach((variable, i) => {
    const [forward, reverse] = [products[i], second[i]].map((node) =>
      node ? evaluate64([node], feeds)[0]! : new Float64Array(sizeOf(variable.shape)),
    );
    forward!.forEach((x, n) => {
      const close = Math.abs(x - reverse![n]!) <= 1e-10 * Math.max(1, Math.abs(x));
      assert.ok(close, `Hessian product ${i} at ${n}: ${x} against ${reverse![n]}`);
    });
  });
}
