/**
 * exp, log and related functions in single precision, by argument reduction and a polynomial. Products that must be
 * exact are exact with and without fused multiply-add, so that both forms of `madd` meet the declared error.
 */
import type { Register, Scalar } from "../../base/scalar.ts";

// ln 2 in two parts: the product of an integer of up to 15 bits and the first part is exact.
const ln2High = 0.693359375;
const ln2Low = -2.121944400546906e-4;

/** c[0] + c[1] x + c[2] x² + … by Horner's rule. */
export function polynomial<R extends Register>(s: Scalar<R>, x: R, coefficients: readonly number[]): R {
  return coefficients
    .slice(0, -1)
    .reduceRight((sum, coefficient) => s.madd(sum, x, s.float(coefficient)), s.float(coefficients.at(-1)!));
}

// Near the minimax polynomial of e^r on [-ln 2 / 2, ln 2 / 2]; chosen for the smallest error of the rounded evaluation.
const expCoefficients = [
  1, 1, 0.4999999403953552, 0.16666525602340698, 0.041668519377708435, 0.00836875382810831, 0.0013814539415761828,
];
// Multiplied by 2^-24, which changes only the exponents.
const loweredCoefficients = expCoefficients.map((coefficient) => coefficient * 2 ** -24);

/** Argument reduction x = sign (n ln 2) + r with |r| <= ln 2 / 2. The low bits of `rounded` contain n + bias. */
function reduced<R extends Register>(s: Scalar<R>, x: R, sign: number, bias: number): { rounded: R; r: R } {
  const magic = s.float(1.5 * 2 ** 23 + bias);
  const rounded = s.madd(x, s.float(sign * Math.LOG2E), magic);
  const n = s.sub(rounded, magic);
  return { rounded, r: s.madd(n, s.float(-sign * ln2Low), s.madd(n, s.float(-sign * ln2High), x)) };
}

/** 2^n, where the low bits of `rounded` contain n + 127. */
function powerOfTwo<R extends Register>(s: Scalar<R>, rounded: R): R {
  return s.asFloat(s.shiftLeft(s.asInteger(rounded), s.integer(23)));
}

/**
 * e^x = 2^n e^r. The constant that rounds x log2 e to n includes the exponent bias, so a shift of its bits yields the
 * power of two. `nonPositive` asserts that x <= 0 or NaN. Then 2^(n+24) is a normal number for all relevant n, and one
 * product with 2^-24 e^r suffices, which is a fifth faster. At the lower bounds of x the exponent bits are 0, so that
 * masked elements (x = -∞) are a product with 0; an underflowing product would take about a hundred cycles.
 */
export function exp<R extends Register>(
  s: Scalar<R>,
  x: R,
  { nonPositive }: { readonly nonPositive?: unknown } = {},
): R {
  const bounded = s.max(nonPositive ? x : s.min(x, s.float(89)), s.float(nonPositive ? -104.5 : -176));
  const { rounded, r } = reduced(s, bounded, 1, nonPositive ? 127 + 24 : 2 * 127);
  if (!nonPositive) return scaleByTwo(s, polynomial(s, r, expCoefficients), rounded);
  return s.mul(polynomial(s, r, loweredCoefficients), powerOfTwo(s, rounded));
}

/**
 * e^x - 1 = 2 (2^(n-1) (e^r - 1) + 2^(n-1) - ½). There is no cancellation near 0, where n = 0, and 2^(n-1) does not
 * overflow.
 */
export function expm1<R extends Register>(s: Scalar<R>, x: R): R {
  const bounded = s.max(s.min(x, s.float(89)), s.float(-18));
  const { rounded, r } = reduced(s, bounded, 1, 126);
  const grown = s.madd(s.mul(r, r), polynomial(s, r, expCoefficients.slice(2)), r);
  const half = powerOfTwo(s, rounded);
  const result = s.madd(half, grown, s.sub(half, s.float(0.5)));
  return s.add(result, result);
}

