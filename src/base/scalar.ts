/**
 * The instructions that a scalar program may use: what one element of an operation's result costs. A target implements
 * each once, on as many lanes as it has. A register knows its type, and arithmetic follows it; both operands of a binary
 * instruction have the same type.
 */

/** u8 values are computed on as i32; a bool is a mask. */
export type RegisterType = "f32" | "i32" | "bool";

export interface Register {
  readonly type: RegisterType;
}

export interface Scalar<R extends Register = Register> {
  /** Constants; equal ones share a register. */
  float(value: number): R;
  integer(value: number): R;

  /** f32 or i32 (wrapping). */
  add(x: R, y: R): R;
  sub(x: R, y: R): R;
  mul(x: R, y: R): R;
  neg(x: R): R;
  abs(x: R): R;
  /** f32: a NaN on either side gives NaN. */
  min(x: R, y: R): R;
  max(x: R, y: R): R;
  /** f32: IEEE division. i32: rounds towards zero; dividing by zero gives zero. */
  div(x: R, y: R): R;

  /** f32 only: x * y + z, rounded once where the machine fuses it; for approximations, never for user arithmetic. */
  madd(x: R, y: R, z: R): R;
  sqrt(x: R): R;
  floor(x: R): R;
  /** Nearest integer, ties to even. */
  nearest(x: R): R;

  /** Comparisons of f32 or i32 give bool; with NaN they are false. */
  less(x: R, y: R): R;
  lessEqual(x: R, y: R): R;
  equal(x: R, y: R): R;
  select(condition: R, x: R, y: R): R;

  /**
   * What becomes of `values` when `step` is applied as often as `count` says: an i32, not negative, or a bool for once or
   * not at all. For what few elements need: where none does, it costs one test. Only what `step` computes from its
   * arguments is left out then; the rest is computed in any case. `step` may run for elements that do not take part as
   * well, so that counts within it are bounded for any values.
   */
  repeat(count: R, values: readonly R[], step: (values: readonly R[]) => readonly R[]): readonly R[];

  /** On bool, or bitwise on i32. */
  and(x: R, y: R): R;
  or(x: R, y: R): R;
  xor(x: R, y: R): R;
  not(x: R): R;
  /** i32, by count & 31. */
  shiftLeft(x: R, count: R): R;
  shiftRightLogical(x: R, count: R): R;
  shiftRightArithmetic(x: R, count: R): R;

  /** i32 or bool -> f32. */
  toFloat(x: R): R;
  /** f32 -> i32, towards zero, saturating, NaN to 0; bool -> 0 or 1. */
  toInteger(x: R): R;
  /** Unequal to zero. */
  toBool(x: R): R;
  /** The same 32 bits as the other type. */
  asFloat(x: R): R;
  asInteger(x: R): R;
}
