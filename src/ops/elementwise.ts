/**
 * Builds records of elementwise operations from short definitions. A family is an object of definitions, whose keys are
 * the names of the operations. Operands broadcast and must have the same element type.
 */
import type { Build, Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Register, Scalar } from "../base/scalar.ts";
import { checkDType, commonDType, commonShape } from "./checks.ts";
import type { Attributes, Elementwise } from "./primitive.ts";

export type Interval = readonly [low: number, high: number];

export const real: readonly DType[] = ["f32"];
export const numeric: readonly DType[] = ["f32", "i32"];
/** u8 supports comparison, selection and casts only, because arithmetic would wrap unexpectedly. */
export const ordered: readonly DType[] = ["f32", "i32", "u8"];
export const every: readonly DType[] = ["f32", "i32", "u8", "bool"];
export const bits: readonly DType[] = ["i32"];
export const logical: readonly DType[] = ["bool", "i32"];

/** Properties common to all elementwise definitions; see `Elementwise` in primitive.ts. */
interface Definition {
  readonly dtypes: readonly DType[];
  /** Element type of the result, if it differs from that of the operands. */
  readonly result?: (attributes: Attributes, operand: DType) => DType;
  readonly ulps: number;
  readonly cheap?: boolean;
  readonly linear?: boolean;
  readonly flat?: boolean;
  readonly poles?: readonly number[];
}

export interface Unary extends Definition {
  readonly domain: Interval;
  readonly program: <R extends Register>(s: Scalar<R>, x: R, attributes: Attributes) => R;
  readonly value: (x: number, attributes: Attributes, dtype: DType) => number;
  readonly vjp: <V extends Value>(b: Build<V>, dy: V, x: V, y: V) => V | null;
}

export interface Binary extends Definition {
  readonly domain: readonly [Interval, Interval];
  readonly program: <R extends Register>(s: Scalar<R>, x: R, y: R) => R;
  readonly value: (x: number, y: number, dtype: DType) => number;
  readonly vjp: <V extends Value>(b: Build<V>, dz: V, x: V, y: V, z: V) => readonly [V | null, V | null];
}

export function unary<Name extends string>(family: Record<Name, Unary>): Record<Name, Elementwise> {
  return named(family, (name, definition) => ({
    ...common(name, definition, ["x"]),
    domain: [definition.domain],
    program: (s, [x], attributes) => definition.program(s, x!, attributes),
    value: ([x], attributes, dtype) => definition.value(x!, attributes, dtype),
    vjp: (b, { inputs: [x], output }, dy) => [definition.vjp(b, dy, x!, output)],
  }));
}

export function binary<Name extends string>(family: Record<Name, Binary>): Record<Name, Elementwise> {
  return named(family, (name, definition) => ({
    ...common(name, definition, ["x", "y"]),
    domain: definition.domain,
    program: (s, [x, y]) => definition.program(s, x!, y!),
    value: ([x, y], _, dtype) => definition.value(x!, y!, dtype),
    vjp: (b, { inputs: [x, y], output }, dz) => definition.vjp(b, dz, x!, y!, output),
  }));
}

/** Makes a record for each definition, named by its key. */
export function named<Name extends string, D, P>(family: Record<Name, D>, make: (name: string, definition: D) => P) {
  const entries = Object.entries<D>(family).map(([name, definition]) => [name, make(name, definition)] as const);
  return Object.fromEntries(entries) as Record<Name, P>;
}

function common(name: string, definition: Definition, names: readonly string[]) {
  const { dtypes, ulps, cheap = true, linear = false, poles = [], flat, result } = definition;
  const infer: Elementwise["infer"] = (inputs, attributes) => {
    const dtype = commonDType(name, inputs, names);
    checkDType(name, inputs[0]!, names[0]!, dtypes);
    return { shape: commonShape(name, inputs, names), dtype: result?.(attributes, dtype) ?? dtype };
  };
  return { name, arity: names.length, elementwise: true, cheap, linear, flat, poles, dtypes, ulps, infer } as const;
}
