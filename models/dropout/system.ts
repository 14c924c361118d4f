/** Dropout: better generalization on digits, an ensemble of thinned networks, and samples from a distribution of θ. */
import type { Chart, Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Metrics, type Recipe, defineSystem } from "../system.ts";
import { drawPoints, gap, sampleCurves, trainCurve, widthsOf } from "./curve.ts";
import {
  type FewDigits,
  type FewDigitsOptions,
  chosen,
  fewDigits,
  measureDigits,
  none,
  trainClassifier,
} from "./digits.ts";
import { bayesian } from "./experiments/bayesian.ts";
import { rate } from "./experiments/rate.ts";
import { recurrent } from "./experiments/recurrent.ts";
import { subnetworks } from "./experiments/subnetworks.ts";
import { type ReadingOptions, trainReader } from "./reader.ts";
import { gainOf, mean, std } from "../shared/statistics.ts";
import { seedOf } from "./seeds.ts";
import { compareMeans, geometricDeviation, trainSmall } from "./subnetworks.ts";

interface DropoutRecipe extends Recipe, FewDigitsOptions {
  /** Number of trainings, each with its own training digits and initial weights. */
  readonly seeds: number;
  /** Size of each hidden layer of the classifier. */
  readonly units: number;
  readonly epochs: number;
  /** Learning rate of Adam. Default 1e-3. */
  readonly learningRate?: number;
  /** Number of hidden units of the network whose sub-networks are all evaluated. */
  readonly small: number;
  /** Number of its training digits. */
  readonly smallExamples: number;
  readonly reading: Omit<ReadingOptions, "way" | "seed">;
}

