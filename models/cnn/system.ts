/** Convolutional networks: LeNet-5 classifies handwritten digits, a residual network classifies clothing. */
import { fashionMnist } from "hebb/data";
import * as setting from "../shared/settings.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { name } from "../text.ts";
import { maps } from "./experiments/maps.ts";
import { parameters } from "./experiments/parameters.ts";
import { pooling } from "./experiments/pooling.ts";
import { shift } from "./experiments/shift.ts";
import { type LeNetRecipe, lenetDefaults, trainLeNet } from "./lenet.ts";
import { digit } from "./looks/digit.ts";
import { page } from "./page.ts";
import { type ResNetRecipe, resnetDefaults, trainResNet } from "./resnet.ts";

interface Recipes extends Recipe {
  readonly lenet: LeNetRecipe;
  readonly resnet: ResNetRecipe;
}

const [lenet, resnet] = [name("LeNet-5"), name("ResNet-8")];

export const system = defineSystem<Recipes>({
  place: [1, 7],
  chapter: "convolution",
  title: { en: "Convolutional network", zh: "卷积神经网络" },
  summary: {
    en: "LeNet-5 for handwritten digits (MNIST) and a residual network, ResNet-8, for pictures of clothing (Fashion-MNIST)",
    zh: "LeNet-5 对手写数字（MNIST）分类，残差网络 ResNet-8 对服装图片（Fashion-MNIST）分类",
  },
  metrics: {
    lenet_accuracy: {
      meaning: { en: "test digits classified correctly by LeNet-5", zh: "LeNet-5 对测试集数字的分类准确率" },
      unit: "fraction",
    },
    lenet_seconds: { meaning: { en: "training time of LeNet-5", zh: "LeNet-5 的训练时间" }, unit: "seconds" },
    resnet_accuracy: {
      meaning: {
        en: "test pictures of clothing classified correctly by ResNet-8",
        zh: "ResNet-8 对测试集服装图片的分类准确率",
      },
      unit: "fraction",
    },
    resnet_seconds: { meaning: { en: "training time of ResNet-8", zh: "ResNet-8 的训练时间" }, unit: "seconds" },
  },
  recipes: {
    full: {
      fetched: ["mnist", "fashion-mnist"],
      lenet: { ...lenetDefaults, epochs: 10, examples: 60_000 },
      resnet: { ...resnetDefaults, epochs: 8, batchSize: 128, cut: false },
      bars: [
        { metric: "lenet_accuracy", op: ">=", value: 0.99 },
        { metric: "lenet_seconds", op: "<=", value: 180 },
        { metric: "resnet_accuracy", op: ">=", value: 0.92 },
        { metric: "resnet_seconds", op: "<=", value: 720 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      lenet: { ...lenetDefaults, epochs: 1, examples: 18_000 },
      resnet: { ...resnetDefaults, epochs: 2, batchSize: 64, cut: true, widths: [8, 16, 32] },
      bars: [
        { metric: "lenet_accuracy", op: ">=", value: 0.94 },
        { metric: "resnet_accuracy", op: ">=", value: 0.7 },
      ],
    },
  },

  settings: {
    lenetLearningRate: setting.learningRate("lenet.learningRate", { of: lenet }),
    lenetEpochs: setting.epochs("lenet.epochs", { max: 50, of: lenet }),
    lenetBatchSize: setting.batchSize("lenet.batchSize", { of: lenet }),
    lenetExamples: setting.examples("lenet.examples", { of: lenet }),
    resnetLearningRate: setting.learningRate("resnet.learningRate", { of: resnet }),
    resnetEpochs: setting.epochs("resnet.epochs", { max: 50, of: resnet }),
    resnetBatchSize: setting.batchSize("resnet.batchSize", { of: resnet }),
    resnetMomentum: setting.momentum("resnet.momentum", { of: resnet }),
    resnetWeightDecay: setting.weightDecay("resnet.weightDecay", { max: 0.1, of: resnet }),
  },

  async train(run, { lenet, resnet }) {
    // Loaded first, because the data may be missing.
    const clothes = await fashionMnist({ cut: resnet.cut });
    return { ...(await trainLeNet(run, lenet)), ...(await trainResNet(run, clothes, resnet)) };
  },

  experiments: { parameters, shift, pooling, maps },
  looks: { digit },
  page,
});
