/**
 * Accuracy on shifted digits of a convolutional network, a fully connected one, and one trained with shifted digits.
 */
import { type Model, Sequential, type Tensor } from "hebb";
import { mnist } from "hebb/data";
import { MLP } from "../../mlp/model.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { number } from "../../quantity.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { moved } from "../../shared/augment.ts";
import { type ShiftFacts, type ShiftedNetwork, shiftedNetworks } from "../facts.ts";
import { LeNet5 } from "../model.ts";
import { networkNames } from "../names.ts";
import { accuracyWhenMoved, learn } from "../reading.ts";
import { shiftWords } from "../words.ts";
import { accuracyLines } from "./accuracy-lines.ts";

const distances = [0, 1, 2, 3, 4, 5, 6];
/** The distance of the verdicts, and the largest shift in training. */
const distance = 2;
const reach = 2;

/** Creates a network: the part that is evaluated, and the whole that is trained. */
const creators: Readonly<Record<ShiftedNetwork, () => { readonly reader: Model; readonly learner?: Model }>> = {
  full: () => ({ reader: new MLP() }),
  lenet: () => ({ reader: new LeNet5() }),
  taught: () => {
    const reader = new LeNet5();
    return { reader, learner: new Sequential((images: Tensor) => moved(images, { reach }), reader) };
  },
};

export const shift = defineExperiment<ShiftFacts>({
  question: {
    en: "Does the network still recognize a digit that is shifted by a few pixels?",
    zh: "数字平移几个像素，网络还认得出来吗？",
  },
  seeds: 3,

  async measure(run) {
    const { train, test } = await mnist();
    const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
    const digits = test.take(run.quick ? 300 : 2000);
    const measured = await run.overSeeds(async (one) => {
      const all: number[][] = [];
      for (const network of shiftedNetworks) {
        const { reader, learner = reader } = creators[network]();
        await learn(one, learner, train.take(count), { label: network, epochs });
        all.push(await accuracyWhenMoved(reader, digits, distances));
      }
      return all;
    });
    const networks = shiftedNetworks.map((network, i) => ({
      network,
      accuracies: distances.map((_, d) =>
        summarize(
          measured.map((all) => all[i]![d]!),
          run.seeds,
        ),
      ),
    }));
    const [full, lenet, taught] = networks.map(({ accuracies }) => accuracies[distances.indexOf(distance)]!);
    return {
      distances,
      distance,
      reach,
      networks,
      loss: distinguishable(networks[1]!.accuracies[0]!, lenet!),
      better: distinguishable(lenet!, full!),
      taught: distinguishable(taught!, lenet!),
    };
  },

  words: shiftWords,

  table: ({ distances: all, networks }) => ({
    columns: [
      text("network", "网络"),
      ...all.map((d) => ({
        name: say({ distance: number(d) }, "shifted by {distance}", "平移 {distance}"),
        unit: "fraction" as const,
      })),
    ],
    rows: networks.map(({ network, accuracies }) => [networkNames(network), ...accuracies]),
  }),

  figure: ({ distances: all, networks }) =>
    accuracyLines(
      text("Accuracy on shifted digits", "平移之后的准确率"),
      all,
      networks.map(({ network, accuracies }) => ({ name: networkNames(network), accuracies })),
    ),
});
