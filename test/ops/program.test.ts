/** Compares every scalar program with its record's f64 value, with and without fused multiply-add. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../src/base/dtype.ts";
import { roundTo } from "../../src/base/dtype.ts";
import type { Attributes, Elementwise } from "../../src/ops/primitive.ts";
import { count } from "../full.ts";
import { runProgram, ulpsBetween } from "./interpreter.ts";
import { sample, uniform } from "./samples.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const elementwise = Object.values(primitives).filter((primitive) => primitive.elementwise);
const dtypes: readonly DType[] = ["f32", "i32", "u8", "bool"];
const byName = (name: PrimitiveName) => primitives[name] as Elementwise;

/** Calls `check` for each supported element type and each choice of attributes. */
function eachForm(
  primitive: Elementwise,
  check: (inputs: readonly DType[], attributes: Attributes, result: DType) => void,
) {
  const choices: Attributes[] = primitive.name.includes("cast") ? dtypes.map((dtype) => ({ dtype })) : [{}];
  for (const dtype of primitive.dtypes) {
    for (const attributes of choices) {
      if (primitive.name === "bitcast" && attributes["dtype"] !== (dtype === "f32" ? "i32" : "f32")) continue;
      const inputs = primitive.domain.map((_, i) => (primitive.name === "where" && i === 0 ? "bool" : dtype));
      const values = inputs.map((dtype) => ({ shape: [], dtype }));
      check(inputs, attributes, primitive.infer(values, attributes).dtype);
    }
  }
}

for (const primitive of elementwise) {
  test(`the program of ${primitive.name} is within ${primitive.ulps} ulp of its value`, () => {
    eachForm(primitive, (inputs, attributes, result) => {
      for (let n = 0; n < 4000; n++) {
        const xs = primitive.domain.map((interval, i) => sample(interval, inputs[i]!, n, i));
        compare(primitive, xs, inputs, attributes, result);
      }
    });
  });
}

function compare(
  primitive: Elementwise,
  xs: readonly number[],
  inputs: readonly DType[],
  attributes: Attributes,
  result: DType,
) {
  const exact = primitive.value(xs, attributes, result);
  for (const fused of [true, false]) {
    const got = runProgram(primitive, xs, inputs, attributes, fused);
    const message = () => `${primitive.name}(${xs.join(", ")}) ${inputs[0]}: ${got}, not ${exact}, fused ${fused}`;
    if (result === "f32") assert.ok(ulpsBetween(got, exact) <= primitive.ulps, message());
    else assert.equal(got, roundTo(result, exact), message());
  }
}

const approximations: readonly PrimitiveName[] = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "sigmoid",
  "softplus",
  "sin",
  "cos",
  "tanh",
  "erf",
];
for (const name of approximations) {
  test(`${name} is accurate on a dense grid, at every scale and at special values`, () => {
    const primitive = byName(name);
    const [[low, high]] = primitive.domain as readonly [readonly [number, number]];
    for (let n = 0; n < 20_000; n++) {
      const grid = Math.fround(low + ((high - low) * n) / 20_000);
      const scaled = Math.fround(high * 2 ** (-60 * sample([0, 1], "f32", n)));
      for (const x of low < 0 ? [grid, scaled, -scaled] : [grid, scaled]) compare(primitive, [x], ["f32"], {}, "f32");
    }
    const ends = [0, Infinity, NaN, 2 ** -149, 1e-40, 2 ** -126, 1];
    for (const x of ends.flatMap((x) => [x, -x])) compare(primitive, [x], ["f32"], {}, "f32");
  });
}

/** A pseudorandom float of any sign and exponent. */
function anyFloat(n: number, stream: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, Math.floor(uniform(n, stream) * 2 ** 32));
  return bits.getFloat32(0);
}

test("sin and cos are accurate for arguments of any size and near multiples of π / 2", () => {
  const points = count(15_000, 40_000);
  for (const name of ["sin", "cos"] as const) {
    for (let n = 0; n < points; n++) compare(byName(name), [anyFloat(n, 1)], ["f32"], {}, "f32");
    for (let n = 1; n < points; n++) {
      const x = Math.fround((n * n * Math.PI) / 2);
      compare(byName(name), [x], ["f32"], {}, "f32");
    }
  }
});

test("mod is exact for quotients of any size", () => {
  const points = count(15_000, 40_000);
  for (let n = 0; n < points; n++) {
    const [x, y] = [anyFloat(n, 2), n % 2 ? anyFloat(n, 3) : Math.fround(10 ** (6 * uniform(n, 4) - 3))];
    compare(byName("mod"), [x, y], ["f32", "f32"], {}, "f32");
    compare(byName("mod"), [Math.fround(1e6 * uniform(n, 5)), y], ["f32", "f32"], {}, "f32");
  }
});

