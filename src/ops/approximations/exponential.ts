/**
 * exp and log on single precision by argument reduction and a polynomial. Every constant product that must be exact is
 * exact without fusing as well, so that both forms of `madd` keep the declared error.
 */
import type { Register, Scalar } from "../../base/scalar.ts";

// ln 2 in two parts: a whole number of up to 15 bits times the first is exact.
const ln2High = 0.693359375;
const ln2Low = -2.121944400546906e-4;

/** c[0] + c[1] x + c[2] x² + … by Horner's rule. */
export function polynomial<R extends Register>(s: Scalar<R>, x: R, coefficients: readonly number[]): R {
  return coefficients
    .slice(0, -1)
    .reduceRight((sum, coefficient) => s.madd(sum, x, s.float(coefficient)), s.float(coefficients.at(-1)!));
}

// Near the minimax of e^r on [-ln 2 / 2, ln 2 / 2], searched for the smallest error of the rounded evaluation.
const expCoefficients = [
  1, 1, 0.4999999403953552, 0.16666525602340698, 0.041668519377708435, 0.00836875382810831, 0.0013814539415761828,
];
// Times 2^-24, which changes exponents only.
const loweredCoefficients = expCoefficients.map((coefficient) => coefficient * 2 ** -24);

/** x = sign (n ln 2) + r with |r| at most ln 2 / 2; the low bits of `rounded` hold n + bias. */
function reduced<R extends Register>(s: Scalar<R>, x: R, sign: number, bias: number): { rounded: R; r: R } {
  const magic = s.float(1.5 * 2 ** 23 + bias);
  const rounded = s.madd(x, s.float(sign * Math.LOG2E), magic);
  const n = s.sub(rounded, magic);
  return { rounded, r: s.madd(n, s.float(-sign * ln2Low), s.madd(n, s.float(-sign * ln2High), x)) };
}

/** 2^n, where the low bits of `rounded` hold n + 127. */
function powerOfTwo<R extends Register>(s: Scalar<R>, rounded: R): R {
  return s.asFloat(s.shiftLeft(s.asInteger(rounded), s.integer(23)));
}

/**
 * e^x = 2^n e^r. The bias of the powers of two sits in the number that rounds x log2 e to n, so that a shift of its bits
 * makes them. `nonPositive` promises that x is at most 0, or NaN: then 2^(n+24) is a normal number for every n that
 * counts, and one product with 2^-24 e^r does, a fifth faster. The lower bounds make powers with the exponent bits 0: what
 * a mask hides is 0 times a number, where a product that underflows would take the processor a hundred cycles.
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

/** e^x - 1 = 2 (2^(n-1) (e^r - 1) + 2^(n-1) - ½): nothing cancels near 0, where n = 0, and half a power never overflows. */
export function expm1<R extends Register>(s: Scalar<R>, x: R): R {
  const bounded = s.max(s.min(x, s.float(89)), s.float(-18));
  const { rounded, r } = reduced(s, bounded, 1, 126);
  const grown = s.madd(s.mul(r, r), polynomial(s, r, expCoefficients.slice(2)), r);
  const half = powerOfTwo(s, rounded);
  const result = s.madd(half, grown, s.sub(half, s.float(0.5)));
  return s.add(result, result);
}

/**
 * x 2^n, where the low bits of `rounded` hold n + 2 · 127. Halving them splits the power into two factors with their
 * biases: the products cover subnormal results, and overflow and underflow as they should.
 */
export function scaleByTwo<R extends Register>(s: Scalar<R>, x: R, rounded: R): R {
  const biased = s.asInteger(rounded);
  const half = s.shiftRightArithmetic(biased, s.integer(1));
  const first = s.asFloat(s.shiftLeft(half, s.integer(23)));
  const second = s.asFloat(s.shiftLeft(s.sub(biased, half), s.integer(23)));
  return s.mul(s.mul(x, first), second);
}

/** x = m 2^e with m in [√½, √2); x must be positive and finite. Subnormal numbers are scaled up first. */
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

/** Minus infinity at 0, NaN below it. */
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

/** log(1 + x), corrected for what the sum loses; at -1 and at infinity nothing is lost. */
export function log1p<R extends Register>(s: Scalar<R>, x: R): R {
  const one = s.float(1);
  const zero = s.float(0);
  const sum = s.add(one, x);
  const lost = s.sub(x, s.sub(sum, one));
  return s.add(log(s, sum), s.select(s.less(zero, s.abs(lost)), s.div(lost, sum), zero));
}

// Minimax of tanh(r / 2) / r in r² on [-ln 2 / 2, ln 2 / 2].
const halfTangent = [0.4999999105930328, -0.04166140407323837, 0.004078986588865519];

/**
 * 1 / (1 + e^-x) with e^-x = 2^n (1 - t) / (1 + t), t = tanh(r / 2): one division in all, and small results keep all
 * their digits. Below -88.4, where the result is far below normal numbers, it is 0.
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
