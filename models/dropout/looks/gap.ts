/** Look: the uncertainty band of a network with dropout that is trained on points with a gap of the reader's choice. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { factor, number, percent } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { Run } from "../../run.ts";
import { say, text } from "../../text.ts";
import { type Points, drawPoints, missedShare, sampleCurves, trainCurve, widthsOf } from "../curve.ts";
import { bandChart } from "../experiments/bayesian-figure.ts";
import type { Band } from "../facts.ts";

/** Narrower gaps have too few places to measure. */
const narrowest = 0.2;

const inputs = {
  from: { kind: "number", label: text("left end of the gap", "空缺的左端"), value: -0.3, min: -0.9, max: 0.7 },
  to: { kind: "number", label: text("right end of the gap", "空缺的右端"), value: 0.3, min: -0.7, max: 0.9 },
  layers: { kind: "number", label: text("hidden layers", "隐藏层数"), value: 3, min: 1, max: 4, integer: true },
  seed: input.seed,
} as const satisfies Inputs;

interface Facts {
  readonly from: number;
  readonly to: number;
  readonly points: Points;
  readonly band: Band;
  /** Mean standard deviation of the functions in the middle half of the gap, and near the points. */
  readonly within: number;
  readonly near: number;
  /** Fraction of the gap in which the true function leaves the band of two standard deviations. */
  readonly missed: number;
}

export const gapLook = defineLook({
  question: {
    en: "How sure is a network with dropout where you leave a gap in its data?",
    zh: "由你在数据里留一段空缺，用了暂退法的网络在那里有多大把握？",
  },
  inputs,

  async view({ from, to, layers, seed }): Promise<Facts> {
    // The difference of two decimals may be slightly too small.
    if (to - from < narrowest - 1e-9) {
      throw new ArgumentError(`the gap was given from ${from} to ${to}`, {
        rule: `Its right end must be at least ${narrowest} above its left end.`,
        fix: `For example: --set from=${from} --set to=${Math.min(0.9, Number((from + narrowest).toFixed(2)))}.`,
      });
    }
    const points = await drawPoints(seed, [from, to]);
    const model = await trainCurve(new Run({ seed }), points, layers, "training");
    const sampled = await sampleCurves(model);
    const { within, near } = widthsOf(sampled, [from, to]);
    const { x, mean, std } = sampled;
    const missed = missedShare(sampled, [from, to]);
    return { from, to, points, band: { x, mean, std }, within, near, missed };
  },

  words: ({ from, to, within, near, missed }) =>
    say(
      {
        from: number(from),
        to: number(to),
        within: number(within, { digits: 3 }),
        near: number(near, { digits: 3 }),
        ratio: factor(within / near),
        missed: percent(missed, { digits: 0 }),
      },
      "Between {from} and {to}, the sampled functions have a standard deviation of {within}, near the points {near}: {ratio} as much. In {missed} of the gap, the true curve leaves the band.",
      "在 {from} 和 {to} 之间，采样出的函数标准差是 {within}，数据附近是 {near}，前者是后者的 {ratio}。空缺的 {missed} 里，真实曲线落在带子之外。",
    ),

  figure: ({ band, points }) =>
    bandChart(
      band,
      points,
      text("Functions sampled by dropout, with a gap of your choice", "由你留出空缺，暂退法采样出的函数"),
    ),
});
