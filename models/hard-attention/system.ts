/** Hard attention: a network that finds and reads a digit through a few glimpses, trained by REINFORCE. */
import { mnist } from "hebb/data";
import * as setting from "../shared/settings.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { discreteExperiment } from "./experiments/discrete.ts";
import { glimpsesExperiment } from "./experiments/glimpses.ts";
import { scalesExperiment } from "./experiments/scales.ts";
import { varianceExperiment } from "./experiments/variance.ts";
import { glanceFigure, glancesOf } from "./glancing.ts";
import { glimpses } from "./looks/glimpses.ts";
import type { GlimpseOptions } from "./model.ts";
import { page } from "./page.ts";
import { fullTraining, quickTraining } from "./recipes.ts";
import { type GlimpseTraining, scoreOf, trainGlimpses } from "./training.ts";

interface GlimpsesRecipe extends Recipe {
  readonly training: GlimpseTraining;
  /** Number of MNIST's training digits, and of its test digits. */
  readonly examples: number;
  readonly tested: number;
}

export const system = defineSystem<GlimpsesRecipe>({
  place: [4, 2],
  chapter: "attention",
  title: { en: "Hard attention", zh: "硬性注意力" },
  summary: {
    en: "recurrent attention that finds and reads a digit (MNIST) on a large canvas through a few glimpses, trained by REINFORCE with a baseline",
    zh: "循环注意力网络，用带基准线的 REINFORCE 训练，在大画布上注视几次，找到并识别手写数字（MNIST）",
  },
  metrics: {
    accuracy: {
      meaning: { en: "test digits classified correctly, learned places", zh: "按学到的位置看，测试集数字的分类准确率" },
      unit: "fraction",
    },
    random: {
      meaning: { en: "test digits classified correctly, random places", zh: "随机看，测试集数字的分类准确率" },
      unit: "fraction",
      isHeadline: true,
    },
    gain: {
      meaning: { en: "difference between learned and random places", zh: "学到的位置与随机位置的准确率之差" },
      unit: "fraction",
    },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      training: fullTraining,
      examples: 60_000,
      tested: 10_000,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.85 },
        { metric: "gain", op: ">=", value: 0.08 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      training: quickTraining,
      examples: 20_000,
      tested: 2000,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.5 },
        { metric: "gain", op: ">=", value: 0.08 },
      ],
    },
  },

  settings: {
    glimpses: {
      path: "training.glimpses",
      label: { en: "glimpses", zh: "注视次数" },
      min: 2,
      max: 12,
      integer: true,
    },
    hidden: { ...setting.hiddenUnits("training.hidden", { max: 512 }), min: 2 },
    discount: {
      path: "training.discount",
      label: { en: "discount of later rewards", zh: "后续奖励的折扣率" },
      min: 0,
      max: 1,
    },
    steps: setting.steps("training.steps"),
    batchSize: setting.batchSize("training.batchSize"),
    learningRate: setting.learningRate("training.learningRate"),
    examples: setting.examples("examples"),
  },

  async train(run, { training, examples, tested }) {
    const { train, test } = await mnist();
    const digits = train.take(examples);
    const shown = test.take(tested);
    const model = run.keep("model", await trainGlimpses(run, "learned places", digits, training));
    const { size, scales, glimpses: count, hidden } = training;
    run.keepText("glimpses.json", JSON.stringify({ size, scales, glimpses: count, hidden } satisfies GlimpseOptions));
    const [glance] = await glancesOf(model, shown, 1);
    run.draw("glimpses", glanceFigure(glance!, training));
    const { accuracy } = await scoreOf(model, shown, tested);
    const other = await trainGlimpses(run, "random places", digits, training, "random");
    const { accuracy: random } = await scoreOf(other, shown, tested, "random");
    return { accuracy, random, gain: accuracy - random };
  },

  experiments: {
    glimpses: glimpsesExperiment,
    discrete: discreteExperiment,
    variance: varianceExperiment,
    scales: scalesExperiment,
  },
  looks: { glimpses },
  page,
});
