/** A softmax classifier of handwritten digits, whose loss is measured as cross entropy and as divergence. */
import { accuracy } from "hebb";
import { mnist } from "hebb/data";
import type { Picture, Pictures } from "../figure.ts";
import { defineSystem } from "../system.ts";
import { directions } from "./experiments/directions.ts";
import { kl } from "./experiments/kl.ts";
import * as setting from "../shared/settings.ts";
import { temperature } from "./experiments/temperature.ts";
import { comparer, identityGap } from "./information.ts";
import { divergence } from "./looks/divergence.ts";
import { scores } from "./looks/scores.ts";
import { page } from "./page.ts";
import { type SoftmaxClassifier, classes, pixels } from "./model.ts";
import { oneHot, targetsOf } from "./targets.ts";
import { batchSize, learningRate, trainClassifier } from "./training.ts";

export const system = defineSystem({
  place: [1, 5],
  chapter: "linear",
  title: { en: "Softmax classifier", zh: "Softmax 回归" },
  summary: {
    en: "linear classifier of handwritten digits (MNIST), trained with cross entropy",
    zh: "线性的 Softmax 分类器，用交叉熵损失训练，识别手写数字（MNIST）",
  },
  metrics: {
    accuracy: {
      meaning: { en: "test digits classified correctly", zh: "测试集数字的分类准确率" },
      unit: "fraction",
    },
    cross_entropy: {
      meaning: {
        en: "cross entropy H(p,q) of the test labels p and the predicted distributions q",
        zh: "测试集标签 p 与预测分布 q 的交叉熵 H(p,q)",
      },
      unit: "nats",
    },
    identity: {
      meaning: {
        en: "largest difference between H(p,q) and H(p) + KL(p‖q) for three kinds of labels p",
        zh: "三种标签分布 p 下，H(p,q) 与 H(p) + KL(p‖q) 的最大差值",
      },
      unit: "nats",
    },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      learningRate,
      epochs: 10,
      batchSize,
      examples: 60_000,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.925 },
        { metric: "identity", op: "<=", value: 1e-6 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      learningRate,
      epochs: 5,
      batchSize,
      examples: 20_000,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.9 },
        { metric: "identity", op: "<=", value: 1e-6 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs", { max: 50 }),
    batchSize: setting.batchSize("batchSize"),
    examples: setting.examples("examples"),
  },

  async train(run, { examples, ...training }) {
    const digits = await mnist();
    const model = run.keep("model", await trainClassifier(run, digits.train.take(examples), training));
    run.draw("weights", await templates(model));
    const compare = comparer(model);
    const { crossEntropy } = await compare(digits.test.field(0), oneHot(digits.test.field(1)));
    const some = digits.test.take(1000);
    const gaps: number[] = [];
    for (const { p } of targetsOf(some, digits.train.take(2000))) {
      gaps.push(identityGap(await compare(some.field(0), p)));
    }
    return { accuracy: await accuracy(model, digits.test), cross_entropy: crossEntropy, identity: Math.max(...gaps) };
  },

  experiments: { kl, directions, temperature },
  looks: { scores, divergence },
  page,
});

/** Draws the weights of each class: ink at red pixels increases the score of the class, at blue ones decreases it. */
async function templates(model: SoftmaxClassifier): Promise<Pictures> {
  const weights = await model.weight.array();
  const images: Picture[] = Array.from({ length: classes }, (_, c) => ({
    pixels: weights.slice(c * pixels, (c + 1) * pixels),
    caption: String(c),
  }));
  return {
    kind: "pictures",
    title: "Weights of each class",
    width: 28,
    height: 28,
    columns: 5,
    images,
    scale: "diverging",
  };
}
