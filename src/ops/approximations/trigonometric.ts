/**
 * sin and cos in single precision: subtract the nearest multiple of π, then evaluate an odd polynomial. Up to |x| =
 * 32,768 the multiple is subtracted in parts of π (Cody and Waite, 1980). Beyond, where the multiple has too many bits,
 * x / π is computed modulo 2 in integers (Payne and Hanek, 1983). Infinity returns NaN.
 */
import type { Register, Scalar } from "../../base/scalar.ts";
import { polynomial } from "./exponential.ts";

// π in four parts: the product of an integer of up to 14 bits and each of the first three is exact.
const parts = [3.140625, 0.0009670257568359375, 6.2771141529083251953e-7, 1.2154201256553420762e-10];
const magic = 1.5 * 2 ** 23;
// Minimax polynomial of (sin r - r) / r³ in r² on [-π/2, π/2].
const coefficients = [-0.16666659712791443, 0.008333067409694195, -0.0001980959059437737, 2.6057512059196597e-6];

export function sin<R extends Register>(s: Scalar<R>, x: R): R {
  const rounded = s.madd(x, s.float(1 / Math.PI), s.float(magic));
  return sine(s, x, s.sub(rounded, s.float(magic)), rounded, false);
}

/** cos x = ± sin(x - (n + ½) π). The odd magic number inverts the sign. */
export function cos<R extends Register>(s: Scalar<R>, x: R): R {
  const rounded = s.add(s.madd(x, s.float(1 / Math.PI), s.float(-0.5)), s.float(magic + 1));
  return sine(s, x, s.add(s.sub(rounded, s.float(magic + 1)), s.float(0.5)), rounded, true);
}

/** (-1)^n sin(x - multiple · π), where `rounded` and n have the same lowest bit. */
function sine<R extends Register>(s: Scalar<R>, x: R, multiple: R, rounded: R, isCosine: boolean): R {
  const near = parts.reduce((rest, part) => s.madd(multiple, s.float(-part), rest), x);
  const size = s.abs(x);
  const far = [isCosine ? size : x, near, s.asInteger(rounded)];
  // For large |x|, cos x is computed as sin(|x| + π / 2).
  const quarter = isCosine ? 2 ** 30 : 0;
  const [, r, n] = s.repeat(s.less(s.float(2 ** 15), size), far, ([x]) => [x!, ...reduced(s, x!, quarter)]);
  const square = s.mul(r!, r!);
  const result = s.madd(s.mul(square, polynomial(s, square, coefficients)), r!, r!);
  return s.asFloat(s.xor(s.asInteger(result), s.shiftLeft(n!, s.integer(31))));
}

// The bits of 2^15 / π in 32-bit words.
const words = [10430, 1625002897, 88768265, 3589569869, 930100952, 2774945552, 3826286484];

/**
 * Returns the remainder of |x| + quarter / 2³¹ · π modulo π, with the sign of x, and the lowest bit of the multiple of
 * π.
 * |x| is a 32-bit integer times 2^(p - 16). Bits of 2^p / π above 2^0 are not needed, since they add complete turns.
 */
function reduced<R extends Register>(s: Scalar<R>, x: R, quarter: number): [R, R] {
  const bits = s.asInteger(x);
  const one = s.integer(1);
  const top = s.integer(31);
  const exponent = s.and(s.shiftRightLogical(bits, s.integer(23)), s.integer(255));
  const place = s.max(s.sub(exponent, s.integer(142)), s.integer(0));
  const whole = s.or(s.shiftLeft(bits, s.integer(8)), s.integer(2 ** 31));
  const [first, second, third] = s.repeat(
    place,
    words.map((word) => s.integer(word)),
    (all) => all.map((word, i) => s.or(s.shiftLeft(word, one), s.shiftRightLogical(all[i + 1] ?? one, top))),
  ) as [R, R, R];
  // `below` counts units of 2^-62; its top bit is the carry.
  const below = s.add(
    s.shiftRightLogical(s.mul(whole, second), one),
    s.shiftRightLogical(highProduct(s, whole, third), one),
  );
  const carry = s.add(s.shiftRightLogical(below, top), s.integer(quarter));
  const turns = s.add(s.add(s.mul(whole, first), highProduct(s, whole, second)), carry);
  const halves = s.shiftLeft(turns, one);
  const high = s.toFloat(halves);
  const rest = s.mul(s.toFloat(s.sub(halves, s.toInteger(high))), s.float(2 ** -32));
  const low = s.madd(s.toFloat(s.and(below, s.integer(2 ** 31 - 1))), s.float(2 ** -62), rest);
  const fraction = s.madd(high, s.float(2 ** -32), low);
  const lost = s.sub(low, s.madd(high, s.float(-(2 ** -32)), fraction));
  const small = s.madd(fraction, s.float(-8.742277657347586e-8), s.mul(lost, s.float(Math.PI)));
  const r = s.madd(fraction, s.float(Math.PI), small);
  const sign = s.and(bits, s.integer(-(2 ** 31)));
  // x - x is NaN for infinity, else 0.
  const signed = s.add(s.asFloat(s.xor(s.asInteger(r), sign)), s.sub(x, x));
  return [signed, s.shiftRightLogical(s.add(turns, s.integer(2 ** 30)), top)];
}

/** The upper 32 bits of a product of unsigned integers, computed from halves of 16 bits. */
function highProduct<R extends Register>(s: Scalar<R>, x: R, y: R): R {
  const upper = (z: R) => s.shiftRightLogical(z, s.integer(16));
  const lower = (z: R) => s.and(z, s.integer(65535));
  const middle = s.add(s.mul(upper(x), lower(y)), upper(s.mul(lower(x), lower(y))));
  const other = s.add(s.mul(lower(x), upper(y)), lower(middle));
  return s.add(s.mul(upper(x), upper(y)), s.add(upper(middle), upper(other)));
}
