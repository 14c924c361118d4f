/** Elementwise arithmetic and comparison of two operands. */
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
  /** i32: rounds towards zero; dividing by zero gives zero. */
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
  /** A tie gives one half of the gradient to each. */
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
  /** As in C: pow(x, 0) and pow(1, y) are 1, even for NaN; a negative base needs a whole exponent. */
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
   * The result has the divisor's sign, as in Python; an i32 modulo 0 is itself. Exact but for the one sum that turns the
   * sign.
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

/** `dz` where x < y, half of it where they are equal. */
function ofSmaller<V extends Value>(b: Build<V>, dz: V, x: V, y: V): V {
  const half = b.mul(dz, b.constant(0.5, dz.dtype));
  return b.where(b.less(x, y), dz, b.where(b.equal(x, y), half, b.constant(0, dz.dtype)));
}

/**
 * y x^(y-1) and x^y log x. Where x = y = 0 the exponent becomes 1, so that the first is 0 · 0 rather than 0 · ∞; the
 * logarithm at 0 is replaced by 0, since x^y log x tends to 0 for y > 0.
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
  // Dekker's split: the divisor in halves of 12 bits, so that both products with a quotient below 4096 are exact.
  const ratio = s.div(x, y);
  const quotient = s.toFloat(s.toInteger(ratio));
  const high = s.asFloat(s.and(s.asInteger(y), s.integer(-4096)));
  const near = s.sub(s.sub(x, s.mul(quotient, high)), s.mul(quotient, s.sub(y, high)));
  const isFar = s.not(s.lessEqual(s.abs(ratio), s.float(4095)));
  const [rest] = s.repeat(isFar, [near, x, y], ([, x, y]) => [longDivision(s, x!, y!), x!, y!]);
  const remainder = s.select(s.less(s.abs(x), s.abs(y)), x, rest!);
  // It has the sign of x, or a quotient rounded up to the next whole number leaves one of the other sign.
  const signs = s.xor(s.asInteger(remainder), s.asInteger(y));
  const opposed = s.and(s.less(signs, s.integer(0)), s.not(s.equal(remainder, s.float(0))));
  return s.select(opposed, s.add(remainder, y), remainder);
}

/** The remainder of finite floats whatever the quotient, with the sign of x: bit by bit, as by hand; else NaN. */
function longDivision<R extends Register>(s: Scalar<R>, x: R, y: R): R {
  const [dividend, divisor] = [x, y].map((z) => wholeOf(s, z)) as [Whole<R>, Whole<R>];
  const { whole } = divisor;
  const start = s.sub(dividend.whole, s.mul(s.div(dividend.whole, whole), whole));
  const bits = s.max(s.sub(dividend.exponent, divisor.exponent), s.integer(0));
  const [rest] = s.repeat(bits, [start, whole], ([rest, whole]) => {
    const doubled = s.add(rest!, rest!);
    return [s.select(s.less(doubled, whole!), doubled, s.sub(doubled, whole!)), whole!];
  });
  const size = s.mul(s.toFloat(rest!), s.div(s.abs(y), s.toFloat(whole)));
  const signed = s.asFloat(s.or(s.asInteger(size), s.and(s.asInteger(x), s.integer(-(2 ** 31)))));
  return s.add(signed, s.sub(x, x));
}

interface Whole<R> {
  readonly whole: R;
  readonly exponent: R;
}

/** |x| as a whole number of 24 bits times a power of two. */
function wholeOf<R extends Register>(s: Scalar<R>, x: R): Whole<R> {
  const field = s.and(s.shiftRightLogical(s.asInteger(x), s.integer(23)), s.integer(255));
  const implied = s.shiftLeft(s.min(field, s.integer(1)), s.integer(23));
  const whole = s.or(s.and(s.asInteger(x), s.integer(2 ** 23 - 1)), implied);
  return { whole, exponent: s.max(field, s.integer(1)) };
}
