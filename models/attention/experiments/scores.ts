/** The score functions compared: their variance by the width of the vectors, the saturation of softmax, and training. */
import { compile, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { ScoresFacts } from "../facts.ts";
import { type ScoreKind, scoreKinds, scoreOf, scoresOf } from "../model.ts";
import { recalled, trainRecall } from "../recall.ts";
import { scoresWords } from "../words.ts";

/** Keys of each query, and queries, of the measurement of variances. */
const [keys, queries] = [8, 500];
const pairs = 8;

export const scoresExperiment = defineExperiment<ScoresFacts>({
  question: {
    en: "Which score functions are there, and why is the dot product divided by √d?",
    zh: "打分函数有哪几种，点积为什么要除以 √d？",
  },
  seeds: 3,

  async measure(run) {
    const widths = run.quick ? [4, 64] : [4, 16, 64, 256];
    const trainedWidths = run.quick ? [8, 32] : [4, 16, 64, 256];
    const steps = run.quick ? 60 : 300;
    const spreads = await run.once("variances", () => spreadsOf(widths));
    const measured = await run.overSeeds(async (one) => {
      const found: number[][] = [];
      for (const score of scoreKinds) {
        const row: number[] = [];
        for (const width of trainedWidths) {
          const label = `${score}, width ${width}`;
          row.push(await recalled(await trainRecall(one, { pairs, steps, width, score, label }), pairs));
        }
        found.push(row);
      }
      return found;
    });
    const trained = scoreKinds.map((score, k) => ({
      score,
      recall: trainedWidths.map((_, i) =>
        summarize(
          measured.map((found) => found[k]![i]!),
          run.seeds,
        ),
      ),
    }));
    const recallOf = (kind: ScoreKind) => trained.find(({ score }) => score === kind)!.recall.at(-1)!;
    const dot = spreads.find(({ score }) => score === "dot")!.variances;
    const pick = (key: "variances" | "peaks" | "slopes") =>
      spreads.map(({ score, [key]: values }) => ({ score, values }));
    return {
      widths,
      variances: pick("variances"),
      peaks: pick("peaks"),
      slopes: pick("slopes"),
      trainedWidths,
      trained,
      scaling: distinguishable(recallOf("scaled dot"), recallOf("dot")),
      growth: dot.every((value, i) => Math.abs(value / widths[i]! - 1) < 0.1) ? "as the width" : "otherwise",
    };
  },

  words: scoresWords,

  table: ({ widths, variances, slopes }) => ({
    columns: [
      text("width d", "维数 d"),
      ...variances.map(({ score }) => ({ name: heading(score, text("variance", "方差")), digits: 2 })),
      ...slopes.map(({ score }) => ({ name: heading(score, text("gradient", "梯度")), unit: "fraction" as const })),
    ],
    rows: widths.map((width, i) => [
      width,
      ...variances.map(({ values }) => values[i]!),
      ...slopes.map(({ values }) => values[i]!),
    ]),
  }),

  figure: figureOf,
});

interface Spreads {
  readonly score: ScoreKind;
  readonly variances: number[];
  readonly peaks: number[];
  readonly slopes: number[];
}

/** Measures scores of independent standard normal keys and queries, and the softmax of eight of them. */
async function spreadsOf(widths: readonly number[]): Promise<Spreads[]> {
  const all: Spreads[] = [];
  for (const score of scoreKinds) {
    const found: Spreads = { score, variances: [], peaks: [], slopes: [] };
    for (const width of widths) {
      random.seed(width);
      const by = scoreOf(score, width);
      const { variance, peak, slope } = compile(() => {
        const scores = scoresOf(by, random.normal([queries, 1, width]), random.normal([queries, keys, width]));
        const weights = scores.softmax();
        // Σ |∂α_n / ∂s_m| over all n and m is 2 Σ α_n (1 - α_n), which is largest for equal weights.
        const slope = weights
          .mul(weights.rsub(1))
          .sum(-1)
          .mean()
          .div(1 - 1 / keys);
        return { variance: scores.variance(), peak: weights.max(-1).mean(), slope };
      })();
      found.variances.push(await variance.item());
      found.peaks.push(await peak.item());
      found.slopes.push(await slope.item());
    }
    all.push(found);
  }
  return all;
}

function figureOf({ widths, variances, slopes, trainedWidths, trained }: ScoresFacts): Panels {
  const x = { label: text("width d of keys and queries", "键和查询的维数 d"), scale: "log" } as const;
  const lines = (series: ScoresFacts["variances"]) =>
    series.map(({ score, values }) => ({
      mark: "line" as const,
      name: nameOf(score),
      points: values.map((value, i): Point => [widths[i]!, value]),
    }));
  const learned: Chart = {
    kind: "chart",
    title: text("Recall after short training", "训练不久后的准确率"),
    x,
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: trained.map(({ score, recall }) => ({
      mark: "line",
      name: nameOf(score),
      points: recall.map(({ mean }, i): Point => [trainedWidths[i]!, mean]),
    })),
  };
  return {
    kind: "panels",
    title: text("Score functions", "打分函数"),
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: text("Variance of the scores", "得分的方差"),
        x,
        y: { label: text("variance", "方差"), scale: "log" },
        layers: lines(variances),
      },
      {
        kind: "chart",
        title: text("Gradient through softmax", "穿过 softmax 的梯度"),
        x,
        y: { label: text("relative to equal weights", "相对于均匀分布"), domain: [0, 1] },
        layers: lines(slopes),
      },
      learned,
    ],
  };
}

const nameOf = (score: ScoreKind): Text =>
  cases(score, {
    additive: text("additive", "加性"),
    dot: text("dot product", "点积"),
    "scaled dot": text("scaled dot product", "缩放点积"),
    bilinear: text("bilinear", "双线性"),
  });

const heading = (score: ScoreKind, quantity: Text): Text => {
  const { en, zh } = nameOf(score);
  return { en: `${quantity.en}, ${en}`, zh: `${quantity.zh}（${zh}）` };
};
