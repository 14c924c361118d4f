/** Elementwise arithmetic and comparisons of two operands. */
import type { Build, Value } from "../base/build.ts";
import type { Register, Scalar } from "../base/scalar.ts";
import { power, powerValue } from "./approximations/power.ts";
import { binary, every, type Interval, numeric, ordered, real } from "./elementwise.ts";

const small: Interval = [-10, 10];

export const binaryOps = binary({
  add: {
    dtypes: numeric,
    domain: [small, small],
    ulps: 0.5,
    linear: true,
    program: (s, x, y) => s.add(x, y),
    value: (x, y) => x + y,
    vjp: (_, dz) => [dz, dz],
  },
  sub: {
    dtypes: numeric,
    domain: [small, small],
    ulps: 0.5,
    linear: true,
    program: (s, x, y) => s.sub(x, y),
    value: (x, y) => x - y,
    vjp: (b, dz) => [dz, b.neg(dz)],
  },
  mul: {
    dtypes: numeric,
    domain: [small, small],
    ulps: 0.5,
    program: (s, x, y) => s.mul(x, y),
    value: (x, y, dtype) => (dtype === "i32" ? Math.imul(x, y) : x * y),
    vjp: (b, dz, x, y) => [b.mul(dz, y), b.mul(dz, x)],
  },
  /** Quotients of i32 are rounded toward zero; division by zero returns 0. */
  div: {
    dtypes: numeric,
    poles: [1],
    domain: [small, [1, 10]],
    ulps: 0.5,
    cheap: false,
    program: (s, x, y) => s.div(x, y),
    value: (x, y, dtype) => (dtype !== "i32" ? x / y : y === 0 ? 0 : Math.trunc(x / y)),
    vjp: (b, dz, _, y, z) => {
      const dx = b.div(dz, y);
      return [dx, b.neg(b.mul(dx, z))];
    },
  },
  /** Maximum. If x = y, each operand receives half of the gradient. */
  max: {
    dtypes: ordered,
    domain: [small, small],
    ulps: 0,
    program: (s, x, y) => s.max(x, y),
    value: (x, y) => Math.max(x, y),
    vjp: (b, dz, x, y) => [ofSmaller(b, dz, y, x), ofSmaller(b, dz, x, y)],
  },
  min: {
    dtypes: ordered,
    domain: [small, small],
    ulps: 0,
    program: (s, x, y) => s.min(x, y),
    value: (x, y) => Math.min(x, y),
    vjp: (b, dz, x, y) => [ofSmaller(b, dz, x, y), ofSmaller(b, dz, y, x)],
  },
  /** Same special cases as in C: pow(x, 0) and pow(1, y) are 1, even for NaN; a negative base requires an integer y. */
  pow: {
    dtypes: real,
    poles: [0, 1],
    domain: [
      [0, 20],
      [-8, 8],
    ],
    ulps: 2,
    cheap: false,
    program: power,
    value: powerValue,
    vjp: powerGradient,
  },
  /**
   * Remainder with the sign of the divisor, as in Python. An i32 modulo 0 is the dividend. The only rounding is in the
   * sum that corrects the sign.
   */
  mod: {
    dtypes: numeric,
    poles: [1],
    domain: [
      [-100, 100],
      [1, 4],
    ],
    ulps: 0.5,
    cheap: false,
    program: modulo,
    value: (x, y, dtype) => {
      if (dtype === "i32" && y === 0) return x;
      const remainder = x % y;
      return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
    },
    vjp: (b, dz, x, y) => [dz, b.neg(b.mul(dz, b.floor(b.div(x, y))))],
  },
  less: {
    dtypes: ordered,
    result: () => "bool",
    domain: [small, small],
    ulps: 0,
    program: (s, x, y) => s.less(x, y),
    value: (x, y) => Number(x < y),
    vjp: () => [null, null],
  },
  equal: {
    dtypes: every,
    result: () => "bool",
    domain: [
      [-2, 2],
      [-2, 2],
    ],
    ulps: 0,
    program: (s, x, y) => (x.type === "bool" ? s.not(s.xor(x, y)) : s.equal(x, y)),
    value: (x, y) => Number(x === y),
    vjp: () => [null, null],
  },
});

