/** Bias and variance of gradient estimates where the exact gradient is known: a grid of 36 places. */
import { random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { VarianceFacts } from "../facts.ts";
import {
  type Estimator,
  type Quality,
  choices,
  descentOf,
  drawGrids,
  estimators,
  qualityOf,
  trainReader,
} from "../grid.ts";
import { estimatorName } from "../names.ts";
import { varianceWords } from "../words.ts";

const gridCount = 32;
const learningRate = 0.02;
/** Learning rate of the descents with large steps. */
const largeRate = 10 * learningRate;
/** A bias of this fraction of the gradient is called a bias. */
const notable = 0.1;

export const varianceExperiment = defineExperiment<VarianceFacts>({
  question: {
    en: "How noisy is the gradient of REINFORCE, and what does a baseline change?",
    zh: "REINFORCE 估计的梯度噪声有多大，基准线能改变什么？",
  },
  seeds: 5,

  async measure(run) {
    const steps = run.quick ? 250 : 2000;
    const measured = await run.overSeeds((one) => measureSeed(one, steps));
    const over = (pick: (one: (typeof measured)[number]) => number): Summary =>
      summarize(measured.map(pick), run.seeds);
    const found = estimators.map((estimator, k) => ({
      estimator,
      bias: over(({ qualities }) => qualities[k]!.bias),
      deviation: over(({ qualities }) => qualities[k]!.deviation),
      cosine: over(({ qualities }) => qualities[k]!.cosine),
      halved: over(({ descents }) => stepsToHalf(descents[k]!)),
      end: over(({ descents }) => descents[k]!.at(-1)!),
    }));
    const [plain, baseline, straight] = found;
    const large = { plain: over((one) => one.large.plain), baseline: over((one) => one.large.baseline) };
    return {
      estimators: found,
      exactHalved: over(({ descents }) => stepsToHalf(descents.at(-1)!)),
      exactEnd: over(({ descents }) => descents.at(-1)!.at(-1)!),
      start: over(({ descents }) => descents[0]![0]!),
      descents: measured[0]!.descents,
      baseline: distinguishable(plain!.deviation, baseline!.deviation),
      straight: reaches(straight!.bias, { op: ">", value: notable }),
      descent: distinguishable(plain!.halved, baseline!.halved),
      large: { ...large, order: distinguishable(large.plain, large.baseline) },
    };
  },

  words: varianceWords,

  table: ({ estimators, exactHalved, exactEnd }) => ({
    columns: [
      text("estimator", "估计方法"),
      { name: text("bias / gradient", "偏差 / 梯度"), digits: 3 },
      { name: text("standard deviation / gradient", "标准差 / 梯度"), digits: 3 },
      { name: text("cosine with the gradient", "与梯度夹角的余弦"), digits: 3 },
      { name: text("steps that halve the expected loss", "期望损失减半所需的步数"), digits: 0 },
      { name: text("expected loss after the descent", "下降后的期望损失"), digits: 3 },
    ],
    rows: [
      ...estimators.map(({ estimator, bias, deviation, cosine, halved, end }) => [
        estimatorName(estimator),
        bias,
        deviation,
        cosine,
        halved,
        end,
      ]),
      [text("exact gradient", "精确梯度"), 0, 0, 1, exactHalved, exactEnd],
    ],
  }),

  figure: figureOf,
});

async function measureSeed(run: Run, steps: number) {
  const reader = await trainReader(run);
  const grids = await drawGrids(gridCount);
  // A distribution as in the middle of a training, neither uniform nor certain.
  const scores = await random.scope("scores", async () => random.normal([gridCount, choices]));
  const qualities: Quality[] = [];
  const descents: number[][] = [];
  for (const estimator of estimators) {
    qualities.push(await qualityOf(estimator, reader, scores, grids));
    descents.push(await descentOf(run, estimator, reader, grids, { steps, learningRate }));
  }
  descents.push(await descentOf(run, "exact", reader, grids, { steps, learningRate }));
  const endOf = async (estimator: Estimator) =>
    (await descentOf(run, estimator, reader, grids, { steps, learningRate: largeRate })).at(-1)!;
  return { qualities, descents, large: { plain: await endOf("plain"), baseline: await endOf("baseline") } };
}

/** Returns the number of steps until the loss is half of the first one; all steps if it never is. */
function stepsToHalf(losses: readonly number[]): number {
  const found = losses.findIndex((loss) => loss <= losses[0]! / 2);
  return found < 0 ? losses.length : found;
}

/** Numbers of samples at which the error of their mean is drawn. */
const sampleCounts = Array.from({ length: 13 }, (_, i) => 2 ** i);

function figureOf({ estimators, descents }: VarianceFacts): Panels {
  const bars = (title: Chart["title"], pick: (one: VarianceFacts["estimators"][number]) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: text("estimator", "估计方法") },
    y: { label: text("relative to the gradient", "相对于梯度的长度") },
    layers: [{ mark: "bars", values: estimators.map((one) => [estimatorName(one.estimator), pick(one)] as const) }],
  });
  const lines = [...estimators.map(({ estimator }) => estimatorName(estimator)), text("exact gradient", "精确梯度")];
  return {
    kind: "panels",
    title: text("Estimates of the gradient of the expected loss", "期望损失梯度的几种估计"),
    columns: 2,
    panels: [
      bars(text("Bias of the mean", "平均估计的偏差"), ({ bias }) => bias.mean),
      bars(text("Standard deviation of one estimate", "单次估计的标准差"), ({ deviation }) => deviation.mean),
      {
        kind: "chart",
        title: text("Error of the mean of several estimates", "多次估计取平均后的误差"),
        x: { label: text("estimates", "估计次数"), scale: "log" },
        y: { label: text("error / gradient", "误差 / 梯度"), scale: "log" },
        layers: estimators.map(({ estimator, bias, deviation }) => ({
          mark: "line",
          name: estimatorName(estimator),
          points: sampleCounts.map((n): Point => [n, Math.sqrt(bias.mean ** 2 + deviation.mean ** 2 / n)]),
        })),
      },
      {
        kind: "chart",
        title: text("Descent with one sample per step", "每步采一个样本的下降过程"),
        x: { label: text("step", "步") },
        y: { label: text("expected loss", "期望损失") },
        layers: descents.map((losses, k) => ({
          mark: "line",
          name: lines[k]!,
          points: losses.map((loss, i): Point => [i, loss]),
        })),
      },
    ],
  };
}
