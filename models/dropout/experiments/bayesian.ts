/** The Bayesian interpretation of dropout: samples of the parameters θ, and the functions that they define. */
import type { Chart, Layer, Panels, Pictures, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import {
  type Curve,
  type Gap,
  type Points,
  type Sampled,
  type Widths,
  drawPoints,
  gap,
  sampleCurves,
  trainCurve,
  truth,
  widthsOf,
} from "../curve.ts";

interface Case {
  readonly depth: number;
  readonly gap: Gap;
  readonly model: Curve;
  readonly points: Points;
  readonly sampled: Sampled;
  readonly widths: Widths;
  /** Widths for a network trained with points in the gap as well. */
  readonly filled: Widths;
  readonly filledSample: Sampled;
}

export const bayesian: EnglishExperiment = {
  question: {
    en: "In the Bayesian view of dropout, what is Θ, and does the network know where it has seen no data?",
    zh: "从贝叶斯角度看暂退法，Θ 到底是什么，网络知道自己在哪里没见过数据吗？",
  },

  async measure(run) {
    // The last gap is where the curve is flatter.
    const plans: [depth: number, gap: Gap][] = [
      [1, gap],
      [2, gap],
      [3, gap],
      [3, [0.1, 0.7]],
    ];
    const cases: Case[] = [];
    for (const [depth, where] of run.quick ? [plans[0]!, plans[2]!] : plans) {
      const label = `${depth} hidden layers, gap from ${where[0]} to ${where[1]}`;
      const points = await drawPoints(run.seed, where);
      const model = await trainCurve(run, points, depth, label);
      const whole = await trainCurve(run, await drawPoints(run.seed, null), depth, `${label}, filled`);
      const [sampled, filledSample] = [await sampleCurves(model), await sampleCurves(whole)];
      const [widths, filled] = [widthsOf(sampled, where), widthsOf(filledSample, where)];
      cases.push({ depth, gap: where, model, points, sampled, widths, filled, filledSample });
    }
    return {
      answer: answerOf(cases),
      table: {
        columns: [
          "hidden layers",
          "gap from",
          "to",
          "deviation in the gap",
          "near the points",
          "ratio",
          "deviation there with points in it",
          "ratio with points in it",
        ],
        rows: cases.map(({ depth, gap: [from, to], widths, filled }) => {
          return [depth, from, to, widths.within, widths.near, widths.ratio, filled.within, filled.ratio];
        }),
      },
      figure: await figureOf(cases),
    };
  },
};

const centered = (cases: readonly Case[], depth: number) =>
  cases.find((one) => one.depth === depth && one.gap === gap)!;

function answerOf(cases: readonly Case[]): string {
  const [flat, deep] = [centered(cases, 1), centered(cases, 3)];
  const other = cases.find((one) => one.gap !== gap);
  const masks = deep.sampled.masks[0]!;
  const dropped = masks.flat().filter((bit) => bit === 0).length / masks.length;
  const parts = [
    "θ is all weights and biases of the network, taken as random. A sample θ_m of q(θ) is the trained weights with the columns " +
      `of dropped units set to 0 (here ${dropped.toFixed(1)} of ${masks[0]!.length} in each layer, in the mean), and is a function of its own.`,
    "q(θ) is the approximate posterior that training with dropout fits; the textbook calls it the prior, which is rather the " +
      "Gaussian behind the weight decay.",
    `With three hidden layers the functions scatter by ${deep.widths.within.toFixed(3)} in the gap and ${deep.widths.near.toFixed(3)} near the points, ` +
      `${deep.widths.ratio.toFixed(1)} times as much; with points in the gap it would be ${deep.filled.ratio.toFixed(1)} times.`,
    flat.widths.ratio < 1
      ? `It depends on the network: with one hidden layer they scatter less in the gap than near the points (${flat.widths.ratio.toFixed(2)} times), ` +
        "as the variance is convex then (Foong et al., 2020)."
      : `With one hidden layer it is ${flat.widths.ratio.toFixed(2)} times.`,
  ];
  if (other !== undefined) {
    const [from, to] = other.gap;
    const { ratio } = other.widths;
    parts.push(
      `With the gap from ${from} to ${to}, where the curve turns, it is ${ratio.toFixed(1)} times` +
        `${ratio < 1.5 ? ": a narrow band is no proof of knowledge" : ""}.`,
    );
  }
  return parts.join(" ");
}

async function figureOf(cases: readonly Case[]): Promise<Panels> {
  const deep = centered(cases, 3);
  return {
    kind: "panels",
    title: "θ_m: thinned weights, each a function",
    columns: 2,
    panels: [
      functions(deep, "Three hidden layers"),
      functions(centered(cases, 1), "One hidden layer"),
      deviations(deep),
      await thinnedWeights(deep),
    ],
  };
}

function functions({ sampled, points }: Case, title: string): Chart {
  const { x, mean, std } = sampled;
  const line = (values: readonly number[]) => values.map((value, i): Point => [x[i]!, value]);
  return {
    kind: "chart",
    title,
    x: { label: "x" },
    y: { label: "y", domain: [-2, 2] },
    layers: [
      {
        mark: "band",
        name: "mean ± 2 deviations",
        points: x.map((at, i) => [at, ...around(mean[i]!, std[i]!)] as const),
      },
      ...sampled.functions.slice(0, 8).map((values): Layer => ({ mark: "line", points: line(values) })),
      { mark: "line", name: "mean over 300 θ_m", points: line(mean) },
      { mark: "line", name: "sin 4x", points: line(x.map(truth)), dashed: true },
      { mark: "points", name: "points learned from", points: points.x.map((at, i): Point => [at, points.y[i]!]) },
    ],
  };
}

function around(mean: number, std: number): readonly [low: number, high: number] {
  return [Math.max(-2, mean - 2 * std), Math.min(2, mean + 2 * std)];
}

function deviations({ sampled, filledSample, gap: [from, to] }: Case): Chart {
  const line = ({ x, std }: Sampled) => x.map((at, i): Point => [at, std[i]!]);
  return {
    kind: "chart",
    title: "How far the functions scatter (three layers)",
    x: { label: "x" },
    y: { label: "deviation of f(x, θ_m)" },
    layers: [
      { mark: "line", name: "no points in the gap", points: line(sampled) },
      { mark: "line", name: "points everywhere", points: line(filledSample) },
      { mark: "rule", axis: "x", value: from },
      { mark: "rule", axis: "x", value: to },
    ],
  };
}

/** Units per layer that are drawn, so that columns remain distinguishable. */
const shownUnits = 24;

/** Draws weights between units of the first two hidden layers, and the weights that remain under three masks. */
async function thinnedWeights({ model, sampled }: Case): Promise<Pictures> {
  const { weight } = model.hidden[1]!;
  const shown = await weight.slice([0, shownUnits], [0, shownUnits]).array();
  const thinned = sampled.masks[0]!.slice(0, 3).map((mask, m) => {
    return { pixels: shown.map((w, i) => w * mask[i % shownUnits]!), caption: `θ${"₁₂₃"[m]!}` };
  });
  return {
    kind: "pictures",
    title: `Weights among ${shownUnits} units of the first two layers`,
    width: shownUnits,
    height: shownUnits,
    columns: 2,
    images: [{ pixels: shown, caption: "trained" }, ...thinned],
    scale: "diverging",
  };
}