/** Returns `dz` where x < y, half of it where x = y, and 0 elsewhere. */
function ofSmaller<V extends Value>(b: Build<V>, dz: V, x: V, y: V): V {
  const half = b.mul(dz, b.constant(0.5, dz.dtype));
  return b.where(b.less(x, y), dz, b.where(b.equal(x, y), half, b.constant(0, dz.dtype)));
}

/**
 * Gradients of x^y: y x^(y-1) and x^y log x. At x = y = 0 the exponent is replaced by 1, so that the first is 0 · 0
 * instead of 0 · ∞. At x = 0 the logarithm is replaced by 0, since x^y log x tends to 0 for y > 0.
 */
function powerGradient<V extends Value>(b: Build<V>, dz: V, x: V, y: V, z: V): readonly [V, V] {
  const zero = b.constant(0, x.dtype);
  const one = b.constant(1, x.dtype);
  const xIsZero = b.equal(x, zero);
  const exponent = b.where(b.and(xIsZero, b.equal(y, zero)), one, b.sub(y, one));
  const logarithm = b.log(b.where(xIsZero, one, x));
  return [b.mul(dz, b.mul(y, b.pow(x, exponent))), b.mul(dz, b.mul(z, logarithm))];
}

function modulo<R extends Register>(s: Scalar<R>, x: R, y: R): R {
  if (x.type === "i32") {
    const remainder = s.sub(x, s.mul(s.div(x, y), y));
    const zero = s.integer(0);
    const opposed = s.and(s.less(s.xor(remainder, y), zero), s.not(s.equal(remainder, zero)));
    return s.select(opposed, s.add(remainder, y), remainder);
  }
  // Dekker's split of the divisor into halves of 12 bits: both products with a quotient below 4096 are exact.
  const ratio = s.div(x, y);
  const quotient = s.toFloat(s.toInteger(ratio));
  const high = s.asFloat(s.and(s.asInteger(y), s.integer(-4096)));
  const near = s.sub(s.sub(x, s.mul(quotient, high)), s.mul(quotient, s.sub(y, high)));
  const isFar = s.not(s.lessEqual(s.abs(ratio), s.float(4095)));
  const [rest] = s.repeat(isFar, [near, x, y], ([, x, y]) => [longDivision(s, x!, y!), x!, y!]);
  const remainder = s.select(s.less(s.abs(x), s.abs(y)), x, rest!);
  // The remainder has the sign of x, or the opposite sign if the quotient was rounded up to the next integer.
  const signs = s.xor(s.asInteger(remainder), s.asInteger(y));
  const opposed = s.and(s.less(signs, s.integer(0)), s.not(s.equal(remainder, s.float(0))));
  return s.select(opposed, s.add(remainder, y), remainder);
}

/** Remainder by binary long division, for quotients of any size; has the sign of x. NaN unless x and y are finite. */
function longDivision<R extends Register>(s: Scalar<R>, x: R, y: R): R {
  const [dividend, divisor] = [x, y].map((z) => decomposed(s, z)) as [Decomposed<R>, Decomposed<R>];
  const { significand } = divisor;
  const start = s.sub(dividend.significand, s.mul(s.div(dividend.significand, significand), significand));
  const bits = s.max(s.sub(dividend.exponent, divisor.exponent), s.integer(0));
  const [rest] = s.repeat(bits, [start, significand], ([rest, significand]) => {
    const doubled = s.add(rest!, rest!);
    return [s.select(s.less(doubled, significand!), doubled, s.sub(doubled, significand!)), significand!];
  });
  const size = s.mul(s.toFloat(rest!), s.div(s.abs(y), s.toFloat(significand)));
  const signed = s.asFloat(s.or(s.asInteger(size), s.and(s.asInteger(x), s.integer(-(2 ** 31)))));
  return s.add(signed, s.sub(x, x));
}

interface Decomposed<R> {
  readonly significand: R;
  readonly exponent: R;
}

/**
 * |x| as a 24-bit integer times a power of two.
 */
function decomposed<R extends Register>(s: Scalar<R>, x: R): Decomposed<R> {
  const field = s.and(s.shiftRightLogical(s.asInteger(x), s.integer(23)), s.integer(255));
  const implied = s.shiftLeft(s.min(field, s.integer(1)), s.integer(23));
  const significand = s.or(s.and(s.asInteger(x), s.integer(2 ** 23 - 1)), implied);
  return { significand, exponent: s.max(field, s.integer(1)) };
}
