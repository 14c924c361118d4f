/**
 * Accuracy on shifted digits of a convolutional network, a fully connected one, and one trained with shifted digits.
 */
import { type Model, Sequential, type Tensor } from "hebb";
import { mnist } from "hebb/data";
import { MLP } from "../../mlp/model.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { moved } from "../augment.ts";
import { LeNet5 } from "../model.ts";
import { accuracyWhenMoved, learn } from "../reading.ts";

const distances = [0, 1, 2, 3, 4, 5, 6];
/** The distance mentioned in the answer. */
const spoken = 2;
const reach = 2;

export const shift: EnglishExperiment = {
  question: {
    en: "Does the network still recognize a digit that is shifted by a few pixels?",
    zh: "数字平移几个像素，网络还认得出来吗？",
  },
  async measure(run): Promise<Finding> {
    const { train, test } = await mnist();
    const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
    const digits = test.take(run.quick ? 300 : 5000);
    const move = (images: Tensor) => moved(images, { reach });
    const [mlp, still, movedLenet] = [new MLP(), new LeNet5(), new LeNet5()];
    // The model to train, and the part of it to evaluate.
    const learners: [name: string, learner: Model, reader: Model][] = [
      ["full (784-512-512-10)", mlp, mlp],
      ["LeNet-5", still, still],
      [`LeNet-5, taught digits moved by up to ${reach}`, new Sequential(move, movedLenet), movedLenet],
    ];
    const rows: { name: string; accuracies: number[] }[] = [];
    for (const [name, learner, reader] of learners) {
      await learn(run, learner, train.take(count), { label: name, epochs });
      rows.push({ name, accuracies: await accuracyWhenMoved(reader, digits, distances) });
    }
    const [full, lenet, taught] = rows.map(({ accuracies }) => accuracies[spoken]!) as [number, number, number];
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const more = lenet > full ? "more than" : "no more than";
    const loss = rows[1]!.accuracies[0]! - lenet;
    return {
      answer:
        `Of digits that lie ${spoken} pixels off, LeNet-5 reads ${percent(lenet)}, ${more} the full network's ` +
        `${percent(full)}, but it loses ${percent(loss)} of all too: maps move with the digit, and the full layers behind ` +
        `them know places. Taught digits that were moved, it reads ${percent(taught)}.`,
      table: {
        columns: ["network", ...distances.map((distance) => `${distance} px`)],
        rows: rows.map(({ name, accuracies }) => [name, ...accuracies]),
      },
      figure: {
        kind: "chart",
        title: "Reading digits that are moved",
        x: { label: "distance from the usual place (pixels)" },
        y: { label: "test accuracy", domain: [0, 1] },
        layers: rows.map(({ name, accuracies }) => ({
          mark: "line",
          name,
          points: accuracies.map((accuracy, i) => [distances[i]!, accuracy] as const),
        })),
      },
    };
  },
};
