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
  const magic = s.float(1.5 * 2 ** 23 + (nonPositive ? 127 + 24 : 2 * 127));
  const rounded = s.madd(bounded, s.float(Math.LOG2E), magic);
  const n = s.sub(rounded, magic);
  const r = s.madd(n, s.float(-ln2Low), s.madd(n, s.float(-ln2High), bounded));
  if (!nonPositive) return scaleByTwo(s, polynomial(s, r, expCoefficients), rounded);
  const power = s.asFloat(s.shiftLeft(s.asInteger(rounded), s.integer(23)));
  return s.mul(polynomial(s, r, loweredCoefficients), power);
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
