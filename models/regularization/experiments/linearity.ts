/** Effect of the strength of L2 regularization on the functions that a network can represent. */
import { type Tensor, relu, tanh } from "hebb";
import type { Run } from "../../run.ts";
import { type FewDigits, fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { name, text } from "../../text.ts";
import { type Summary, summarize, trend } from "../../verdicts.ts";
import { drawPoints, fitCurve } from "../curve.ts";
import type { ActivationName, Bending, LinearityFacts } from "../facts.ts";
import { bendOf, shuffledLabels } from "../linearity.ts";
import { type TrainOptions, measureDigits, trainClassifier } from "../train.ts";
import { linearityWords } from "../words.ts";
import { linearityFigure } from "./linearity-figure.ts";

const activations: Readonly<Record<ActivationName, (z: Tensor) => Tensor>> = { tanh, ReLU: relu };
const names = Object.keys(activations) as ActivationName[];

/** Strengths of the drawn curves. */
const drawn = [1e-5, 3e-2, 3e-1];

export const linearity = defineExperiment<LinearityFacts>({
  question: {
    en: "Does a larger coefficient of the L2 term make a network more linear, and what does it really restrict?",
    zh: "正则化系数越大，网络就越接近线性吗，它约束的到底是什么能力？",
  },
  seeds: 3,

  async measure(run) {
    const lambdas = run.quick ? [1e-4, 1e-2, 3e-1] : [1e-4, 1e-3, 1e-2, 3e-2, 1e-1];
    const examples = run.quick ? 300 : 1000;
    const shuffled = run.quick ? 100 : 300;
    const digits = await fewDigits({ examples, validation: 0, test: run.quick ? 500 : 2000 });
    const measured = await run.overSeeds(async (one) => measuredBy(one, digits(one.seed), lambdas, shuffled));
    const over = (value: (found: Measured) => number): Summary => summarize(measured.map(value), run.seeds);
    const networks = names.map((activation): Bending => {
      const each = (value: (found: Outcome) => number) =>
        lambdas.map((_, k) => over((found) => value(found.networks[activation][k]!)));
      const bend = each((found) => found.bend);
      return {
        activation,
        bend,
        training: each(({ training }) => training),
        test: each(({ test }) => test),
        trend: trend(bend),
      };
    });
    const memorized = lambdas.map((_, k) => over((found) => found.memorized[k]!));
    return {
      lambdas,
      examples,
      networks,
      memorized,
      shuffled,
      capacity: trend(memorized),
      generalization: trend(networks.find(({ activation }) => activation === "ReLU")!.test),
      curves: await curvesOf(run),
    };
  },

  words: linearityWords,

  table: ({ lambdas, networks, memorized }) => ({
    columns: [
      text("activation", "激活函数"),
      "λ",
      { name: text("bend", "弯曲程度"), digits: 3 },
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("test loss", "测试集损失"), digits: 3 },
      { name: text("shuffled labels learned", "背下的乱序标签"), unit: "fraction" },
    ],
    rows: networks.flatMap(({ activation, bend, training, test }) =>
      lambdas.map((lambda, k) => [
        name(activation),
        lambda,
        bend[k]!,
        training[k]!,
        test[k]!,
        activation === "ReLU" ? memorized[k]! : "",
      ]),
    ),
  }),

  figure: linearityFigure,
});

/** Measurements of one training. */
interface Outcome {
  readonly bend: number;
  readonly training: number;
  readonly test: number;
}

/** Measurements with one seed, by λ. */
interface Measured {
  readonly networks: Readonly<Record<ActivationName, readonly Outcome[]>>;
  readonly memorized: readonly number[];
}

async function measuredBy(
  run: Run,
  digits: FewDigits,
  lambdas: readonly number[],
  shuffled: number,
): Promise<Measured> {
  const size = run.quick ? { units: 32, epochs: 20 } : { units: 128, epochs: 40 };
  const [networks, memorized]: [Record<ActivationName, Outcome[]>, number[]] = [{ tanh: [], ReLU: [] }, []];
  const mixed = { ...digits, train: await shuffledLabels(digits.train.take(shuffled), run.seed) };
  for (const strength of lambdas) {
    const options = { ...size, seed: run.seed, strength, validated: false };
    for (const activation of names) networks[activation].push(await outcomeOf(run, digits, activation, options));
    const label = `shuffled labels, λ ${strength}`;
    // Fewer examples need more epochs for the same number of steps, and labels without a rule even more steps.
    const { model } = await trainClassifier(run, "l2", mixed, { ...options, epochs: 5 * size.epochs, label });
    memorized.push((await measureDigits(model, mixed.train)).accuracy);
  }
  return { networks, memorized };
}

async function outcomeOf(
  run: Run,
  digits: FewDigits,
  activation: ActivationName,
  options: TrainOptions & { readonly strength: number },
): Promise<Outcome> {
  const label = `${activation}, λ ${options.strength}`;
  const { model } = await trainClassifier(run, "l2", digits, {
    ...options,
    activation: activations[activation],
    label,
  });
  const [training, test] = [await measureDigits(model, digits.train), await measureDigits(model, digits.test)];
  return { bend: await bendOf(model, digits.test), training: training.loss, test: test.loss };
}

async function curvesOf(run: Run): Promise<LinearityFacts["curves"]> {
  const points = await drawPoints(run.seed);
  const fitted: LinearityFacts["curves"]["fitted"][number][] = [];
  for (const lambda of drawn) {
    const options = { lambda, activation: tanh, seed: run.seed, label: `curve, λ ${lambda}` };
    fitted.push({ lambda, curve: await fitCurve(run, points, options) });
  }
  return { points, fitted };
}