export const system = defineSystem<DropoutRecipe>({
  place: [3, 6],
  title: { en: "Dropout", zh: "暂退法" },
  summary:
    "units dropped at random: 1,000 digits (MNIST), all sub-networks of a net, a curve with a gap, recurrent states",
  metrics: {
    none: { meaning: "test cross entropy without dropout: mean over the seeds", unit: "nats" },
    none_spread: { meaning: "its standard deviation over the seeds", unit: "nats" },
    dropout: { meaning: "test cross entropy with dropout: mean over the seeds", unit: "nats" },
    dropout_spread: { meaning: "its standard deviation over the seeds", unit: "nats" },
    gain: { meaning: "how much lower it is with dropout, in the mean", unit: "nats" },
    sure_gain: { meaning: "the same less its standard error over the seeds", unit: "nats" },
    geometric: { meaning: "largest difference of the sub-networks' geometric mean from weight scaling, in f64" },
    arithmetic: { meaning: "probability that lies elsewhere in their arithmetic mean, mean over digits" },
    agreeing: { meaning: "digits of which arithmetic mean and weight scaling say the same", unit: "fraction" },
    widening: { meaning: "deviation of sampled functions in the gap over that near the points, least of the seeds" },
    none_reading: {
      meaning: "test cross entropy of a recurrent network that drops nothing, mean over the seeds",
      unit: "nats",
    },
    step_reading: { meaning: "… that drops other units of its state at each step", unit: "nats" },
    sequence_reading: { meaning: "… that drops the same units at all steps of a sequence", unit: "nats" },
    sequence_gain: { meaning: "how much lower the last is than the one before, less its standard error", unit: "nats" },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      seeds: 5,
      examples: 1000,
      validation: 2000,
      units: 256,
      epochs: 60,
      small: 12,
      smallExamples: 5000,
      reading: { length: 10, examples: 2000, epochs: 20, hidden: 64, probability: 0.25 },
      bars: [
        { metric: "sure_gain", op: ">", value: 0.1 },
        { metric: "geometric", op: "<=", value: 1e-10 },
        { metric: "widening", op: ">=", value: 1.8 },
        { metric: "sequence_gain", op: ">", value: 0.05 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      seeds: 3,
      examples: 500,
      validation: 300,
      test: 2000,
      units: 128,
      epochs: 30,
      learningRate: 3e-3,
      small: 10,
      smallExamples: 2000,
      reading: { length: 6, examples: 2000, epochs: 30, hidden: 64, probability: 0.25 },
      bars: [
        { metric: "sure_gain", op: ">", value: 0.03 },
        { metric: "geometric", op: "<=", value: 1e-10 },
        { metric: "widening", op: ">=", value: 1.5 },
        { metric: "sequence_gain", op: ">", value: 0 },
      ],
    },
  },

  async train(run, recipe) {
    const digits = await fewDigits(recipe);
    return {
      ...(await learnDigits(run, digits, recipe)),
      ...(await enumerate(run, digits, recipe)),
      widening: await widening(run, recipe.seeds),
      ...(await read(run, recipe)),
    } satisfies Metrics;
  },

  experiments: { subnetworks, bayesian, recurrent, rate },
});

async function learnDigits(run: Run, digitsOf: (seed: number) => FewDigits, recipe: DropoutRecipe) {
  const losses = { none: [] as number[], dropout: [] as number[] };
  const courses: Record<string, readonly number[]> = {};
  for (let i = 0; i < recipe.seeds; i++) {
    const digits = digitsOf(seedOf(run, i));
    for (const [name, probabilities] of Object.entries({ none, dropout: chosen }) as [
      "none" | "dropout",
      typeof none,
    ][]) {
      const label = `${name}, seed ${i + 1} of ${recipe.seeds}`;
      const options = { ...recipe, seed: seedOf(run, i), label };
      const { model, validation } = await trainClassifier(run, digits, probabilities, options);
      losses[name].push((await measureDigits(model, digits.test)).loss);
      if (i > 0) continue;
      run.keep(name, model);
      courses[name] = validation;
    }
    run.say(`seed ${i + 1}: none ${losses.none[i]!.toFixed(4)}, dropout ${losses.dropout[i]!.toFixed(4)} nats`);
  }
  run.draw("validation", coursesChart(courses));
  const { gain, sure } = gainOf(losses.none, losses.dropout);
  return {
    none: mean(losses.none),
    none_spread: std(losses.none),
    dropout: mean(losses.dropout),
    dropout_spread: std(losses.dropout),
    gain,
    sure_gain: sure,
  };
}

function coursesChart(courses: Readonly<Record<string, readonly number[]>>): Chart {
  return {
    kind: "chart",
    title: "Digits that are not learned from, up to the end by early stopping",
    x: { label: "epoch" },
    y: { label: "cross entropy of validation digits (nats)" },
    layers: Object.entries(courses).map(([name, course]) => {
      return { mark: "line", name, points: course.map((loss, i): Point => [i + 1, loss]) };
    }),
  };
}

async function enumerate(run: Run, digitsOf: (seed: number) => FewDigits, recipe: DropoutRecipe) {
  const { test } = digitsOf(run.seed);
  const { train } = (await fewDigits({ ...recipe, examples: recipe.smallExamples }))(run.seed);
  const model = run.keep("small", await trainSmall(run, [recipe.small], train, 5));
  const { moved, agreeing } = await compareMeans(model, test.take(500));
  return { geometric: await geometricDeviation(model, test.take(20).field(0)), arithmetic: moved, agreeing };
}

async function widening(run: Run, seeds: number): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < seeds; i++) {
    const model = await trainCurve(run, await drawPoints(seedOf(run, i), gap), 3, `curve ${i + 1} of ${seeds}`);
    if (i === 0) run.keep("curve", model);
    ratios.push(widthsOf(await sampleCurves(model)).ratio);
  }
  return Math.min(...ratios);
}

async function read(run: Run, { reading, seeds }: DropoutRecipe) {
  const losses = { none: [] as number[], step: [] as number[], sequence: [] as number[] };
  for (let i = 0; i < seeds; i++) {
    for (const way of ["none", "step", "sequence"] as const) {
      const label = `sums, masks by ${way}, seed ${i + 1} of ${seeds}`;
      losses[way].push((await trainReader(run, label, { ...reading, way, seed: seedOf(run, i) })).loss);
    }
  }
  return {
    none_reading: mean(losses.none),
    step_reading: mean(losses.step),
    sequence_reading: mean(losses.sequence),
    sequence_gain: gainOf(losses.step, losses.sequence).sure,
  };
}
