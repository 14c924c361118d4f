/**
 * Effects of the batch size: the variance of the gradient compared with sampling theory, and the loss by epochs and by
 * time.
 */
import { sgd } from "hebb";
import type { Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type DigitParts, courseDigits } from "../../shared/course-digits.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Network, choose, judge, learn } from "../digits.ts";
import type { BatchFacts } from "../facts.ts";
import { type Noise, measureNoise } from "../noise.ts";
import { batchWords } from "../words-of-training.ts";

type Course = BatchFacts["courses"][number];

/** Candidate learning rates. Above the highest, the loss sometimes jumps up, even if it is the lowest on average. */
const rates: Readonly<Record<number, readonly number[]>> = {
  1: [0.003, 0.01, 0.03],
  16: [0.1, 0.2, 0.4],
  128: [0.1, 0.2, 0.4],
  1024: [0.1, 0.2, 0.4],
};

export const batch = defineExperiment<BatchFacts>({
  question: {
    en: "How does the batch size affect the noise of the gradient, and how fast the loss falls?",
    zh: "批量大小会怎样影响梯度的噪声和损失下降的快慢？",
  },
  seeds: 3,

  async measure(run) {
    const digits = await courseDigits(run.quick ? 1000 : 5000);
    const epochs = run.quick ? 2 : 5;
    const noises = noiseFacts(run, await run.overSeeds((one) => measureNoise(one, digits.train)));
    const courses: Course[] = [];
    for (const size of run.quick ? [4, 64] : [1, 16, 128, 1024])
      courses.push(await courseOf(run, digits, size, epochs));
    const [small, large] = [courses[0]!, courses.at(-1)!];
    return {
      noises,
      courses,
      epochs,
      theory: noises.every(({ ratio }) => ratio.mean > 0.8 && ratio.mean < 1.25) ? "right" : "wrong",
      loss: distinguishable(large.losses.at(-1)!, small.losses.at(-1)!),
      time: distinguishable(small.seconds, large.seconds),
    };
  },

  words: batchWords,

  table: ({ courses }) => ({
    columns: [
      text("batch size", "批量大小"),
      text("learning rate", "学习率"),
      text("updates", "更新次数"),
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
      { name: text("time of an epoch", "一个回合的时间"), unit: "seconds" },
    ],
    rows: courses.map(({ size, learningRate, updates, losses, accuracy, seconds }) => [
      size,
      learningRate,
      updates,
      losses.at(-1)!,
      accuracy,
      seconds,
    ]),
  }),

  figure: figureOf,
});

function noiseFacts(run: Run, measured: readonly (readonly Noise[])[]): BatchFacts["noises"] {
  return measured[0]!.map(({ size }, i) => {
    const over = (value: (noise: Noise) => number) =>
      summarize(
        measured.map((noises) => value(noises[i]!)),
        run.seeds,
      );
    return {
      size,
      measured: over(({ measured }) => measured),
      ratio: over(({ measured, theory }) => measured / theory),
    };
  });
}

/** A training with one seed. */
interface Trained {
  readonly losses: readonly number[];
  readonly seconds: number;
  readonly accuracy: number;
}

/**
 * Trains with plain SGD and the learning rate that does best on validation digits; larger batches allow larger rates.
 */
async function courseOf(run: Run, digits: DigitParts, size: number, epochs: number): Promise<Course> {
  const course = { epochs, batchSize: size, label: `batches of ${size}` };
  const candidates = run.quick ? [size < 16 ? 0.1 : 0.3] : rates[size]!;
  const optimizerOf = (model: Network, learningRate: number) => sgd(model, { learningRate });
  const learningRate = await choose(run, digits, candidates, optimizerOf, { ...course, seeds: run.seeds });
  const trained = await run.overSeeds((one) => train(one, digits, learningRate, course));
  const over = (values: readonly number[]) => summarize(values, run.seeds);
  return {
    size,
    learningRate,
    updates: epochs * Math.ceil(digits.train.length / size),
    losses: trained[0]!.losses.map((_, epoch) => over(trained.map(({ losses }) => losses[epoch]!))),
    seconds: over(trained.map(({ seconds }) => seconds)),
    accuracy: over(trained.map(({ accuracy }) => accuracy)),
  };
}

async function train(
  run: Run,
  digits: DigitParts,
  learningRate: number,
  course: { readonly epochs: number; readonly batchSize: number; readonly label: string },
): Promise<Trained> {
  const state = { losses: [] as number[], seconds: [] as number[] };
  let measured: Network | undefined;
  const look = async () => void state.losses.push((await judge(measured!, digits.train)).loss);
  const start = (model: Network) => {
    measured = model;
    return sgd(model, { learningRate });
  };
  const onEpochEnd = async ({ seconds }: { readonly seconds: number }) => {
    state.seconds.push(seconds);
    await look();
  };
  const model = await learn(run, digits.train, start, {
    ...course,
    callbacks: [{ state, onTrainBegin: look, onEpochEnd }],
  });
  const { accuracy } = await judge(model, digits.test);
  // The fastest epoch: others may include compilation or other work of the machine.
  return { losses: state.losses, seconds: Math.min(...state.seconds), accuracy };
}

function figureOf({ noises, courses }: BatchFacts): Figure {
  const lines = (pointsOf: (course: Course) => Point[]) =>
    courses.map((course) => {
      const name = { en: `B = ${course.size}`, zh: `B = ${course.size}` };
      return { mark: "line", name, points: pointsOf(course) } as const;
    });
  const loss = { label: text("training loss (nats)", "训练集损失（奈特）"), scale: "log" } as const;
  return {
    kind: "panels",
    title: text("Batch size", "批量大小"),
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: text("Noise of the gradient", "梯度的噪声"),
        x: { label: text("batch size B", "批量大小 B"), scale: "log" },
        y: { label: text("mean squared distance from the full gradient", "与全体样本梯度的均方距离"), scale: "log" },
        layers: [
          {
            mark: "line",
            name: text("theory", "理论"),
            points: noises.map(({ size, measured, ratio }) => [size, measured.mean / ratio.mean]),
            dashed: true,
          },
          {
            mark: "points",
            name: text("measured", "实测"),
            points: noises.map(({ size, measured }) => [size, measured.mean]),
          },
        ],
      },
      {
        kind: "chart",
        title: text("Loss over epochs", "损失随回合的变化"),
        x: { label: text("epochs", "回合") },
        y: loss,
        layers: lines(({ losses }) => losses.map(({ mean }, epoch) => [epoch, mean])),
      },
      {
        kind: "chart",
        title: text("Loss over time", "损失随时间的变化"),
        x: { label: text("seconds of training", "训练时间（秒）") },
        y: loss,
        layers: lines(({ losses, seconds }) => losses.map(({ mean }, epoch) => [epoch * seconds.mean, mean])),
      },
    ],
  };
}
