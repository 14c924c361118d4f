/**
 * The instructions of scalar programs, which compute one element of an elementwise operation. A target implements each
 * instruction for vectors of its width. A register has a type, which selects the arithmetic; both operands of a binary
 * instruction must have the same type.
 */

/** Type of a register. A u8 is an i32 in a register; a bool is a mask. */
export type RegisterType = "f32" | "i32" | "bool";

export interface Register {
  readonly type: RegisterType;
}

export interface Scalar<R extends Register = Register> {
  /** A constant. Equal constants share a register. */
  float(value: number): R;
  integer(value: number): R;

  /** Arithmetic on f32 or i32. Integers wrap around. */
  add(x: R, y: R): R;
  sub(x: R, y: R): R;
  mul(x: R, y: R): R;
  neg(x: R): R;
  abs(x: R): R;
  /** Minimum. For f32, the result is NaN if either operand is NaN; the same holds for `max`. */
  min(x: R, y: R): R;
  max(x: R, y: R): R;
  /** IEEE division for f32. For i32, the quotient is rounded toward zero; division by zero returns 0. */
  div(x: R, y: R): R;

  /**
   * Fused multiply-add, x * y + z on f32; rounded once if the machine supports it, else twice. Only for approximations,
   * never for the arithmetic of user programs.
   */
  madd(x: R, y: R, z: R): R;
  sqrt(x: R): R;
  floor(x: R): R;
  /** Rounds to the nearest integer, ties to even. */
  nearest(x: R): R;

  /** Compares f32 or i32 and returns a bool. Comparisons with NaN are false. */
  less(x: R, y: R): R;
  lessEqual(x: R, y: R): R;
  equal(x: R, y: R): R;
  select(condition: R, x: R, y: R): R;

  /**
   * Applies `step` to `values` `count` times. `count` is a non-negative i32, or a bool for at most once. Intended for
   * work that few elements need: if no lane needs it, it costs one test. In this case only computations that depend on
   * the arguments of `step` are skipped; all others are computed anyway. `step` may also run for lanes that have
   * reached their count, so the counts of nested loops must be bounded for any values.
   */
  repeat(count: R, values: readonly R[], step: (values: readonly R[]) => readonly R[]): readonly R[];

  /** Logical on bool, bitwise on i32. */
  and(x: R, y: R): R;
  or(x: R, y: R): R;
  xor(x: R, y: R): R;
  not(x: R): R;
  /** Shifts an i32 by count & 31 bits. */
  shiftLeft(x: R, count: R): R;
  shiftRightLogical(x: R, count: R): R;
  shiftRightArithmetic(x: R, count: R): R;

  /** Converts i32 or bool to f32. */
  toFloat(x: R): R;
  /** Converts f32 to i32, rounding toward zero and saturating, NaN to 0; or bool to 0 or 1. */
  toInteger(x: R): R;
  /** True if x is not zero. */
  toBool(x: R): R;
  /** Reinterprets the 32 bits as the other type. */
  asFloat(x: R): R;
  asInteger(x: R): R;
}
