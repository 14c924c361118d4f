/** Compares reference values, scalar programs and gradients of elementwise operations with PyTorch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { type GoldenCase, numbersOf, readGolden } from "../golden/read.ts";
import { runProgram, ulpsBetween } from "./interpreter.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const cases = readGolden("operations.json").filter(({ operation }) => operation in primitives);

for (const golden of cases) {
  test(`${golden.name}: values and gradients match PyTorch`, () => {
    checkValues(golden);
    checkGradients(golden);
  });
}

test("the golden file covers the approximations", () => {
  const covered = new Set(cases.map(({ operation }) => operation));
  const approximations = "cos erf exp expm1 log log1p mod pow sigmoid sin softplus sqrt tanh";
  assert.equal([...covered].sort().join(" "), approximations);
});

function checkValues({ operation, inputs, outputs }: GoldenCase): void {
  const primitive = primitives[operation as PrimitiveName];
  assert.ok(primitive.elementwise);
  const columns = Object.values(inputs).map(numbersOf);
  numbersOf(outputs["y"]!).forEach((expected, n) => {
    const xs = columns.map((column) => column[n]!);
    const message = (got: number) => `${operation}(${xs.join(", ")}) = ${got}, not ${expected}`;
    const value = primitive.value(xs, {}, "f32");
    assert.ok(Object.is(value, expected) || Math.abs(value - expected) <= 1e-12 * Math.abs(expected), message(value));
    const got = runProgram(
      primitive,
      xs,
      xs.map(() => "f32"),
    );
    assert.ok(ulpsBetween(got, expected) <= primitive.ulps, message(got));
  });
}

function checkGradients({ operation, inputs, gradients: expected, cotangents }: GoldenCase): void {
  const nodes = Object.values(inputs).map(({ shape }) => build.input(shape, "f32"));
  const y = build.apply(primitives[operation as PrimitiveName], nodes);
  const dy = build.input(y.shape, "f32");
  const feeds = new Map(Object.values(inputs).map((tensor, i) => [nodes[i]!, numbersOf(tensor)]));
  if (cotangents) feeds.set(dy, numbersOf(cotangents["y"]!));
  Object.keys(inputs).forEach((name, i) => {
    if (!expected[name]) return;
    const [gradient] = gradients([y], [cotangents ? dy : build.constant(1, "f32")], [nodes[i]!]);
    const graph = { inputs: nodes, outputs: [gradient!], assignments: [] };
    const [got] = evaluate(graph, feeds, { precision: "f64" }).outputs;
    numbersOf(expected[name]).forEach((value, n) => {
      const close = Math.abs(got![n]! - value) <= 1e-12 * Math.max(1, Math.abs(value));
      assert.ok(close || Object.is(got![n], value), `d${operation}/d${name} at ${n}: ${got![n]}, not ${value}`);
    });
  });
}
