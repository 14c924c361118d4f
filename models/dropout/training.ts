/** The trainings of the recipe: digits, the sub-networks of a small network, curves, and a recurrent network. */
import type { Chart, Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { type FewDigits, type FewDigitsOptions, fewDigits, seedOf } from "../shared/few-digits.ts";
import { gainOf, mean, std } from "../shared/statistics.ts";
import type { Recipe } from "../system.ts";
import { cases, text } from "../text.ts";
import { drawPoints, gap, sampleCurves, trainCurve, widthsOf } from "./curve.ts";
import { measureDigits, none, trainClassifier } from "./digits.ts";
import type { Probabilities } from "./model.ts";
import { type ReadingOptions, trainReader } from "./reader.ts";
import { compareMeans, geometricDeviation, trainSmall } from "./subnetworks.ts";

export interface DropoutRecipe extends Recipe, FewDigitsOptions {
  /** Number of trainings, each with its own training digits and initial weights. */
  readonly seeds: number;
  /** Size of each hidden layer of the classifier. */
  readonly units: number;
  readonly epochs: number;
  /** Learning rate of Adam. */
  readonly learningRate: number;
  /** Dropout rates of the classifier. */
  readonly probabilities: Probabilities;
  /** Number of hidden units of the network whose sub-networks are all evaluated. */
  readonly small: number;
  /** Number of its training digits. */
  readonly smallExamples: number;
  readonly reading: Omit<ReadingOptions, "way" | "seed">;
}

/** Trainings of the classifier. */
type Kind = "none" | "dropout";

export async function learnDigits(run: Run, digitsOf: (seed: number) => FewDigits, recipe: DropoutRecipe) {
  const losses: Record<Kind, number[]> = { none: [], dropout: [] };
  const courses: Partial<Record<Kind, readonly number[]>> = {};
  for (let i = 0; i < recipe.seeds; i++) {
    const digits = digitsOf(seedOf(run, i));
    for (const [name, probabilities] of Object.entries({ none, dropout: recipe.probabilities }) as [
      Kind,
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

function coursesChart(courses: Readonly<Partial<Record<Kind, readonly number[]>>>): Chart {
  return {
    kind: "chart",
    title: text("Validation loss until early stopping", "早停之前的验证集损失"),
    x: { label: text("epoch", "回合") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: (Object.entries(courses) as [Kind, readonly number[]][]).map(([kind, course]) => ({
      mark: "line",
      name: cases(kind, {
        none: text("no dropout", "不用暂退法"),
        dropout: text("dropout", "暂退法"),
      }),
      points: course.map((loss, i): Point => [i + 1, loss]),
    })),
  };
}

export async function enumerate(run: Run, digitsOf: (seed: number) => FewDigits, recipe: DropoutRecipe) {
  const { test } = digitsOf(run.seed);
  const { train } = (await fewDigits({ ...recipe, examples: recipe.smallExamples }))(run.seed);
  const model = run.keep("small", await trainSmall(run, [recipe.small], train, 5));
  const { moved, agreeing } = await compareMeans(model, test.take(500));
  return { geometric: await geometricDeviation(model, test.take(20).field(0)), arithmetic: moved, agreeing };
}

export async function widening(run: Run, seeds: number): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < seeds; i++) {
    const model = await trainCurve(run, await drawPoints(seedOf(run, i), gap), 3, `curve ${i + 1} of ${seeds}`);
    if (i === 0) run.keep("curve", model);
    ratios.push(widthsOf(await sampleCurves(model)).ratio);
  }
  return Math.min(...ratios);
}

export async function read(run: Run, { reading, seeds }: DropoutRecipe) {
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
