/** Choice of the strength of each kind of regularization on validation digits, as used by the recipe. */
import type { Chart } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type FewDigits, fewDigits } from "../../shared/few-digits.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { StrengthFacts, Sweep } from "../facts.ts";
import { kindWords, strengthLabel } from "../names.ts";
import { type Kind, type Tuned, kindNames, measureDigits, strengths, trainClassifier } from "../train.ts";
import { strengthWords } from "../words-of-training.ts";

const tuned = Object.keys(strengths) as Tuned[];

const grid: Readonly<Record<Tuned, readonly number[]>> = {
  l1: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3],
  l2: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
  decay: [0.1, 0.3, 1, 3, 10],
  norm: [0.5, 0.7, 1, 1.4, 2],
};
const quickGrid: typeof grid = { l1: [1e-4, 1e-2], l2: [3e-3, 0.3], decay: [1, 30], norm: [0.2, 1] };

/** Seed of training digits and initial parameters that no training of the recipe uses. */
const seedOfChoice = 500;

export const strength = defineExperiment<StrengthFacts>({
  question: {
    en: "How strong should regularization be, and what happens if it is too strong?",
    zh: "正则化要多强才合适，太强了会怎样？",
  },
  seeds: 3,

  async measure(run) {
    const examples = run.quick ? 300 : 1000;
    const digits = await fewDigits({ examples, validation: run.quick ? 500 : 2000 });
    const tried = run.quick ? quickGrid : grid;
    const measured = await run.overSeeds(async (one) => measuredBy(one, digits, tried));
    const over = (value: (found: Measured) => number): Summary => summarize(measured.map(value), run.seeds);
    const none = over((found) => found.none);
    const sweeps = tuned.map((kind) =>
      sweepOf(
        kind,
        tried[kind],
        tried[kind].map((_, k) => over((found) => found.losses[kind][k]!)),
        none,
      ),
    );
    return { examples, none, sweeps, bound: boundOf(sweeps.find(({ kind }) => kind === "norm")!) };
  },

  words: strengthWords,

  table: ({ sweeps, none }) => ({
    columns: [
      text("regularization", "正则化"),
      text("strength", "强度"),
      { name: text("validation cross entropy", "验证集交叉熵"), digits: 3 },
    ],
    rows: [
      [kindWords("none"), "", none],
      ...sweeps.flatMap(({ kind, strengths: values, losses }) =>
        values.map((value, k) => [kindWords(kind), value, losses[k]!]),
      ),
    ],
  }),

  figure: ({ sweeps, none }) => ({
    kind: "panels",
    title: text("Validation loss by strength", "不同强度下的验证集损失"),
    columns: 2,
    panels: sweeps.map((sweep) => sweepChart(sweep, none)),
  }),
});

/** Validation cross entropies with one seed. */
interface Measured {
  readonly none: number;
  readonly losses: Readonly<Record<Tuned, readonly number[]>>;
}

async function measuredBy(run: Run, digits: (seed: number) => FewDigits, tried: typeof grid): Promise<Measured> {
  const seed = 1000 * run.seed + seedOfChoice;
  const drawn = digits(seed);
  const size = run.quick ? { units: 32, epochs: 20 } : { units: 256, epochs: 60 };
  const lossOf = async (kind: Kind, options: { readonly strength?: number; readonly label: string }) => {
    const { model } = await trainClassifier(run, kind, drawn, { ...size, ...options, seed, validated: false });
    return (await measureDigits(model, drawn.validation)).loss;
  };
  const losses: Record<Tuned, number[]> = { l1: [], l2: [], decay: [], norm: [] };
  const none = await lossOf("none", { label: kindNames.none });
  for (const kind of tuned) {
    for (const value of tried[kind]) {
      losses[kind].push(await lossOf(kind, { strength: value, label: `${kindNames[kind]} ${value}` }));
    }
  }
  return { none, losses };
}

function sweepOf(kind: Tuned, values: readonly number[], losses: readonly Summary[], none: Summary): Sweep {
  const [best, second] = losses.toSorted((a, b) => a.mean - b.mean) as [Summary, Summary];
  // A small bound is a strong regularization, a small λ a weak one.
  const strongest = kind === "norm" ? losses[0]! : losses.at(-1)!;
  return {
    kind,
    strengths: values,
    losses,
    best: losses.indexOf(best),
    helping: distinguishable(none, best),
    excess: distinguishable(strongest, best),
    ahead: distinguishable(second, best),
  };
}

/** Compares the best other bound with the bound 1. */
function boundOf({ strengths: values, losses }: Sweep): StrengthFacts["bound"] {
  const one = losses[values.indexOf(1)]!;
  const [other] = losses.filter((loss) => loss !== one).toSorted((a, b) => a.mean - b.mean);
  return distinguishable(other!, one);
}

function sweepChart({ kind, strengths: values, losses }: Sweep, none: Summary): Chart {
  return {
    kind: "chart",
    title: kindWords(kind),
    x: { label: strengthLabel(kind), scale: "log" },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: [
      ...curve(text("with regularization", "加正则化"), values, losses),
      { mark: "rule", name: text("without", "不加"), axis: "y", value: none.mean },
    ],
  };
}
