/**
 * Plain and residual networks of 20 and 56 layers that classify clothing, trained with equal steps and hyperparameters.
 */
import { fashionMnist } from "hebb/data";
import type { Chart } from "../figure.ts";
import * as setting from "../shared/settings.ts";
import { type Measure, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { depth } from "./experiments/depth.ts";
import { landscape } from "./experiments/landscape.ts";
import { remedies } from "./experiments/remedies.ts";
import { signalsLook } from "./looks/signals.ts";
import { networkWords } from "./names.ts";
import { page } from "./page.ts";
import { type Lesson, type Trained, batchSize, trainNetwork } from "./training.ts";

const accuracyOf = (en: string, zh: string): Measure => ({
  meaning: { en: `test images classified correctly by the ${en} network`, zh: `${zh}网络在测试集上的分类准确率` },
  unit: "fraction",
});

const lossOf = (en: string, zh: string): Measure => ({
  meaning: {
    en: `mean training loss of the ${en} network in the last 50 steps`,
    zh: `${zh}网络最后 50 步的平均训练损失`,
  },
  unit: "nats",
});

export const system = defineSystem({
  place: [3, 4],
  chapter: "convolution",
  title: { en: "Residual connections", zh: "残差连接" },
  summary: {
    en: "convolutional networks of 20 and 56 layers with and without residual connections on clothing images (Fashion-MNIST, 14 × 14 pixels)",
    zh: "有残差连接和没有残差连接的 20 层、56 层卷积网络，给服装图像分类（Fashion-MNIST，14 × 14 像素）",
  },
  metrics: {
    shallow_plain: accuracyOf("shallow plain", "浅层普通"),
    shallow_residual: accuracyOf("shallow residual", "浅层残差"),
    deep_plain: accuracyOf("deep plain", "深层普通"),
    deep_residual: accuracyOf("deep residual", "深层残差"),
    deep_plain_loss: lossOf("deep plain", "深层普通"),
    deep_residual_loss: lossOf("deep residual", "深层残差"),
  },
  // The learning rate was chosen on 3,000 other images of the training set, with one seed. In six epochs, 0.1 was the
  // best for the deep residual network (of 0.03, 0.06 and 0.1) and for the shallow one (of 0.03 and 0.1). In two
  // epochs, it was the best for the shallow plain network (of 0.01, 0.03, 0.1 and 0.3). The deep plain network stayed
  // at chance with 0.1 in six epochs, and with 0.001, 0.003, 0.01, 0.03, 0.3 and 1 in one epoch. In three
  // epochs, it learned with Adam (62.9% of the test images) and scaled by data (70.5%); see the experiment `remedies`.
  recipes: {
    full: {
      fetched: ["fashion-mnist"],
      cut: false,
      examples: 10_000,
      epochs: 6,
      batchSize,
      learningRate: 0.1,
      blocks: { shallow: 9, deep: 27 },
      bars: [
        { metric: "deep_residual", op: ">=", value: 0.82 },
        { metric: "deep_plain", op: "<=", value: 0.4 },
      ],
    },
    quick: {
      cut: true,
      examples: 2000,
      epochs: 2,
      batchSize,
      learningRate: 0.1,
      blocks: { shallow: 3, deep: 15 },
      bars: [
        { metric: "deep_residual", op: ">=", value: 0.4 },
        { metric: "deep_plain", op: "<=", value: 0.25 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs", { max: 20 }),
    batchSize: setting.batchSize("batchSize", { max: 128 }),
    shallow: {
      path: "blocks.shallow",
      label: { en: "blocks of two layers: shallow networks", zh: "浅层网络的单元数（每个单元两层）" },
      min: 1,
      max: 50,
      integer: true,
    },
    deep: {
      path: "blocks.deep",
      label: { en: "blocks of two layers: deep networks", zh: "深层网络的单元数（每个单元两层）" },
      min: 1,
      max: 50,
      integer: true,
    },
  },

  async train(run, { cut, examples, epochs, batchSize, learningRate, blocks }) {
    const clothes = await fashionMnist({ cut });
    const lesson: Lesson = { train: clothes.train.take(examples), test: clothes.test, epochs, batchSize };
    // The first and the last layer are in no block.
    const [shallow, deep] = [2 * blocks.shallow + 2, 2 * blocks.deep + 2];
    const trained = async (name: string, depth: number, shortcut: boolean): Promise<Trained> => {
      const found = await trainNetwork(run, { depth, shortcut, learningRate }, lesson);
      run.keep(name, found.model);
      return found;
    };
    const shallowPlain = await trained("shallow-plain", shallow, false);
    const shallowResidual = await trained("shallow-residual", shallow, true);
    const deepPlain = await trained("deep-plain", deep, false);
    const deepResidual = await trained("deep-residual", deep, true);
    run.draw("curves", curves([shallowPlain, shallowResidual, deepPlain, deepResidual]));
    return {
      shallow_plain: shallowPlain.accuracy,
      shallow_residual: shallowResidual.accuracy,
      deep_plain: deepPlain.accuracy,
      deep_residual: deepResidual.accuracy,
      deep_plain_loss: deepPlain.loss,
      deep_residual_loss: deepResidual.loss,
    };
  },

  experiments: { depth, remedies, landscape },
  looks: { signals: signalsLook },
  page,
});

function curves(trained: readonly Trained[]): Chart {
  return {
    kind: "chart",
    title: text("Training with and without residual connections", "有残差连接和没有残差连接的训练"),
    x: { label: text("step", "步") },
    y: { label: text("training loss (nats)", "训练集损失（奈特）"), domain: [0, 2.5] },
    layers: trained.map(({ network, curve }) => ({
      mark: "line",
      name: networkWords(network),
      points: curve,
      dashed: !network.shortcut,
    })),
  };
}
