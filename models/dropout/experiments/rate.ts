/** The choice of the dropout rates by the cross entropy on validation digits. */
import type { Chart } from "../../figure.ts";
import { percent } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { bars } from "../../shared/curves.ts";
import { fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { chosen, measureDigits, trainClassifier } from "../digits.ts";
import type { RateFacts, Rated } from "../facts.ts";
import type { Probabilities } from "../model.ts";
import { rateWords } from "../words-of-training.ts";

/** Candidates, from no dropout to the largest rates. */
const candidates: readonly Probabilities[] = [
  { input: 0, hidden: 0 },
  { input: 0, hidden: 0.5 },
  { input: 0.2, hidden: 0.5 },
  { input: 0.4, hidden: 0.5 },
  { input: 0.6, hidden: 0.25 },
  { input: 0.6, hidden: 0.5 },
  { input: 0.8, hidden: 0.5 },
];
const quickCandidates = [0, 2, 4, 6].map((i) => candidates[i]!);

export const rate = defineExperiment<RateFacts>({
  question: {
    en: "What share of the pixels and of the hidden units should be dropped?",
    zh: "输入像素和隐藏神经元，各丢弃多大比例合适？",
  },
  seeds: 3,

  async measure(run) {
    const examples = run.quick ? 300 : 1000;
    const digits = await fewDigits({
      examples,
      ...(run.quick ? { validation: 300, test: 1000 } : { validation: 2000 }),
    });
    const tried = run.quick ? quickCandidates : candidates;
    const measured = await run.overSeeds(async (one) => {
      const found: Measured[] = [];
      for (const rates of tried) found.push(await measureRates(one, digits, rates));
      return found;
    });
    const rated = tried.map((rates, k): Rated => {
      const over = (value: (one: Measured) => number) =>
        summarize(
          measured.map((found) => value(found[k]!)),
          run.seeds,
        );
      return {
        ...rates,
        validation: over(({ validation }) => validation),
        test: over(({ test }) => test),
        accuracy: over(({ accuracy }) => accuracy),
      };
    });
    const [best, second] = rated.slice(1).toSorted((a, b) => a.validation.mean - b.validation.mean) as [Rated, Rated];
    return {
      examples,
      recipe: chosen,
      rated,
      best: rated.indexOf(best),
      helping: distinguishable(rated[0]!.test, best.test),
      ahead: distinguishable(second.validation, best.validation),
      excess: distinguishable(rated.at(-1)!.validation, best.validation),
    };
  },

  words: rateWords,

  table: ({ rated }) => ({
    columns: [
      { name: text("pixels dropped", "丢弃的像素"), unit: "fraction" },
      { name: text("hidden units dropped", "丢弃的隐藏单元"), unit: "fraction" },
      { name: text("validation loss", "验证集损失"), digits: 4 },
      { name: text("test loss", "测试集损失"), digits: 4 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: rated.map(({ input, hidden, validation, test, accuracy }) => [input, hidden, validation, test, accuracy]),
  }),

  figure: figureOf,
});

/** Results of one training. */
interface Measured {
  readonly validation: number;
  readonly test: number;
  readonly accuracy: number;
}

async function measureRates(
  run: Run,
  digits: Awaited<ReturnType<typeof fewDigits>>,
  rates: Probabilities,
): Promise<Measured> {
  const size = run.quick ? { units: 64, epochs: 15 } : { units: 256, epochs: 60 };
  // Separate from the seeds of all recipes, so that the rates are not chosen on their digits.
  const seed = 1e6 + run.seed;
  const parts = digits(seed);
  const label = `${rates.input} of the pixels, ${rates.hidden} of the units`;
  const { model, validation } = await trainClassifier(run, parts, rates, { ...size, seed, label });
  const { loss, accuracy } = await measureDigits(model, parts.test);
  return { validation: Math.min(...validation), test: loss, accuracy };
}

const ratesName = ({ input, hidden }: Probabilities): Text => {
  const slots = { input: percent(input, { digits: 0 }), hidden: percent(hidden, { digits: 0 }) };
  return say(slots, "{input} / {hidden}", "{input} / {hidden}");
};

function figureOf({ rated }: RateFacts): Chart {
  const layers = (name: Text, of: (one: Rated) => Summary) =>
    bars(
      rated.map((one) => [ratesName(one), of(one)] as const),
      { name },
    );
  return {
    kind: "chart",
    title: text("Loss by the share of pixels and hidden units dropped", "丢弃不同比例的像素和隐藏单元时的损失"),
    x: { label: text("pixels dropped / hidden units dropped", "丢弃的像素 / 丢弃的隐藏单元") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: [
      ...layers(text("validation", "验证集"), ({ validation }) => validation),
      ...layers(text("test", "测试集"), ({ test }) => test),
    ],
  };
}
