/** Regularization: kinds of regularization that reduce overfitting on a thousand digits, over several seeds. */
import { type Bar, type Measure, defineSystem } from "../system.ts";
import type { Text } from "../text.ts";
import * as setting from "../shared/settings.ts";
import { fewDigits, seedOf } from "../shared/few-digits.ts";
import { early } from "./experiments/early.ts";
import { l2Decay } from "./experiments/l2-decay.ts";
import { linearity } from "./experiments/linearity.ts";
import { norms } from "./experiments/norms.ts";
import { strength } from "./experiments/strength.ts";
import { curveLook } from "./looks/curve.ts";
import { page } from "./page.ts";
import { trainPair } from "./pair.ts";
import { type SeedsRecipe, drawCurves, summaryOf, trainKinds } from "./seeds.ts";
import { type Kind, kinds, patience, strengths } from "./train.ts";

interface RegularizationRecipe extends SeedsRecipe {
  /** Number of steps in the comparison of L2 and weight decay. */
  readonly steps: number;
}

/** Phrases that name each kind in descriptions of metrics. */
const phrases: Readonly<Record<Kind, Text>> = {
  none: { en: "without regularization", zh: "不加正则化时，" },
  l1: { en: "with L1 regularization", zh: "用 L1 正则化时，" },
  l2: { en: "with L2 regularization", zh: "用 L2 正则化时，" },
  decay: { en: "with weight decay", zh: "用权重衰减时，" },
  norm: { en: "with bounded weight norms", zh: "约束权重范数时，" },
  early: { en: "with early stopping", zh: "用早停法时，" },
};

export const system = defineSystem<RegularizationRecipe>({
  place: [3, 5],
  chapter: "optimization",
  title: { en: "Regularization", zh: "网络正则化" },
  summary: {
    en: "multi-layer perceptron on 1,000 handwritten digits (MNIST) with L1, L2, weight decay, bounded norms or early stopping",
    zh: "多层感知机，只用 1000 个手写数字（MNIST）训练，比较 L1、L2、权重衰减、范数约束和早停法",
  },
  metrics: {
    ...Object.fromEntries(kinds.flatMap((kind) => Object.entries(measuresOf(kind)))),
    early_difference: {
      meaning: {
        en: "largest difference between a parameter restored by early stopping and its value in the best epoch",
        zh: "早停法恢复的参数与最佳回合的参数之间的最大差值",
      },
    },
    early_loss: {
      meaning: {
        en: "difference in validation cross entropy between the model restored by early stopping and the best epoch",
        zh: "早停法恢复的模型与最佳回合的验证集交叉熵之差",
      },
      unit: "nats",
    },
    sgd_difference: { meaning: meaningUnder("SGD") },
    adam_difference: { meaning: meaningUnder("Adam") },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      seeds: 5,
      examples: 1000,
      validation: 2000,
      units: 256,
      epochs: 60,
      learningRate: 1e-3,
      strengths,
      patience,
      steps: 200,
      bars: [
        ...gains(0.05),
        { metric: "early_difference", op: "<=", value: 0 },
        { metric: "early_loss", op: "<=", value: 0 },
        { metric: "sgd_difference", op: "<=", value: 1e-6 },
        { metric: "adam_difference", op: ">=", value: 0.5 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      seeds: 4,
      examples: 200,
      validation: 200,
      test: 2000,
      units: 64,
      epochs: 80,
      learningRate: 5e-3,
      strengths,
      patience,
      steps: 50,
      bars: [
        ...gains(0),
        { metric: "early_difference", op: "<=", value: 0 },
        { metric: "early_loss", op: "<=", value: 0 },
        { metric: "sgd_difference", op: "<=", value: 1e-6 },
        { metric: "adam_difference", op: ">=", value: 0.2 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs"),
    units: setting.hiddenUnits("units"),
    examples: setting.examples("examples", { min: 100, max: 10_000 }),
    l1: setting.strength("strengths.l1", { of: { en: "L1 regularization", zh: "L1 正则化" } }),
    l2: setting.strength("strengths.l2", { of: { en: "L2 regularization", zh: "L2 正则化" } }),
    weightDecay: setting.weightDecay("strengths.decay", { max: 10 }),
    norm: {
      path: "strengths.norm",
      label: { en: "largest norm of a unit's weights", zh: "每个神经元权重范数的上限" },
      min: 0.1,
      max: 10,
      scale: "log",
    },
    patience: {
      path: "patience",
      label: { en: "epochs without improvement before early stopping", zh: "早停法容许多少个回合没有改进" },
      min: 1,
      max: 100,
      integer: true,
    },
    seeds: setting.repetitions("seeds", { min: 2 }),
  },

  async train(run, recipe) {
    const { units, steps } = recipe;
    const digits = await fewDigits(recipe);
    const outcome = await trainKinds(run, digits, recipe);
    run.draw("validation", drawCurves(outcome));
    const { train } = digits(seedOf(run, 0));
    const options = { units, steps, every: steps, seed: seedOf(run, 0) };
    const differenceUnder = async (name: "SGD" | "Adam") =>
      (await trainPair(run, name, train, options)).distances.at(-1)![1];
    return {
      ...summaryOf(outcome),
      sgd_difference: await differenceUnder("SGD"),
      adam_difference: await differenceUnder("Adam"),
    };
  },

  experiments: { "l2-decay": l2Decay, linearity, norms, strength, early },
  looks: { curve: curveLook },
  page,
});

function meaningUnder(optimizer: string): Text {
  return {
    en: `relative distance between the parameters trained by ${optimizer} with L2 and those with weight decay`,
    zh: `用 ${optimizer} 训练时，L2 正则化与权重衰减所得参数的相对距离`,
  };
}

function measuresOf(kind: Kind): Record<string, Measure> {
  const { en, zh } = phrases[kind];
  return {
    [kind]: {
      meaning: { en: `test cross entropy ${en}, mean over the seeds`, zh: `${zh}测试集交叉熵的平均值（多个随机种子）` },
      unit: "nats",
      isHeadline: kind === "none",
    },
    [`${kind}_spread`]: {
      meaning: {
        en: `test cross entropy ${en}, standard deviation over the seeds`,
        zh: `${zh}测试集交叉熵的标准差（多个随机种子）`,
      },
      unit: "nats",
    },
    ...(kind !== "none" && {
      [`${kind}_gain`]: {
        meaning: {
          en: `decrease in test cross entropy ${en} compared with none, lower end of the 95% confidence interval`,
          zh: `${zh}测试集交叉熵比不加正则化低多少（95% 置信区间的下限）`,
        },
        unit: "nats",
      },
    }),
  };
}

/** Returns bars: each kind must be better than none by more than `value` nats. */
function gains(value: number): Bar[] {
  return kinds.filter((kind) => kind !== "none").map((kind) => ({ metric: `${kind}_gain`, op: ">", value }));
}
