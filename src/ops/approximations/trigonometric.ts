/**
 * sin and cos on single precision: x less the nearest multiple of π (Cody and Waite, 1980), then one odd polynomial.
 * Good to |x| of 39,000; beyond, the multiple has too many bits for the parts of π. Infinity gives NaN.
 */
import type { Register, Scalar } from "../../base/scalar.ts";
import { polynomial } from "./exponential.ts";

// π in four parts; a multiple of up to 14 bits times each of the first three is exact.
const parts = [3.140625, 0.0009670257568359375, 6.2771141529083251953e-7, 1.2154201256553420762e-10];
const magic = 1.5 * 2 ** 23;
// Minimax of (sin r - r) / r³ in r² on [-π/2, π/2].
const coefficients = [-0.16666659712791443, 0.008333067409694195, -0.0001980959059437737, 2.6057512059196597e-6];

export function sin<R extends Register>(s: Scalar<R>, x: R): R {
  const rounded = s.madd(x, s.float(1 / Math.PI), s.float(magic));
  return sine(s, x, s.sub(rounded, s.float(magic)), rounded);
}

/** cos x = ± sin(x - (n + ½) π); the odd magic number turns the sign over. */
export function cos<R extends Register>(s: Scalar<R>, x: R): R {
  const rounded = s.add(s.madd(x, s.float(1 / Math.PI), s.float(-0.5)), s.float(magic + 1));
  return sine(s, x, s.add(s.sub(rounded, s.float(magic + 1)), s.float(0.5)), rounded);
}

/** (-1)^n sin(x - multiple · π), where the lowest bit of `rounded` is that of n. */
function sine<R extends Register>(s: Scalar<R>, x: R, multiple: R, rounded: R): R {
  const r = parts.reduce((rest, part) => s.madd(multiple, s.float(-part), rest), x);
  const square = s.mul(r, r);
  const result = s.madd(s.mul(square, polynomial(s, square, coefficients)), r, r);
  const sign = s.shiftLeft(s.asInteger(rounded), s.integer(31));
  return s.asFloat(s.xor(s.asInteger(result), sign));
}
