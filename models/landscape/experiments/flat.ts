/** Minima found with small and large batches: their sharpness, and the test error there. */
import { eigenSymmetric } from "hebb";
import type { Chart, Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { surveyor } from "../curvature.ts";
import { type Parts, descend, judge, networkOf, smallDigits } from "../digits.ts";
import type { FlatFacts } from "../facts.ts";
import { hessianAt } from "../saddle.ts";
import { flatWords } from "../words-of-minima.ts";

/** The same for all batch sizes, which then differ only in the noise of their gradients. */
const learningRate = 0.5;

/** The end of a training. */
interface End {
  readonly updates: number;
  readonly loss: number;
  readonly highest: number;
  readonly error: number;
  readonly testLoss: number;
}

type Group = FlatFacts["groups"][number];

export const flat = defineExperiment<FlatFacts>({
  question: {
    en: "Do small batches lead to flatter minima than large ones, and do flatter minima generalize better?",
    zh: "批量小，是不是更容易停在平坦的最小值，泛化也更好？",
  },
  seeds: 5,

  async measure(run) {
    const parts = await smallDigits(run.quick ? 300 : 2000, { tests: run.quick ? 1000 : 10_000 });
    // The curvature of cross entropy decreases with the loss, so all minima are compared at the same training loss.
    const target = run.quick ? 0.05 : 0.02;
    const groups: Group[] = [];
    for (const batchSize of run.quick ? [8, 300] : [8, 32, 256, 2000]) {
      const ends = await run.overSeeds((one) => endOf(one, parts, { batchSize, target }));
      const over = (value: keyof End) =>
        summarize(
          ends.map((end) => end[value]),
          run.seeds,
        );
      groups.push({
        batchSize,
        updates: over("updates"),
        loss: over("loss"),
        highest: over("highest"),
        error: over("error"),
        testLoss: over("testLoss"),
      });
    }
    const [small, large] = [groups[0]!, groups.at(-1)!];
    return {
      groups,
      target,
      even: await sharpnessAt(1),
      uneven: await sharpnessAt(3),
      sharpness: distinguishable(large.highest, small.highest),
      error: distinguishable(large.error, small.error),
    };
  },

  words: flatWords,

  table: ({ groups }) => ({
    columns: [
      text("batch size", "批量大小"),
      { name: text("updates", "更新次数"), digits: 0 },
      { name: text("training loss", "训练集损失"), digits: 3 },
      { name: text("largest eigenvalue", "最大特征值"), digits: 2 },
      { name: text("test error", "测试集错误率"), unit: "fraction" },
      { name: text("test loss", "测试集损失"), digits: 3 },
    ],
    rows: groups.map(({ batchSize, updates, loss, highest, error, testLoss }) => [
      batchSize,
      updates,
      loss,
      highest,
      error,
      testLoss,
    ]),
  }),

  figure: ({ groups }): Figure => ({
    kind: "panels",
    title: text("At the same training loss", "训练集损失相同时"),
    columns: 2,
    panels: [
      chart(
        groups,
        text("Sharpness", "尖锐程度"),
        text("largest eigenvalue of the Hessian", "海森矩阵的最大特征值"),
        (group) => group.highest,
      ),
      chart(
        groups,
        text("Test error", "测试集错误率"),
        text("fraction of the test digits", "占测试集的比例"),
        (group) => group.error,
      ),
    ],
  }),
});

/** Trains until the loss over all training digits reaches `target`. */
async function endOf(
  run: Run,
  { train, test }: Parts,
  { batchSize, target }: { readonly batchSize: number; readonly target: number },
): Promise<End> {
  const model = networkOf(train, 32, run.seed);
  const look = async (update: number) => update % 25 === 0 && (await judge(model, train)).loss <= target;
  const label = `batches of ${batchSize}`;
  const updates = await descend(run, model, train, { learningRate, batchSize, updates: 20_000, label, look });
  const { loss, highest } = await surveyor(model, train, 30)();
  const { accuracy, loss: testLoss } = await judge(model, test);
  return { updates, loss, highest: highest.value, error: 1 - accuracy, testLoss };
}

/** Returns the sharpness of y = w₂ w₁ x at (w, 1/w). These points define the same function. */
async function sharpnessAt(w: number): Promise<number> {
  return eigenSymmetric(await hessianAt([w, 1 / w])).values.at(-1)!;
}

/** Draws each seed as a point, and the means as a line. */
function chart(groups: readonly Group[], title: Text, label: Text, of: (group: Group) => Summary): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("batch size", "批量大小"), scale: "log" },
    y: { label },
    layers: [
      {
        mark: "points",
        name: text("one seed", "一个种子"),
        points: groups.flatMap((group) => of(group).values.map((value): Point => [group.batchSize, value])),
      },
      {
        mark: "line",
        name: text("mean", "平均"),
        points: groups.map((group): Point => [group.batchSize, of(group).mean]),
      },
    ],
  };
}
