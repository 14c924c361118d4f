/** The neural Turing machine: copying, repeating and recalling sequences with an external memory. */
import * as setting from "../shared/settings.ts";
import { type Measure, type Metrics, type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { addressingExperiment } from "./experiments/addressing.ts";
import { controllersExperiment } from "./experiments/controllers.ts";
import { editExperiment } from "./experiments/edit.ts";
import { headsExperiment } from "./experiments/heads.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { machineExperiment } from "./experiments/machine.ts";
import { copyFigure, exampleOf } from "./figures.ts";
import { steps } from "./looks/steps.ts";
import { page } from "./page.ts";
import { type TaskTraining, fullCopy, fullRecall, fullRepeat, quickCopy } from "./recipes.ts";
import { testOf, testSequences, trainMachine, wrongBits } from "./training.ts";
import { taskNames } from "./tasks.ts";
import { record } from "./tracing.ts";

interface MachineRecipe extends Recipe {
  readonly copy: TaskTraining;
  /** Default: not trained. */
  readonly repeat?: TaskTraining;
  readonly recall?: TaskTraining;
  /** Number of test sequences of each task. */
  readonly tested: number;
}

const wrong = (en: string, zh: string): Measure => ({
  meaning: { en: `wrong bits per ${en}`, zh: `${zh}，平均每个序列错的位数` },
});

/** Number of sequences of twice the longest trained length. */
const longTested = 100;

export const system = defineSystem<MachineRecipe>({
  place: [5, 2],
  chapter: "attention",
  title: { en: "Neural Turing machine", zh: "神经图灵机" },
  summary: {
    en: "LSTM controller with a read head and a write head over an external memory, which learns to copy, repeat and recall sequences",
    zh: "LSTM 控制器带读头和写头，读写外部记忆，学会复制、重复和回忆序列",
  },
  metrics: {
    copy: wrong("test sequence to copy, at trained lengths", "复制，训练过的长度"),
    long: wrong("test sequence to copy, at twice the longest trained length", "复制，最长训练长度的两倍"),
    repeat: wrong("test sequence to copy several times", "重复复制"),
    recall: wrong("test question for the next item of a list", "联想回忆"),
  },
  recipes: {
    full: {
      copy: fullCopy,
      repeat: fullRepeat,
      recall: fullRecall,
      tested: 1000,
      bars: [
        { metric: "copy", op: "<", value: 0.05 },
        { metric: "long", op: "<=", value: 1 },
        { metric: "repeat", op: "<", value: 0.05 },
        { metric: "recall", op: "<", value: 0.05 },
      ],
    },
    quick: {
      copy: quickCopy,
      tested: 300,
      bars: [{ metric: "copy", op: "<", value: 0.05 }],
    },
  },

  settings: {
    steps: setting.steps("copy.steps", { of: text("copy", "复制") }),
    learningRate: setting.learningRate("copy.learningRate", { of: text("copy", "复制") }),
    hidden: setting.hiddenUnits("copy.machine.hidden", { of: text("copy", "复制") }),
    slots: {
      path: "copy.machine.slots",
      label: { en: "slots of the memory: copy", zh: "记忆片段数：复制" },
      min: 1,
      max: 512,
      integer: true,
    },
    width: {
      path: "copy.machine.width",
      label: { en: "elements of a slot: copy", zh: "每个记忆片段的元素数：复制" },
      min: 1,
      max: 128,
      integer: true,
    },
    heads: {
      path: "copy.machine.heads",
      label: { en: "heads of each kind: copy", zh: "读头、写头各几个：复制" },
      min: 1,
      max: 8,
      integer: true,
    },
    shifts: {
      path: "copy.machine.shifts",
      label: { en: "shifts of a head, an odd number: copy", zh: "读写头可选的移动个数（奇数）：复制" },
      min: 1,
      max: 9,
      integer: true,
    },
  },

  async train(run, recipe) {
    const metrics: Record<string, number> = {};
    for (const task of taskNames) {
      const training = recipe[task];
      if (training === undefined) continue;
      const model = run.keep(task, await trainMachine(run, task, task, training));
      const { sizes } = training;
      metrics[task] = await wrongBits(model, testSequences(task, sizes, recipe.tested, run.seed));
      if (task !== "copy") continue;
      const length = 2 * sizes.length[1];
      metrics["long"] = await wrongBits(model, testOf(task, { length, repeats: 1 }, longTested, run.seed));
      const [shown] = testOf(task, { length: 10, repeats: 1 }, 1, run.seed);
      const title = text("A copy, step by step", "一步一步复制");
      run.draw(task, copyFigure(title, exampleOf(shown!, await record(model, shown!))));
    }
    run.keepText("sizes.json", JSON.stringify(recipe.copy.machine));
    return metrics satisfies Metrics;
  },

  experiments: {
    machine: machineExperiment,
    heads: headsExperiment,
    lengths: lengthsExperiment,
    addressing: addressingExperiment,
    edit: editExperiment,
    controllers: controllersExperiment,
  },
  looks: { steps },
  page,
});
