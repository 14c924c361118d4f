/** The Bayesian interpretation of dropout: samples of the parameters θ, and the functions that they define. */
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { number } from "../../quantity.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import {
  type Curve,
  type Gap,
  type Sampled,
  type Widths,
  drawPoints,
  gap,
  missedShare,
  probability,
  sampleCurves,
  trainCurve,
  widthsOf,
} from "../curve.ts";
import type { Band, BayesianFacts, Spreading } from "../facts.ts";
import { bayesianWords } from "../words.ts";
import { bayesianFigure } from "./bayesian-figure.ts";

/** Depths and gaps. The last gap is where the curve is flatter. */
const plans: readonly { readonly depth: number; readonly gap: Gap }[] = [
  { depth: 1, gap },
  { depth: 2, gap },
  { depth: 3, gap },
  { depth: 3, gap: [0.1, 0.7] },
];
const [flat, deep, elsewhere] = [0, 2, 3] as const;

/** Samples of θ that are drawn, and weights of them that are shown: `rows` units by the first `columns`. */
const shown = { samples: 3, rows: 8, columns: 24 };
const samples = 300;

export const bayesian = defineExperiment<BayesianFacts>({
  question: {
    en: "In the Bayesian view of dropout, what is Θ, and does the network know where it has seen no data?",
    zh: "从贝叶斯角度看暂退法，Θ 到底是什么，网络知道自己在哪里没见过数据吗？",
  },
  seeds: 5,

  async measure(run) {
    const first: Fitted[] = [];
    const measured = await run.overSeeds(async (one) => {
      const found: Measured[] = [];
      for (const plan of plans) {
        const name = `${plan.depth} hidden layers, gap from ${plan.gap[0]} to ${plan.gap[1]}`;
        const without = await fitted(one, plan.depth, plan.gap, name);
        const filled = await fitted(one, plan.depth, null, `${name}, filled`);
        found.push({
          without: widthsOf(without.sampled, plan.gap),
          filled: widthsOf(filled.sampled, plan.gap),
          missed: missedShare(without.sampled, plan.gap),
        });
        if (first.length < plans.length) first.push(without);
      }
      return found;
    });
    const cases = plans.map((plan, k) =>
      spreadingOf(
        plan,
        measured.map((found) => found[k]!),
        run,
      ),
    );
    const wider = (k: number) => reaches(cases[k]!.ratio, { op: ">", value: 1 });
    return {
      rate: probability,
      samples,
      cases,
      deep: wider(deep),
      flat: wider(flat),
      elsewhere: wider(elsewhere),
      missing: distinguishable(cases[deep]!.within, cases[deep]!.filled),
      example: await exampleOf(first[deep]!, first[flat]!, run.seed),
    };
  },

  words: bayesianWords,

  table: ({ cases }) => ({
    columns: [
      text("hidden layers", "隐藏层数"),
      text("gap", "空缺"),
      { name: text("standard deviation in the gap", "空缺处的标准差"), digits: 3 },
      { name: text("near the points", "数据附近的标准差"), digits: 3 },
      { name: text("ratio", "两者之比"), digits: 2 },
      { name: text("in the gap, with points in it", "补上数据后空缺处的标准差"), digits: 3 },
      { name: text("ratio with points in it", "补上数据后的比"), digits: 2 },
      { name: text("gap in which the truth leaves the band", "真实曲线越出带子的部分占空缺的比例"), unit: "fraction" },
    ],
    rows: cases.map(({ depth, gap: [from, to], within, near, ratio, filled, filledRatio, missed }) => [
      depth,
      say({ from: number(from), to: number(to) }, "{from} to {to}", "{from} 到 {to}"),
      within,
      near,
      ratio,
      filled,
      filledRatio,
      missed,
    ]),
  }),

  figure: bayesianFigure,
});

/** Measurements of one network without points in the gap, and of one with them. */
interface Measured {
  readonly without: Widths;
  readonly filled: Widths;
  readonly missed: number;
}

function spreadingOf(plan: (typeof plans)[number], found: readonly Measured[], { seeds }: Run): Spreading {
  const over = (value: (one: Measured) => number) => summarize(found.map(value), seeds);
  return {
    ...plan,
    within: over(({ without }) => without.within),
    near: over(({ without }) => without.near),
    ratio: over(({ without }) => without.ratio),
    filled: over(({ filled }) => filled.within),
    filledRatio: over(({ filled }) => filled.ratio),
    missed: over(({ missed }) => missed),
  };
}

/** A trained network with its sampled functions. */
interface Fitted {
  readonly model: Curve;
  readonly sampled: Sampled;
}

async function fitted(run: Run, depth: number, without: Gap | null, label: string): Promise<Fitted> {
  const model = await trainCurve(run, await drawPoints(run.seed, without), depth, label);
  return { model, sampled: await sampleCurves(model, samples) };
}

async function exampleOf(deepest: Fitted, shallow: Fitted, seed: number): Promise<BayesianFacts["example"]> {
  const { weight } = deepest.model.hidden[1]!;
  const values = await weight.slice([0, shown.rows], [0, shown.columns]).array();
  return {
    points: await drawPoints(seed, gap),
    deep: bandOf(deepest.sampled),
    flat: bandOf(shallow.sampled),
    drawn: deepest.sampled.masks[0]!.slice(0, shown.samples).map((mask, m) => ({
      mask: mask.slice(0, shown.columns),
      values: deepest.sampled.functions[m]!,
    })),
    weights: Array.from({ length: shown.rows }, (_, to) =>
      Array.from(values.slice(to * shown.columns, (to + 1) * shown.columns)),
    ),
  };
}

const bandOf = ({ x, mean, std }: Sampled): Band => ({ x, mean, std });
