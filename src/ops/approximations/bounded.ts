/** tanh and erf in single precision, as x P(x²) / Q(x²) on the interval outside of which the result is ±1. */
import type { Register, Scalar } from "../../base/scalar.ts";
import { polynomial } from "./exponential.ts";

interface Rational {
  /**
   * Largest |x| that is evaluated. There the rounded result is 1, fused or not, and it never exceeds 1 below, so the
   * result needs no clamping. Found by testing every float; valid for these coefficients only.
   */
  readonly bound: number;
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

// Minimax in the relative error, then improved by a search for the smallest error of the rounded evaluation.
const tanhForm: Rational = {
  bound: 8.156820297241211,
  numerator: [1, 0.13406884670257568, 0.003526414278894663, 2.112257971020881e-5, 1.4082728760911323e-8],
  denominator: [1, 0.46740201115608215, 0.02599394880235195, 0.0003336290246807039, 8.070747412602941e-7],
};

const erfForm: Rational = {
  bound: 3.6443228721618652,
  numerator: [1.2929795980453491, 0.216177836060524, 0.05886244401335716, 0.00405650632455945, 0.0002635511918924749],
  denominator: [
    1.1458733081817627, 0.5735393166542053, 0.1287631243467331, 0.016434114426374435, 0.0011976428795605898,
    2.663156556081958e-5, -1.3002156151742383e-7,
  ],
};

export function tanh<R extends Register>(s: Scalar<R>, x: R): R {
  return rational(s, x, tanhForm);
}

export function erf<R extends Register>(s: Scalar<R>, x: R): R {
  return rational(s, x, erfForm);
}

function rational<R extends Register>(s: Scalar<R>, x: R, { bound, numerator, denominator }: Rational): R {
  const bounded = s.max(s.min(x, s.float(bound)), s.float(-bound));
  const square = s.mul(bounded, bounded);
  return s.div(s.mul(bounded, polynomial(s, square, numerator)), polynomial(s, square, denominator));
}

/** erf in f64: 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!. All terms have the same sign. Beyond ±6 it is ±1. */
export function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 / Math.sqrt(Math.PI)) * sum) / Math.exp(x * x);
}
