/**
 * A multilayer perceptron that classifies handwritten digits, trained with cross entropy and Adam with a cosine
 * schedule.
 */
import { adam, correct, crossEntropy, evaluate, schedules } from "hebb";
import { mnist } from "hebb/data";
import { pictureOfPredictions } from "../shared/predictions.ts";
import * as setting from "../shared/settings.ts";
import { defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { activations } from "./experiments/activations.ts";
import { regions } from "./experiments/regions.ts";
import { digit } from "./looks/digit.ts";
import { MLP } from "./model.ts";
import { page } from "./page.ts";

export const system = defineSystem({
  place: [1, 1],
  chapter: "feedForward",
  title: { en: "Multi-layer perceptron", zh: "多层感知机" },
  summary: {
    en: "fully connected ReLU network (784-512-512-10) that classifies handwritten digits (MNIST)",
    zh: "以 ReLU 为激活函数的全连接网络（784-512-512-10），识别手写数字（MNIST）",
  },
  metrics: {
    accuracy: {
      meaning: { en: "test digits classified correctly", zh: "测试集数字的分类准确率" },
      unit: "fraction",
    },
    seconds: { meaning: { en: "training time", zh: "训练用时" }, unit: "seconds" },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      learningRate: 1e-3,
      epochs: 5,
      batchSize: 128,
      examples: 60_000,
      hidden: 512,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.98 },
        { metric: "seconds", op: "<=", value: 60 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      learningRate: 1e-3,
      epochs: 1,
      batchSize: 128,
      examples: 30_000,
      hidden: 512,
      bars: [{ metric: "accuracy", op: ">=", value: 0.94 }],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs", { max: 50 }),
    batchSize: setting.batchSize("batchSize"),
    examples: setting.examples("examples"),
    hidden: setting.hiddenUnits("hidden", { of: { en: "each of two layers", zh: "两层中的每一层" } }),
  },

  async train(run, { learningRate, epochs, batchSize, examples, hidden }) {
    const digits = await mnist();
    const train = digits.train.take(examples);
    const model = run.keep("model", new MLP({ hidden }));
    run.keepText("settings.json", JSON.stringify({ hidden }));
    const steps = epochs * Math.ceil(train.length / batchSize);
    const start = run.seconds;
    await run.fit(model, train, {
      loss: crossEntropy,
      optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),
      epochs,
      batchSize,
      metrics: { accuracy: correct },
    });
    const seconds = run.seconds - start;
    const { accuracy } = await evaluate(model, digits.test, { metrics: { accuracy: correct } });
    const title = text("Test digits and what they are taken for", "测试数字和网络的判断");
    run.draw("predictions", await pictureOfPredictions(model, digits.test, { title, width: 28, height: 28 }));
    return { accuracy: accuracy!, seconds };
  },

  experiments: { regions, activations },
  looks: { digit },
  page,
});
