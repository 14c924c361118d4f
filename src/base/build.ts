/**
 * The interface through which gradient rules and rewrites build graph nodes. `graph/builder.ts` implements it.
 * Elementwise operations broadcast; their operands must have the same element type.
 */
import type { DType } from "./dtype.ts";
import type { Operand } from "./errors.ts";
import type { Shape } from "./shape.ts";

/** The properties of a value that a rule can read. */
export interface Value {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The name shown in error messages, such as `hidden.relu()`. */
  readonly label?: string | undefined;
  /** The position in the user's program that created the value. It is formatted only when an error is printed. */
  readonly origin?: { toString(): string } | null | undefined;
}

export type Attribute = number | string | boolean | readonly number[];
/** Parameters of an operation other than its inputs. Plain data: value numbering compares attributes by their text. */
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Build<V extends Value = Value> {
  /** Applies the operation with the record `operation`; for operations without a method below. */
  apply(operation: { readonly name: string }, inputs: readonly V[], attributes: Attributes): V;
  /** A scalar, shape []. */
  constant(value: number, dtype: DType): V;
  /** The integers 0, 1, …, length - 1, i32, shape [length]. */
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
  /** Elements of x where `condition`, a bool, is true; elements of y elsewhere. */
  where(condition: V, x: V, y: V): V;

  reshape(x: V, shape: Shape): V;
  permute(x: V, order: readonly number[]): V;
  /** Repeats axes of length 1. The ranks must be equal. */
  expand(x: V, shape: Shape): V;
  /** Adds `before[axis]` zeros at the start and `after[axis]` zeros at the end of each axis. */
  pad(x: V, before: readonly number[], after: readonly number[]): V;
  /** Takes `lengths[axis]` elements along each axis from `starts[axis]`, with step `steps[axis]`, possibly negative. */
  slice(x: V, starts: readonly number[], lengths: readonly number[], steps: readonly number[]): V;
  concat(xs: readonly V[], axis: number): V;

  /** Table [a…, n, b…] and i32 indices [i…] -> [a…, i…, b…], where n is the length of `axis`. */
  take(table: V, indices: V, axis: number): V;
  /** Adds `updates` to `target` at `indices` along `axis`. `updates` has the shape of `take(target, indices, axis)`. */
  scatterAdd(target: V, indices: V, updates: V, axis: number): V;

  /** Sums over `axes`. All reductions keep the reduced axes, with length 1. */
  reduceSum(x: V, axes: readonly number[]): V;
  reduceMax(x: V, axes: readonly number[]): V;
  reduceMin(x: V, axes: readonly number[]): V;
  reduceProduct(x: V, axes: readonly number[]): V;
  /** Index of the first largest element along `axis`, i32. The axis is kept, with length 1. */
  argmax(x: V, axis: number): V;

  /**
   * Matrix product: x [batch…, m…, k…] and y [batch…, n…, k…] -> [batch…, m…, n…], where `batch` and `contract` are the
   * numbers of batch axes and of contracted axes.
   */
  dot(x: V, y: V, batch: number, contract: number): V;
}

/**
 * Describes `value` for an error message, under its label or else `name`. Its origin is a getter, because formatting a
 * stack trace is slow and most checks pass.
 */
export function operandOf(value: Value, name: string): Operand {
  const { shape, dtype, origin } = value;
  const operand = { name: value.label ?? name, shape, dtype };
  if (!origin) return operand;
  return Object.defineProperty(operand, "origin", { get: () => String(origin), enumerable: true });
}
