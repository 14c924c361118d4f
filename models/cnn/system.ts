/** Convolutional networks: LeNet-5 classifies handwritten digits, a residual network classifies clothing. */
import { fashionMnist } from "hebb/data";
import { type Recipe, defineSystem } from "../system.ts";
import { maps } from "./experiments/maps.ts";
import { parameters } from "./experiments/parameters.ts";
import { pooling } from "./experiments/pooling.ts";
import { shift } from "./experiments/shift.ts";
import { type LeNetRecipe, trainLeNet } from "./lenet.ts";
import { type ResNetRecipe, trainResNet } from "./resnet.ts";

interface Recipes extends Recipe {
  readonly lenet: LeNetRecipe;
  readonly resnet: ResNetRecipe;
}

export const system = defineSystem<Recipes>({
  place: [1, 7],
  title: { en: "Convolutional network", zh: "卷积神经网络" },
  summary:
    "LeNet-5 reads handwritten digits (MNIST), a residual network of 8 layers tells clothes apart (Fashion-MNIST)",
  metrics: {
    lenet_accuracy: { meaning: "test digits that LeNet-5 reads rightly", unit: "fraction" },
    lenet_seconds: { meaning: "time of LeNet-5's training", unit: "seconds" },
    resnet_accuracy: { meaning: "test pictures of clothes that ResNet-8 classifies rightly", unit: "fraction" },
    resnet_seconds: { meaning: "time of ResNet-8's training", unit: "seconds" },
  },
  recipes: {
    full: {
      fetched: ["mnist", "fashion-mnist"],
      lenet: { epochs: 10, examples: 60_000 },
      resnet: { epochs: 8, batchSize: 128, cut: false },
      bars: [
        { metric: "lenet_accuracy", op: ">=", value: 0.99 },
        { metric: "lenet_seconds", op: "<=", value: 180 },
        { metric: "resnet_accuracy", op: ">=", value: 0.92 },
        { metric: "resnet_seconds", op: "<=", value: 720 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      lenet: { epochs: 1, examples: 18_000 },
      resnet: { epochs: 2, batchSize: 64, cut: true, widths: [8, 16, 32] },
      bars: [
        { metric: "lenet_accuracy", op: ">=", value: 0.94 },
        { metric: "resnet_accuracy", op: ">=", value: 0.7 },
      ],
    },
  },

  async train(run, { lenet, resnet }) {
    // Loaded first, because the data may be missing.
    const clothes = await fashionMnist({ cut: resnet.cut });
    return { ...(await trainLeNet(run, lenet)), ...(await trainResNet(run, clothes, resnet)) };
  },

  experiments: { parameters, shift, pooling, maps },
});
