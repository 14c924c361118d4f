/** A feed-forward network as a directed acyclic graph: two branches and a skip connection, on wines and penguins. */
import { graphOf, zeros } from "hebb";
import { penguins, wine } from "hebb/data";
import { graphFigure } from "../shared/graph.ts";
import { defineSystem } from "../system.ts";
import { orderExperiment } from "./experiments/order.ts";
import { waysExperiment } from "./experiments/ways.ts";
import { crossValidate } from "./validation.ts";

export const system = defineSystem({
  place: [1, 2],
  title: { en: "Feed-forward network", zh: "前馈网络" },
  summary: "a directed acyclic graph of two branches and a skip tells three wines, and three penguins, from each other",
  metrics: {
    wine: { meaning: "wines that are told rightly, in five-fold cross-validation", unit: "fraction" },
    wine_least: { meaning: "the same in the worst division into folds", unit: "fraction" },
    penguins: { meaning: "penguins that are told rightly, in five-fold cross-validation", unit: "fraction" },
  },
  recipes: {
    full: {
      epochs: 40,
      repeats: 10,
      bars: [
        { metric: "wine", op: ">=", value: 0.97 },
        { metric: "penguins", op: ">=", value: 0.97 },
      ],
    },
    quick: {
      epochs: 20,
      repeats: 1,
      bars: [
        { metric: "wine", op: ">=", value: 0.94 },
        { metric: "penguins", op: ">=", value: 0.94 },
      ],
    },
  },

  async train(run, { epochs, repeats }) {
    const [wines, birds] = [await wine(), await penguins()];
    const ofWine = await crossValidate(run, wines, { epochs, repeats, label: "wine" });
    const ofPenguins = await crossValidate(run, birds, { epochs, repeats, label: "penguins" });
    run.keep("wine", ofWine.model);
    run.keep("penguins", ofPenguins.model);
    const traced = graphOf(ofWine.model, zeros([1, wines.features.length]));
    run.draw("network", graphFigure("Two branches and a skip, traced from the network", traced, { parameters: true }));
    return { wine: ofWine.accuracy, wine_least: Math.min(...ofWine.accuracies), penguins: ofPenguins.accuracy };
  },

  experiments: { ways: waysExperiment, order: orderExperiment },
});
