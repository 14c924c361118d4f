/** Early stopping: training, validation and test curves, and the epochs chosen by several values of patience. */
import type { Chart, Point } from "../../figure.ts";
import { count } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { type FewDigits, fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { EarlyFacts, Waiting } from "../facts.ts";
import { type Tested, stopOf, testedEpochs } from "../stopping.ts";
import { patience as chosen, trainClassifier } from "../train.ts";
import { earlyWords } from "../words-of-training.ts";

const patiences = [0, 1, 2, 5, chosen, 20];

export const early = defineExperiment<EarlyFacts>({
  question: {
    en: "When should training stop, and for how many epochs without improvement should you wait?",
    zh: "训练到什么时候该停，验证集损失不再下降之后还要等多少个回合？",
  },
  seeds: 5,

  async measure(run) {
    const epochs = run.quick ? 60 : 100;
    const digits = await fewDigits(
      run.quick ? { examples: 300, validation: 500, test: 1000 } : { examples: 1000, validation: 2000, test: 2000 },
    );
    const courses = await run.overSeeds(async (one) => courseOf(one, digits(one.seed), epochs));
    const over = (value: (course: Course) => number) => summarize(courses.map(value), run.seeds);
    const waiting = patiences.map((patience): Waiting => {
      const stop = ({ validation }: Course) => stopOf(validation, patience);
      return {
        patience,
        stopped: over((course) => stop(course).stopped),
        best: over((course) => stop(course).best),
        validation: over((course) => course.validation[stop(course).best - 1]!),
        test: over((course) => course.test[stop(course).best - 1]!),
      };
    });
    const last = (part: keyof Course) => over((course) => course[part].at(-1)!);
    const end = { training: last("training"), validation: last("validation"), test: last("test") };
    const test = (patience: number) => waiting[patiences.indexOf(patience)]!.test;
    return {
      epochs,
      chosen,
      waiting,
      end,
      course: courses[0]!,
      helping: distinguishable(end.test, test(chosen)),
      hasty: distinguishable(test(0), test(chosen)),
      patient: distinguishable(test(patiences.at(-1)!), test(chosen)),
    };
  },

  words: earlyWords,

  table: ({ waiting, epochs, end }) => ({
    columns: [
      text("patience", "容许的回合数"),
      { name: text("stopped after epoch", "停在第几个回合"), digits: 1 },
      { name: text("best epoch", "最好的回合"), digits: 1 },
      { name: text("validation cross entropy", "验证集交叉熵"), digits: 3 },
      { name: text("test cross entropy", "测试集交叉熵"), digits: 3 },
    ],
    rows: [
      ...waiting.map(({ patience, stopped, best, validation, test }) => [patience, stopped, best, validation, test]),
      [text("no stopping", "不早停"), epochs, epochs, end.validation, end.test],
    ],
  }),

  figure: figureOf,
});

/** Cross entropies after each epoch of a training to the end. */
type Course = EarlyFacts["course"];

async function courseOf(run: Run, digits: FewDigits, epochs: number): Promise<Course> {
  let tested: Tested | undefined;
  const { training, validation } = await trainClassifier(run, "none", digits, {
    units: run.quick ? 32 : 256,
    epochs,
    seed: run.seed,
    label: "to the end",
    watch: (model) => (tested = testedEpochs(model, digits.test)),
  });
  return { training, validation, test: [...tested!.state.losses] };
}

function figureOf({ course, chosen: patience }: EarlyFacts): Chart {
  const points = (values: readonly number[]) => values.map((value, i): Point => [i + 1, value]);
  const { best, stopped } = stopOf(course.validation, patience);
  const waited = count(patience, "epoch", "epochs", "个回合");
  return {
    kind: "chart",
    title: text("Losses by epoch, of one training", "一次训练中各回合的损失"),
    x: { label: text("epoch", "回合") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: [
      { mark: "line", name: text("training digits", "训练集"), points: points(course.training) },
      { mark: "line", name: text("validation digits", "验证集"), points: points(course.validation) },
      { mark: "line", name: text("test digits", "测试集"), points: points(course.test), dashed: true },
      { mark: "rule", axis: "x", name: text("best epoch", "最好的回合"), value: best },
      {
        mark: "rule",
        axis: "x",
        name: say({ waited }, "stopped after {waited} without improvement", "{waited}没有改进后停止"),
        value: stopped,
      },
    ],
  };
}
