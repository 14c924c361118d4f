/** Finite differences compared with automatic differentiation: the smallest error over all step sizes. */
import { Tensor, grad, reference } from "hebb";
import type { Chart, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";

// The derivative of f(x) = exp(sin x) x² is exp(sin x) (x² cos x + 2x).
const at = 1;
const f = (x: Tensor) => x.sin().exp().mul(x.square());
const slope = Math.exp(Math.sin(at)) * (at ** 2 * Math.cos(at) + 2 * at);

/** Relative errors of the derivative in f64. */
export interface Errors {
  readonly step: number;
  /** Error of (f(x + h) - f(x)) / h. */
  readonly forward: number;
  /** Error of (f(x + h) - f(x - h)) / 2h. */
  readonly central: number;
}

/** Returns the errors of automatic differentiation and of finite differences with these steps. */
export async function errorsOf(steps: readonly number[]): Promise<{ automatic: number; errors: Errors[] }> {
  const x = Tensor.from(at);
  const values = await reference(grad(f(x), [x])[0], f(x), ...steps.flatMap((h) => [f(x.add(h)), f(x.sub(h))]));
  const [derivative, here, ...around] = values.map(([value]) => value!);
  const error = (found: number) => Math.abs(found / slope - 1);
  const errors = steps.map((step, i) => {
    const [above, below] = [around[2 * i]!, around[2 * i + 1]!];
    return { step, forward: error((above - here!) / step), central: error((above - below) / (2 * step)) };
  });
  return { automatic: error(derivative!), errors };
}

export const differences: EnglishExperiment = {
  question: {
    en: "Why not simply compute derivatives numerically, with a very small step?",
    zh: "直接取一个很小的步长，用数值微分求导，为什么不行？",
  },

  async measure() {
    const steps = Array.from({ length: 57 }, (_, i) => 10 ** (-i / 4 - 1));
    const { automatic, errors } = await errorsOf(steps);
    const best = (key: "forward" | "central") => errors.reduce((a, b) => (b[key] < a[key] ? b : a));
    const [forward, central] = [best("forward"), best("central")];
    const digits = (error: number) => error.toExponential(0);
    return {
      answer:
        "Large steps of a finite difference leave terms of the Taylor series out, small ones lose digits in the difference: " +
        `the error of the forward difference is never below ${digits(forward.forward)} (step ${digits(forward.step)}), that of the central ` +
        `one never below ${digits(central.central)} (step ${digits(central.step)}). Automatic differentiation has no step, and ` +
        `${automatic === 0 ? "is right to the last digit here" : `errs by ${digits(automatic)}`}; and central differences cost two ` +
        "evaluations for each input, where one pass back costs few in all.",
      table: {
        columns: ["step h", "forward difference", "central difference", "automatic"],
        rows: errors
          .filter((_, i) => i % 4 === 0)
          .map(({ step, forward, central }) => [step, forward, central, automatic]),
      },
      figure: figureOf(errors, automatic),
    };
  },
};

function figureOf(errors: readonly Errors[], automatic: number): Chart {
  const along = (key: "forward" | "central") => errors.map((error): Point => [error.step, error[key]]);
  return {
    kind: "chart",
    title: "Error of the derivative of exp(sin x) x² at 1, in f64",
    x: { label: "step h", scale: "log" },
    y: { label: "relative error", scale: "log" },
    layers: [
      { mark: "line", name: "forward difference", points: along("forward") },
      { mark: "line", name: "central difference", points: along("central") },
      // A logarithmic axis has no 0; an exact result is drawn at the rounding error of f64.
      { mark: "rule", name: "automatic", axis: "y", value: Math.max(automatic, 2 ** -53) },
    ],
  };
}
