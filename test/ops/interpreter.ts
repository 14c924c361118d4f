/**
 * Interprets scalar programs one element at a time, in single precision and 32-bit integers, so that the approximations
 * of the op table can be tested without a target.
 */
import type { DType } from "../../src/base/dtype.ts";
import type { Register, RegisterType, Scalar } from "../../src/base/scalar.ts";
import type { Attributes, Elementwise } from "../../src/ops/primitive.ts";

export interface Cell extends Register {
  readonly value: number;
}

const float = (value: number): Cell => ({ type: "f32", value: Math.fround(value) });
const integer = (value: number): Cell => ({ type: "i32", value: value | 0 });
const bool = (value: boolean): Cell => ({ type: "bool", value: Number(value) });
const bits = new DataView(new ArrayBuffer(4));

/** Creates an interpreter. If `fused`, `madd` rounds once, as with relaxed SIMD; else twice. */
export function interpreter(fused: boolean): Scalar<Cell> {
  return {
    float,
    integer,
    add: (x, y) => arithmetic(x, y, x.value + y.value),
    sub: (x, y) => arithmetic(x, y, x.value - y.value),
    mul: (x, y) => arithmetic(x, y, x.type === "i32" ? Math.imul(x.value, y.value) : x.value * y.value),
    neg: (x) => arithmetic(x, x, -x.value),
    abs: (x) => arithmetic(x, x, Math.abs(x.value)),
    min: (x, y) => arithmetic(x, y, Math.min(x.value, y.value)),
    max: (x, y) => arithmetic(x, y, Math.max(x.value, y.value)),
    div: (x, y) => arithmetic(x, y, x.type === "i32" && y.value === 0 ? 0 : x.value / y.value),
    // The product of two floats is exact in double precision.
    madd: (x, y, z) => {
      only("f32", x, y, z);
      return float((fused ? x.value * y.value : Math.fround(x.value * y.value)) + z.value);
    },
    sqrt: (x) => float(Math.sqrt(only("f32", x))),
    floor: (x) => float(Math.floor(only("f32", x))),
    nearest: (x) => float(toNearestEven(only("f32", x))),
    less: (x, y) => bool(compared(x, y) && x.value < y.value),
    lessEqual: (x, y) => bool(compared(x, y) && x.value <= y.value),
    equal: (x, y) => bool(compared(x, y) && x.value === y.value),
    select: (condition, x, y) => {
      only("bool", condition);
      only(x.type, y);
      return condition.value ? x : y;
    },
    repeat: (count, values, step) => {
      if (count.type === "f32" || count.value < 0) fail(`a count of ${count.type} ${count.value}`);
      let result = values;
      for (let turn = 0; turn < count.value; turn++) {
        result = step(result);
        result.forEach(({ type }, i) => type === values[i]!.type || fail(`${type} instead of ${values[i]!.type}`));
      }
      return result;
    },
    and: (x, y) => bitwise(x, y, x.value & y.value),
    or: (x, y) => bitwise(x, y, x.value | y.value),
    xor: (x, y) => bitwise(x, y, x.value ^ y.value),
    not: (x) => bitwise(x, x, x.type === "bool" ? 1 - x.value : ~x.value),
    shiftLeft: (x, count) => integer(only("i32", x, count) << count.value),
    shiftRightLogical: (x, count) => integer(only("i32", x, count) >>> count.value),
    shiftRightArithmetic: (x, count) => integer(only("i32", x, count) >> count.value),
    toFloat: (x) => float(x.type === "f32" ? fail("toFloat of f32") : x.value),
    toInteger: (x) => integer(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x.value) || 0))),
    toBool: (x) => bool(x.value !== 0),
    asFloat: (x) => {
      bits.setInt32(0, only("i32", x));
      return float(bits.getFloat32(0));
    },
    asInteger: (x) => {
      bits.setFloat32(0, only("f32", x));
      return integer(bits.getInt32(0));
    },
  };
}

/** Runs the program of an operation on one element of each input, whose element types are `dtypes`. */
export function runProgram(
  primitive: Elementwise,
  inputs: readonly number[],
  dtypes: readonly DType[],
  attributes: Attributes = {},
  fused = true,
): number {
  const cells = inputs.map((input, i) => cellOf(dtypes[i]!, input));
  return primitive.program(interpreter(fused), cells, attributes).value;
}

function cellOf(dtype: DType, value: number): Cell {
  return dtype === "f32" ? float(value) : dtype === "bool" ? bool(value !== 0) : integer(value);
}

/** Distance of `got` from `expected` in units in the last place of single precision; 0 for equal infinities and NaN. */
export function ulpsBetween(got: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(got, rounded) || got === rounded) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))));
  return Math.abs(got - expected) / 2 ** (exponent - 23);
}

function arithmetic(x: Cell, y: Cell, value: number): Cell {
  if (x.type !== y.type || x.type === "bool") fail(`arithmetic on ${x.type} and ${y.type}`);
  return x.type === "f32" ? float(value) : integer(value);
}

function bitwise(x: Cell, y: Cell, value: number): Cell {
  if (x.type !== y.type || x.type === "f32") fail(`logic on ${x.type} and ${y.type}`);
  return x.type === "bool" ? bool(value !== 0) : integer(value);
}

function compared(x: Cell, y: Cell): boolean {
  return (x.type === y.type && x.type !== "bool") || fail(`comparison of ${x.type} and ${y.type}`);
}

function only(type: RegisterType, ...cells: readonly Cell[]): number {
  if (cells.some((cell) => cell.type !== type)) fail(`${cells.map((cell) => cell.type).join(", ")} instead of ${type}`);
  return cells[0]!.value;
}

function toNearestEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

function fail(message: string): never {
  throw new TypeError(message);
}
