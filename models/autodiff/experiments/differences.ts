/** Finite differences compared with automatic differentiation: the smallest error over all step sizes. */
import { Tensor, grad, reference } from "hebb";
import type { Chart, Point } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { DifferencesFacts, Errors } from "../facts.ts";
import { differencesWords } from "../words.ts";

// The derivative of f(x) = exp(sin x) x² is exp(sin x) (x² cos x + 2x).
const at = 1;
const f = (x: Tensor) => x.sin().exp().mul(x.square());
const slope = Math.exp(Math.sin(at)) * (at ** 2 * Math.cos(at) + 2 * at);

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

export const differences = defineExperiment<DifferencesFacts>({
  question: {
    en: "Why not simply compute derivatives numerically, with a very small step?",
    zh: "直接取一个很小的步长，用数值微分求导，为什么不行？",
  },

  async measure() {
    const steps = Array.from({ length: 57 }, (_, i) => 10 ** (-i / 4 - 1));
    const { automatic, errors } = await errorsOf(steps);
    const best = (key: "forward" | "central") => errors.reduce((a, b) => (b[key] < a[key] ? b : a));
    const [bestForward, bestCentral] = [best("forward"), best("central")];
    const least = Math.min(bestForward.forward, bestCentral.central);
    return { errors, automatic, bestForward, bestCentral, verdict: automatic < least ? "more exact" : "less exact" };
  },

  words: differencesWords,

  table: ({ errors, automatic }) => ({
    columns: [
      text("step h", "步长 h"),
      text("forward difference", "前向差分"),
      text("central difference", "中心差分"),
      text("automatic differentiation", "自动微分"),
    ],
    rows: errors.filter((_, i) => i % 4 === 0).map(({ step, forward, central }) => [step, forward, central, automatic]),
  }),

  figure: ({ errors, automatic }): Chart => {
    const along = (key: "forward" | "central") => errors.map((error): Point => [error.step, error[key]]);
    return {
      kind: "chart",
      title: text("Error of a derivative, in double precision", "导数的误差（双精度）"),
      x: { label: text("step h", "步长 h"), scale: "log" },
      y: { label: text("relative error", "相对误差"), scale: "log" },
      layers: [
        { mark: "line", name: text("forward difference", "前向差分"), points: along("forward") },
        { mark: "line", name: text("central difference", "中心差分"), points: along("central") },
        // A logarithmic axis has no 0; an exact result is drawn at the rounding error of f64.
        {
          mark: "rule",
          name: text("automatic differentiation", "自动微分"),
          axis: "y",
          value: Math.max(automatic, 2 ** -53),
        },
      ],
    };
  },
});
