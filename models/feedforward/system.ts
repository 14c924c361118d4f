/** A feed-forward network as a directed acyclic graph: two branches and a skip connection, on wines and penguins. */
import { graphOf, zeros } from "hebb";
import { penguins, wine } from "hebb/data";
import { graphFigure } from "../shared/graph.ts";
import * as setting from "../shared/settings.ts";
import { defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { orderExperiment } from "./experiments/order.ts";
import { waysExperiment } from "./experiments/ways.ts";
import { order } from "./looks/order.ts";
import { page } from "./page.ts";
import { crossValidate, hyperparameters } from "./validation.ts";

export const system = defineSystem({
  place: [1, 2],
  chapter: "feedForward",
  title: { en: "Feed-forward network", zh: "前馈网络" },
  summary: {
    en: "directed acyclic graph of two branches and a skip connection that classifies three kinds of wine and three species of penguins",
    zh: "由两条支路和一条跨层连接组成的有向无环图，对三种葡萄酒和三种企鹅分类",
  },
  metrics: {
    wine: {
      meaning: {
        en: "wines classified correctly in five-fold cross-validation",
        zh: "葡萄酒的分类准确率（五折交叉验证）",
      },
      unit: "fraction",
    },
    wine_least: {
      meaning: {
        en: "wines classified correctly in the worst repetition of five-fold cross-validation",
        zh: "葡萄酒的分类准确率（重复五折交叉验证，取最差的一次）",
      },
      unit: "fraction",
    },
    penguins: {
      meaning: {
        en: "penguins classified correctly in five-fold cross-validation",
        zh: "企鹅的分类准确率（五折交叉验证）",
      },
      unit: "fraction",
    },
  },
  recipes: {
    full: {
      ...hyperparameters,
      epochs: 40,
      repeats: 10,
      bars: [
        { metric: "wine", op: ">=", value: 0.97 },
        { metric: "penguins", op: ">=", value: 0.97 },
      ],
    },
    quick: {
      ...hyperparameters,
      epochs: 20,
      repeats: 1,
      bars: [
        { metric: "wine", op: ">=", value: 0.94 },
        { metric: "penguins", op: ">=", value: 0.94 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate"),
    epochs: setting.epochs("epochs"),
    batchSize: setting.batchSize("batchSize", { max: 128 }),
    weightDecay: setting.weightDecay("weightDecay"),
    repeats: {
      path: "repeats",
      label: { en: "repetitions of the cross-validation", zh: "重复交叉验证的次数" },
      min: 1,
      max: 20,
      integer: true,
    },
  },

  async train(run, recipe) {
    const [wines, birds] = [await wine(), await penguins()];
    const ofWine = await crossValidate(run, wines, { ...recipe, label: "wine" });
    const ofPenguins = await crossValidate(run, birds, { ...recipe, label: "penguins" });
    run.keep("wine", ofWine.model);
    run.keep("penguins", ofPenguins.model);
    const title = text("Two branches and a skip, traced from the network", "从网络追踪出的图：两条支路和一条跨层连接");
    const traced = graphOf(ofWine.model, zeros([1, wines.features.length]));
    run.draw("network", graphFigure(title, traced, { parameters: true }));
    return { wine: ofWine.accuracy, wine_least: Math.min(...ofWine.accuracies), penguins: ofPenguins.accuracy };
  },

  experiments: { ways: waysExperiment, order: orderExperiment },
  looks: { order },
  page,
});
