/**
 * The vocabulary that gradient rules and rewrites are written in. It builds graph nodes, but does not know how they are
 * stored: the graph implements it. Elementwise operations broadcast; their operands must have the same element type.
 */
import type { DType } from "./dtype.ts";
import type { Operand } from "./errors.ts";
import type { Shape } from "./shape.ts";

/** What a rule may know of a value. */
export interface Value {
  readonly shape: Shape;
  readonly dtype: DType;
  /** How an error calls it, such as `hidden.relu()`. */
  readonly label?: string | undefined;
  /** Where the user's program made it; formatted only when an error is printed. */
  readonly origin?: { toString(): string } | null | undefined;
}

export type Attribute = number | string | boolean | readonly number[];
/** What fixes an operation beside its inputs. Plain data: equal attributes print equally, which value numbering relies on. */
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Build<V extends Value = Value> {
  /** An operation that is none of those below, by its record. */
  apply(operation: { readonly name: string }, inputs: readonly V[], attributes: Attributes): V;
  /** A scalar, shape []. */
  constant(value: number, dtype: DType): V;
  /** 0, 1, …, length - 1 as i32 [length]. */
  iota(length: number): V;

  neg(x: V): V;
  exp(x: V): V;
  log(x: V): V;
  sqrt(x: V): V;
  sin(x: V): V;
  cos(x: V): V;
  tanh(x: V): V;
  sigmoid(x: V): V;
  floor(x: V): V;
  abs(x: V): V;
  not(x: V): V;
  cast(x: V, dtype: DType): V;
  detach(x: V): V;

  add(x: V, y: V): V;
  sub(x: V, y: V): V;
  mul(x: V, y: V): V;
  div(x: V, y: V): V;
  pow(x: V, y: V): V;
  max(x: V, y: V): V;
  min(x: V, y: V): V;
  less(x: V, y: V): V;
  equal(x: V, y: V): V;
  and(x: V, y: V): V;
  or(x: V, y: V): V;
  /** `condition` is bool; x where it holds, y elsewhere. */
  where(condition: V, x: V, y: V): V;

  reshape(x: V, shape: Shape): V;
  permute(x: V, order: readonly number[]): V;
  /** Repeats axes of length 1; ranks must be equal. */
  expand(x: V, shape: Shape): V;
  /** Zeros before and after each axis. */
  pad(x: V, before: readonly number[], after: readonly number[]): V;
  /** For each axis: `lengths` elements from `starts` on, every `steps`-th (negative: backwards). */
  slice(x: V, starts: readonly number[], lengths: readonly number[], steps: readonly number[]): V;
  concat(xs: readonly V[], axis: number): V;

  /** table [a…, n, b…], indices [i…] of i32 -> [a…, i…, b…], where n is the length of `axis`. */
  take(table: V, indices: V, axis: number): V;
  /** `target` with `updates`, shaped as `take` would return them, added at `indices` along `axis`. */
  scatterAdd(target: V, indices: V, updates: V, axis: number): V;

  /** Reductions keep the reduced axes with length 1. */
  reduceSum(x: V, axes: readonly number[]): V;
  reduceMax(x: V, axes: readonly number[]): V;
  reduceMin(x: V, axes: readonly number[]): V;
  reduceProduct(x: V, axes: readonly number[]): V;
  /** The first index of the largest element along `axis`, i32, the axis kept with length 1. */
  argmax(x: V, axis: number): V;

  /** x [batch…, m…, k…] with y [batch…, n…, k…] -> [batch…, m…, n…]; counts of batch and contracted axes. */
  dot(x: V, y: V, batch: number, contract: number): V;
}

/**
 * How an error message lists `value`; `name` is used where the value has no label of its own. Where it was made is
 * looked up only when somebody asks, since most checks pass.
 */
export function operandOf(value: Value, name: string): Operand {
  const { shape, dtype, origin } = value;
  const operand = { name: value.label ?? name, shape, dtype };
  if (!origin) return operand;
  return Object.defineProperty(operand, "origin", { get: () => String(origin), enumerable: true });
}