/**
 * x 2^n, where the low bits of `rounded` contain n + 2 · 127. The power is split into two factors with biased
 * exponents, so that subnormal results, overflow and underflow are correct.
 */
export function scaleByTwo<R extends Register>(s: Scalar<R>, x: R, rounded: R): R {
  const biased = s.asInteger(rounded);
  const half = s.shiftRightArithmetic(biased, s.integer(1));
  const first = s.asFloat(s.shiftLeft(half, s.integer(23)));
  const second = s.asFloat(s.shiftLeft(s.sub(biased, half), s.integer(23)));
  return s.mul(s.mul(x, first), second);
}

/** Splits x into m 2^e with m in [√½, √2). x must be positive and finite. Subnormal numbers are scaled first. */
export function splitExponent<R extends Register>(s: Scalar<R>, x: R): { mantissa: R; exponent: R } {
  const subnormal = s.less(x, s.float(2 ** -126));
  const bits = s.asInteger(s.select(subnormal, s.mul(x, s.float(2 ** 23)), x));
  const offset = s.sub(bits, s.integer(0x3f3504f3));
  const shift = s.integer(23);
  const exponent = s.shiftRightArithmetic(offset, shift);
  const mantissa = s.asFloat(s.sub(bits, s.shiftLeft(exponent, shift)));
  const correction = s.select(subnormal, s.float(-23), s.float(0));
  return { mantissa, exponent: s.add(s.toFloat(exponent), correction) };
}

// Cephes: log(1 + f) = f - f²/2 + f³ P(f) on [√½, √2).
const logCoefficients = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.242014084e-1,
  1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
];

/** Natural logarithm: -∞ at 0, NaN for negative x. */
export function log<R extends Register>(s: Scalar<R>, x: R): R {
  const { mantissa, exponent } = splitExponent(s, x);
  const f = s.sub(mantissa, s.float(1));
  const square = s.mul(f, f);
  const tail = s.madd(s.mul(square, f), polynomial(s, f, logCoefficients), s.mul(exponent, s.float(ln2Low)));
  const small = s.madd(square, s.float(-0.5), tail);
  const result = s.madd(exponent, s.float(ln2High), s.add(f, small));
  const special = s.select(s.equal(x, s.float(0)), s.float(-Infinity), s.float(NaN));
  const infinite = s.select(s.less(x, s.float(Infinity)), result, x);
  return s.select(s.less(s.float(0), x), infinite, special);
}

/** log(1 + x), corrected for the rounding error of the sum, which is 0 at -1 and at infinity. */
export function log1p<R extends Register>(s: Scalar<R>, x: R): R {
  const one = s.float(1);
  const zero = s.float(0);
  const sum = s.add(one, x);
  const lost = s.sub(x, s.sub(sum, one));
  return s.add(log(s, sum), s.select(s.less(zero, s.abs(lost)), s.div(lost, sum), zero));
}

// Minimax polynomial of tanh(r / 2) / r in r² on [-ln 2 / 2, ln 2 / 2].
const halfTangent = [0.4999999105930328, -0.04166140407323837, 0.004078986588865519];

/**
 * 1 / (1 + e^-x) with e^-x = 2^n (1 - t) / (1 + t), t = tanh(r / 2). This takes a single division, and small results
 * keep full precision. Below -88.4 the result is 0 instead of a subnormal number.
 */
export function sigmoid<R extends Register>(s: Scalar<R>, x: R): R {
  const { rounded, r } = reduced(s, s.max(s.min(x, s.float(87)), s.float(-89)), -1, 127);
  const tangent = s.mul(r, polynomial(s, s.mul(r, r), halfTangent));
  const above = s.add(s.float(1), tangent);
  return s.div(above, s.madd(powerOfTwo(s, rounded), s.sub(s.float(1), tangent), above));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export function softplus<R extends Register>(s: Scalar<R>, x: R): R {
  return s.add(s.max(x, s.float(0)), log1p(s, exp(s, s.neg(s.abs(x)), { nonPositive: true })));
}
