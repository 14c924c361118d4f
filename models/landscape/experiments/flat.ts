/** Minima found with small and large batches: their sharpness, and the test error there. */
import { eigenSymmetric } from "hebb";
import type { Chart, Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { surveyor } from "../curvature.ts";
import { type Parts, descend, judge, networkOf, smallDigits } from "../digits.ts";
import { hessianAt } from "../saddle.ts";

/** The same for all batch sizes, which then differ only in the noise of their gradients. */
const learningRate = 0.5;

interface End {
  readonly updates: number;
  readonly loss: number;
  readonly highest: number;
  readonly error: number;
  readonly testLoss: number;
}

interface Group {
  readonly batchSize: number;
  /** One for each seed. */
  readonly ends: readonly End[];
}

export const flat: EnglishExperiment = {
  question: {
    en: "Do small batches lead to flatter minima than large ones, and do flatter minima generalize better?",
    zh: "批量小，是不是更容易停在平坦的最小值，泛化也更好？",
  },

  async measure(run): Promise<Finding> {
    const parts = await smallDigits(run.quick ? 300 : 2000, { tests: run.quick ? 1000 : 10_000 });
    // The curvature of cross entropy decreases with the loss, so all minima are compared at the same training loss.
    const target = run.quick ? 0.05 : 0.02;
    const groups: Group[] = [];
    for (const batchSize of run.quick ? [8, 300] : [8, 32, 256, 2000]) {
      const ends: End[] = [];
      for (let seed = run.seed; seed < run.seed + (run.quick ? 2 : 5); seed++) {
        ends.push(await endOf(run, parts, { batchSize, seed, target }));
      }
      groups.push({ batchSize, ends });
    }
    return {
      answer: answerOf(groups, await sharpness()),
      table: {
        columns: [
          "batch",
          "updates",
          "training loss",
          "largest eigenvalue",
          "±",
          "test error",
          "±",
          "test cross entropy",
        ],
        rows: groups.map(({ batchSize, ends }) => {
          const [highest, error] = [
            meanAndStd(ends.map((end) => end.highest)),
            meanAndStd(ends.map((end) => end.error)),
          ];
          const [updates, loss, testLoss] = (["updates", "loss", "testLoss"] as const).map(
            (key) => meanAndStd(ends.map((end) => end[key])).mean,
          );
          const numbers = [loss!, highest.mean, highest.std, error.mean, error.std, testLoss!];
          return [batchSize, Math.round(updates!), ...numbers.map((value) => Number(value.toPrecision(3)))];
        }),
      },
      figure: figureOf(groups),
    };
  },
};

/** Trains until the loss over all training digits reaches `target`. */
async function endOf(
  run: Run,
  { train, test }: Parts,
  { batchSize, seed, target }: { readonly batchSize: number; readonly seed: number; readonly target: number },
): Promise<End> {
  const model = networkOf(train, 32, seed);
  const look = async (update: number) => update % 25 === 0 && (await judge(model, train)).loss <= target;
  const label = `batches of ${batchSize}, seed ${seed}`;
  const updates = await descend(run, model, train, { learningRate, batchSize, updates: 20_000, label, seed, look });
  const { loss, highest } = await surveyor(model, train, 30)();
  const { accuracy, loss: testLoss } = await judge(model, test);
  return { updates, loss, highest: highest.value, error: 1 - accuracy, testLoss };
}

/** Returns the sharpness of y = w₂ w₁ x at two points that define the same function. */
async function sharpness(): Promise<readonly [even: number, uneven: number]> {
  const at = async (w: number) => eigenSymmetric(await hessianAt([w, 1 / w])).values.at(-1)!;
  return [await at(1), await at(3)];
}

function meanAndStd(values: readonly number[]): { readonly mean: number; readonly std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

function answerOf(groups: readonly Group[], [even, uneven]: readonly [number, number]): string {
  const [small, large] = [groups[0]!, groups.at(-1)!];
  const of = (group: Group, key: "highest" | "error") => meanAndStd(group.ends.map((end) => end[key]));
  const [flatter, sharper] = [of(small, "highest"), of(large, "highest")];
  const [few, many] = [of(small, "error"), of(large, "error")];
  const apart = (a: typeof few, b: typeof few) =>
    b.mean - a.mean > (2 * Math.hypot(a.std, b.std)) / Math.sqrt(small.ends.length);
  const flat = apart(flatter, sharper) ? "end in flatter places" : "do not clearly end in flatter places";
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const error = apart(few, many)
    ? `and they misread fewer of the test digits, ${percent(few.mean)} against ${percent(many.mean)}`
    : `while test errors of ${percent(few.mean)} and ${percent(many.mean)} do not differ by more than chance explains`;
  return (
    `At the same rate and training loss batches of ${small.batchSize} ${flat} than batches of ${large.batchSize}: the largest eigenvalue is ` +
    `${flatter.mean.toFixed(2)} against ${sharper.mean.toFixed(2)} in the mean of ${small.ends.length} seeds, ${error}. ` +
    `But sharpness is not the function's alone: y = w₂ w₁ x is the same at (1, 1) and at (3, 1/3), with the largest eigenvalue ${even.toFixed(1)} and ${uneven.toFixed(1)}.`
  );
}

function figureOf(groups: readonly Group[]): Panels {
  const chart = (title: string, label: string, of: (end: End) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: "batch size", scale: "log" },
    y: { label },
    layers: [
      {
        mark: "points",
        name: "one seed",
        points: groups.flatMap(({ batchSize, ends }) => ends.map((end) => [batchSize, of(end)])),
      },
      {
        mark: "line",
        name: "mean",
        points: groups.map(({ batchSize, ends }) => [batchSize, meanAndStd(ends.map(of)).mean]),
      },
    ],
  });
  return {
    kind: "panels",
    title: "At the same training loss",
    columns: 2,
    panels: [
      chart("sharpness", "largest eigenvalue of the Hessian", ({ highest }) => highest),
      chart("test error", "test digits misread (%)", ({ error }) => 100 * error),
    ],
  };
}
