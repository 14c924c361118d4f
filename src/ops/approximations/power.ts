/**
 * x^y = 2^(y log2 |x|) in single precision. The logarithm and the product have two parts each, since a product of
 * 12-bit numbers is exact. Source: e_powf.c of fdlibm (Sun Microsystems, 1993).
 */
import type { Register, Scalar } from "../../base/scalar.ts";
import { polynomial, scaleByTwo, splitExponent } from "./exponential.ts";

/** A number as the sum of `high`, which has 12 significant bits, and the remainder `low`. */
interface Parts<R> {
  readonly high: R;
  readonly low: R;
}

export function power<R extends Register>(s: Scalar<R>, x: R, y: R): R {
  const magnitude = s.abs(x);
  const positive = exponential(s, product(s, logarithm(s, magnitude), y));
  return withSign(s, x, y, atTheEnds(s, magnitude, y, positive));
}

export function powerValue(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

function truncated<R extends Register>(s: Scalar<R>, x: R): R {
  return s.asFloat(s.and(s.asInteger(x), s.integer(-4096)));
}

// Polynomial of (log(1 + f) - 2 s) / s³ · 3/2 in s² with s = f / (2 + f): the series 3/5, 3/7, …, adjusted.
const logCoefficients = [
  6.0000002384185791e-1, 4.285714328289032e-1, 3.333333432674408e-1, 2.7272811532020569e-1, 2.3066075146198273e-1,
  2.0697501301765442e-1,
];
// 2 / (3 ln 2), and its parts.
const scale = 9.6179670095443726e-1;
const scaleHigh = 9.619140625e-1;
const scaleLow = -1.173685740213841e-4;

/** log2 x for x > 0, as (2/3 (3 s + s³ …)) / ln 2 with s = (m - 1) / (m + 1). */
function logarithm<R extends Register>(s: Scalar<R>, x: R): Parts<R> {
  const { mantissa, exponent } = splitExponent(s, x);
  const one = s.float(1);
  const three = s.float(3);
  const difference = s.sub(mantissa, one);
  const inverse = s.div(one, s.add(mantissa, one));
  const ratio = s.mul(difference, inverse);
  const high = truncated(s, ratio);
  const sumHigh = truncated(s, s.add(mantissa, one));
  const sumLow = s.sub(mantissa, s.sub(sumHigh, one));
  const low = s.mul(inverse, s.sub(s.sub(difference, s.mul(high, sumHigh)), s.mul(high, sumLow)));

  const square = s.mul(ratio, ratio);
  const tail = s.madd(low, s.add(high, ratio), s.mul(s.mul(square, square), polynomial(s, square, logCoefficients)));
  const highSquare = s.mul(high, high);
  const seriesHigh = truncated(s, s.add(s.add(three, highSquare), tail));
  const seriesLow = s.sub(tail, s.sub(s.sub(seriesHigh, three), highSquare));

  const main = s.mul(high, seriesHigh);
  const rest = s.madd(low, seriesHigh, s.mul(seriesLow, ratio));
  const sum = truncated(s, s.add(main, rest));
  const sumRest = s.sub(rest, s.sub(sum, main));
  const logHigh = s.mul(s.float(scaleHigh), sum);
  const logLow = s.madd(s.float(scaleLow), sum, s.mul(sumRest, s.float(scale)));
  const result = truncated(s, s.add(s.add(logHigh, logLow), exponent));
  return { high: result, low: s.sub(logLow, s.sub(s.sub(result, exponent), logHigh)) };
}

/**
 * The product of log2 and y. Beyond ±2^33 the power overflows or vanishes for any base except 1; clamping keeps it
 * finite.
 */
function product<R extends Register>(s: Scalar<R>, x: Parts<R>, y: R): Parts<R> {
  const bounded = clamped(s, y, -(2 ** 33), 2 ** 33);
  const yHigh = truncated(s, bounded);
  return { high: s.mul(yHigh, x.high), low: s.madd(s.sub(bounded, yHigh), x.high, s.mul(bounded, x.low)) };
}

function clamped<R extends Register>(s: Scalar<R>, x: R, low: number, high: number): R {
  return s.max(s.min(x, s.float(high)), s.float(low));
}

// Minimax polynomial of 2^r on [-½, ½] with the first coefficient fixed at 1.
const expCoefficients = [
  1, 0.6931472028579284, 0.24022647913266565, 0.0555033246438197, 0.009618437383955104, 0.0013398877229829805,
  0.00015353359951795695,
];

/**
 * 2^(high + low). Far outside of the range `low` may be large; it is clamped, because it does not affect the result.
 */
function exponential<R extends Register>(s: Scalar<R>, { high, low }: Parts<R>): R {
  const bounded = clamped(s, high, -152, 130);
  const magic = s.float(1.5 * 2 ** 23 + 2 * 127);
  const rounded = s.add(bounded, magic);
  const r = clamped(s, s.add(s.sub(bounded, s.sub(rounded, magic)), low), -1, 1);
  return scaleByTwo(s, polynomial(s, r, expCoefficients), rounded);
}

/** Corrects `positive` if the magnitude is zero, infinite or NaN, or y is infinite or NaN. */
function atTheEnds<R extends Register>(s: Scalar<R>, magnitude: R, y: R, positive: R): R {
  const zero = s.float(0);
  const infinity = s.float(Infinity);
  const one = s.float(1);
  const yIsInfinite = s.equal(s.abs(y), infinity);
  const extreme = s.or(s.or(s.equal(magnitude, zero), s.equal(magnitude, infinity)), yIsInfinite);
  const vanishes = s.xor(s.less(magnitude, one), s.less(y, zero));
  const limit = s.select(vanishes, zero, infinity);
  const result = s.select(extreme, limit, positive);
  const known = s.and(s.equal(magnitude, magnitude), s.equal(y, y));
  const unit = s.and(yIsInfinite, s.equal(magnitude, one));
  return s.select(unit, one, s.select(known, result, s.float(NaN)));
}

/** Applies the sign of a negative base: NaN unless y is an integer, negative if y is odd. */
function withSign<R extends Register>(s: Scalar<R>, x: R, y: R, magnitude: R): R {
  const zero = s.float(0);
  const half = s.mul(y, s.float(0.5));
  const whole = s.equal(s.floor(y), y);
  const odd = s.and(whole, s.not(s.equal(s.floor(half), half)));
  const sign = s.and(s.asInteger(x), s.integer(-(2 ** 31)));
  const signed = s.asFloat(s.xor(s.asInteger(magnitude), s.select(odd, sign, s.integer(0))));
  const negative = s.and(s.less(x, zero), s.less(s.float(-Infinity), x));
  const result = s.select(s.and(negative, s.not(whole)), s.float(NaN), signed);
  const one = s.float(1);
  return s.select(s.or(s.equal(y, zero), s.equal(x, one)), one, result);
}
