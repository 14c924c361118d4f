/** Trainings from several starts: their ends, their test losses, and the loss in the middle between two of them. */
import { parameters } from "hebb";
import type { Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { correlation, studentQuantile } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Parts, descend, judge, networkOf, smallDigits } from "../digits.ts";
import type { StartsFacts } from "../facts.ts";
import { startsWords } from "../words-of-minima.ts";

const hidden = 32;

/** The end of a training. */
interface End {
  readonly weights: readonly (readonly number[])[];
  readonly training: number;
  readonly test: number;
  readonly error: number;
}

export const starts = defineExperiment<StartsFacts>({
  question: {
    en: "Do trainings from different starts end in the same minimum, and must it be the global one?",
    zh: "从不同的起点训练，会到同一个最小值吗，一定要找到全局最小值吗？",
  },
  seeds: 10,

  async measure(run) {
    const parts = await smallDigits(run.quick ? 500 : 2000, { tests: run.quick ? 1000 : 10_000 });
    const updates = run.quick ? 150 : 2000;
    const ends = await run.overSeeds((one) => endOf(one, parts, updates));
    const lines: number[][] = [];
    // Each end is paired with the next one, the last with the first.
    for (const [i, end] of ends.entries()) lines.push(await lineOf(run, parts, end, ends[(i + 1) % ends.length]!));
    const over = (values: readonly number[]) => summarize(values, run.seeds);
    const [training, test] = [over(ends.map((end) => end.training)), over(ends.map((end) => end.test))];
    const error = over(ends.map((end) => end.error));
    const middle = over(lines.map((losses) => losses[2]!));
    const r = ends.length > 2 ? correlation(training.values, test.values) : 0;
    return {
      training,
      test,
      error,
      middle,
      correlation: r,
      lines,
      updates,
      ends: (error.std ?? 0) <= 0.005 ? "alike" : "different",
      relation: relationOf(r, ends.length),
      barrier: distinguishable(middle, training),
    };
  },

  words: startsWords,

  table: ({ training, test, error, middle }) => ({
    columns: [
      text("seed", "随机种子"),
      { name: text("training loss", "训练集损失"), digits: 4 },
      { name: text("test loss", "测试集损失"), digits: 3 },
      { name: text("test error", "测试集错误率"), unit: "fraction" },
      { name: text("training loss halfway to the next end", "到下一个终点的中途，训练集损失"), digits: 3 },
    ],
    rows: training.seeds.map((seed, i) => [
      seed,
      training.values[i]!,
      test.values[i]!,
      error.values[i]!,
      middle.values[i]!,
    ]),
  }),

  figure: ({ training, test, lines }): Figure => ({
    kind: "panels",
    title: text("Ends of trainings from different starts", "从不同起点训练的终点"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Training loss and test loss", "训练集损失和测试集损失"),
        x: { label: text("training loss (nats)", "训练集损失（奈特）") },
        y: { label: text("test loss (nats)", "测试集损失（奈特）") },
        layers: [{ mark: "points", points: training.values.map((loss, i): Point => [loss, test.values[i]!]) }],
      },
      {
        kind: "chart",
        title: text("On the way from one end to the next", "从一个终点到下一个终点"),
        x: { label: text("part of the straight line", "直线上的位置"), domain: [0, 1] },
        y: { label: text("training loss (nats)", "训练集损失（奈特）"), scale: "log" },
        layers: lines.map((losses) => {
          const points = losses.map((loss, i): Point => [i / (losses.length - 1), loss]);
          return { mark: "line", points } as const;
        }),
      },
    ],
  }),
});

async function endOf(run: Run, { train, test }: Parts, updates: number): Promise<End> {
  const model = networkOf(train, hidden, run.seed);
  await descend(run, model, train, { learningRate: 0.3, batchSize: 50, updates, label: "training" });
  const [training, tested] = [await judge(model, train), await judge(model, test)];
  const weights = await Promise.all(parameters(model).map(async ([, param]) => Array.from(await param.array())));
  return { weights, training: training.loss, test: tested.loss, error: 1 - tested.accuracy };
}

/** Returns the training losses on the straight line between two ends, at five equally spaced places. */
async function lineOf(run: Run, { train }: Parts, first: End, second: End): Promise<number[]> {
  const model = networkOf(train, hidden, run.seed);
  const losses = [first.training];
  for (const part of [0.25, 0.5, 0.75]) {
    for (const [i, [, param]] of parameters(model).entries()) {
      const [from, to] = [first.weights[i]!, second.weights[i]!];
      await param.set(Float32Array.from(from, (value, j) => value + part * (to[j]! - value)));
    }
    losses.push((await judge(model, train)).loss);
  }
  return [...losses, second.training];
}

/** A correlation is clear by Student's t test at the level of 95%; over fewer than ten starts, it is always unclear. */
function relationOf(r: number, n: number): StartsFacts["relation"] {
  if (n < 10) return "unclear";
  const t = (r * Math.sqrt((n - 2) / (1 - r ** 2))) / studentQuantile(n - 2);
  return t > 1 ? "lower" : t < -1 ? "higher" : "unclear";
}
