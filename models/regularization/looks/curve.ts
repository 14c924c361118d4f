/** Look: a curve fitted to noisy points with an L2 term whose strength the reader chooses. */
import { ArgumentError, type Tensor, relu, tanh } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number, percent } from "../../quantity.ts";
import { Run } from "../../run.ts";
import * as input from "../../shared/inputs.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { type Points, drawPoints, fitCurve, rangeOf, straightness } from "../curve.ts";
import { curveChart } from "../experiments/linearity-figure.ts";

const inputs = {
  lambda: {
    kind: "number",
    label: text("strength λ of the L2 term", "L2 正则项的系数 λ"),
    value: 0.003,
    min: 1e-7,
    max: 10,
    scale: "log",
  },
  activation: {
    kind: "text",
    label: text("activation function: tanh or relu", "激活函数：tanh 或 relu"),
    value: "tanh",
    longest: 4,
  },
  seed: input.seed,
} as const satisfies Inputs;

const activations: Readonly<Record<string, (z: Tensor) => Tensor>> = { tanh, relu };

interface Facts {
  readonly lambda: number;
  readonly points: Points;
  readonly curve: Points;
  /** Fraction of the variance of the curve that its best straight line explains. */
  readonly straight: number;
  /** Difference between the highest and the lowest value of the curve, relative to that of the points. */
  readonly range: number;
  readonly shape: "flat" | "straight" | "bent";
}

export const curveLook = defineLook({
  question: {
    en: "How straight does a fitted curve become with this strength of the L2 term?",
    zh: "L2 正则项取这个系数，拟合出的曲线会有多直？",
  },
  inputs,

  async view({ lambda, activation, seed }): Promise<Facts> {
    const chosen = activations[activation];
    if (chosen === undefined) {
      throw new ArgumentError(`activation was given "${activation}"`, { rule: "It must be tanh or relu." });
    }
    const points = await drawPoints(seed);
    const options = { lambda, activation: chosen, seed, label: "training" };
    const curve = await fitCurve(new Run({ seed }), points, options);
    const [straight, range] = [straightness(curve), rangeOf(curve) / rangeOf(points)];
    return { lambda, points, curve, straight, range, shape: shapeOf(straight, range) };
  },

  words: ({ lambda, straight, range, shape }) =>
    paragraph(
      cases(shape, {
        flat: text(
          "The curve is almost flat: hardly more than a constant is left.",
          "曲线几乎是平的，只剩一个常数了。",
        ),
        straight: text("The curve is almost a straight line.", "曲线几乎成了一条直线。"),
        bent: text("The curve still bends.", "曲线还弯着。"),
      }),
      say(
        {
          lambda: number(lambda),
          straight: percent(straight, { digits: 0 }),
          range: percent(range, { digits: 0 }),
        },
        "With λ = {lambda}, a straight line explains {straight} of its variance, and its range is {range} of that of the points.",
        "λ = {lambda} 时，一条直线能解释它方差的 {straight}，它的起伏是数据的 {range}。",
      ),
    ),

  figure: ({ lambda, points, curve }) => ({
    ...curveChart({ points, fitted: [{ lambda, curve }] }),
    title: text("A curve fitted with an L2 term of your choice", "由你选 L2 正则项的系数，拟合出的曲线"),
  }),
});

/** A curve is flat if it has less than a tenth of the range of the points, and straight if a line explains 95% of it. */
function shapeOf(straight: number, range: number): Facts["shape"] {
  if (range < 0.1) return "flat";
  return straight > 0.95 ? "straight" : "bent";
}