test("pow is correct for every pair of special numbers", () => {
  const magnitudes = [0, 2 ** -149, 0.5, 1, 1.5, 2, 3, 7, 2 ** 24, 3e38, Infinity, NaN];
  const numbers = magnitudes.flatMap((x) => [x, -x]);
  for (const x of numbers) for (const y of numbers) compare(byName("pow"), [x, y], ["f32", "f32"], {}, "f32");
});

test("exp is correct at the ends of its range, with and without nonPositive", () => {
  const largest = 88.72283172607422;
  const ends = [0, -0, largest, 88.72283935546875, 1e30, -87.33655, -87.4, -103.97, -103.98, -1e30];
  for (const x of ends) compare(byName("exp"), [Math.fround(x)], ["f32"], {}, "f32");
  const attributes = { nonPositive: true };
  for (let x = 0; x > -110; x -= 0.0137) compare(byName("exp"), [Math.fround(x)], ["f32"], attributes, "f32");
  for (const x of [0, -0, 1e-40, 1e-3, 103.97, 103.98, 1e30, Infinity, NaN]) {
    compare(byName("exp"), [Math.fround(-x)], ["f32"], attributes, "f32");
  }
});

test("tanh and erf never exceed 1 and reach it", () => {
  for (const [name, low] of [
    ["tanh", 7],
    ["erf", 3],
  ] as const) {
    for (let x = low; x < 12; x *= 1 + 2 ** -16) {
      for (const fused of [true, false]) {
        const y = runProgram(byName(name), [x], ["f32"], {}, fused);
        assert.ok(y <= 1 && (x < 9 || y === 1), `${name}(${x}) = ${y}`);
        assert.equal(runProgram(byName(name), [-x], ["f32"], {}, fused), -y);
      }
    }
  }
});

test("threefry matches the known answers of the Random123 distribution", () => {
  const words: readonly DType[] = ["i32", "i32", "i32", "i32"];
  const run = (...inputs: number[]) => runProgram(byName("threefry"), inputs, words) >>> 0;
  assert.equal(run(0, 0, 0, 0), 0x6b200159);
  assert.equal(run(-1, -1, -1, -1), 0x1cb996fc);
  assert.equal(run(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3), 0xc4923a9c);
});

test("i32 arithmetic wraps, division rounds toward zero, and division by zero returns 0", () => {
  const run = (name: PrimitiveName, x: number, y: number) => runProgram(byName(name), [x, y], ["i32", "i32"]);
  assert.equal(run("add", 2 ** 31 - 1, 1), -(2 ** 31));
  assert.equal(run("mul", 123456789, 987654321), Math.imul(123456789, 987654321));
  assert.equal(run("div", -7, 2), -3);
  assert.equal(run("div", -7, 0), 0);
  assert.deepEqual([run("mod", -7, 3), run("mod", 7, -3), run("mod", -6, 3), run("mod", 5, 0)], [2, -2, 0, 5]);
  for (const [name, x, y] of [
    ["add", 2 ** 31 - 1, 1],
    ["div", -(2 ** 31), -1],
    ["mod", 7, -3],
  ] as const) {
    compare(byName(name), [x, y], ["i32", "i32"], {}, "i32");
  }
});

test("f32 mod has the sign of the divisor, as in Python", () => {
  const pairs = [
    [5.5, 2],
    [-5.5, 2],
    [5.5, -2],
    [-5.5, -2],
    [-1, Infinity],
    [1, Infinity],
    [3, 0],
    [Infinity, 2],
    [6, 3],
  ];
  for (const [x, y] of pairs as [number, number][]) compare(byName("mod"), [x, y], ["f32", "f32"], {}, "f32");
  assert.equal(byName("mod").value([-5.5, 2], {}, "f32"), 0.5);
});

test("a cast to an integer truncates and saturates", () => {
  const cast = byName("cast");
  for (const x of [2.9, -2.9, 3e9, -3e9, NaN, 300, -1, 0]) {
    for (const dtype of dtypes) compare(cast, [Math.fround(x)], ["f32"], { dtype }, dtype);
  }
  for (const x of [-(2 ** 31), -1, 0, 255, 256, 300, 2 ** 31 - 1]) {
    for (const dtype of dtypes) compare(cast, [x], ["i32"], { dtype }, dtype);
  }
  const valuesOf = (dtype: DType) => [2.9, -2.9, 3e9, 255.9, 256, NaN].map((x) => cast.value([x], {}, dtype));
  assert.deepEqual(valuesOf("i32"), [2, -2, 2 ** 31 - 1, 255, 256, 0]);
  assert.deepEqual(valuesOf("u8"), [2, 0, 255, 255, 255, 0]);
});
