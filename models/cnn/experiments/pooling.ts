/** Compares LeNet-5 with max pooling, average pooling, and subsampling without pooling. */
import { AvgPool2d, type Layer, MaxPool2d, type Tensor, compile, observe } from "hebb";
import { type Pictures as Digits, mnist } from "hebb/data";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { shifted } from "../augment.ts";
import { LeNet5 } from "../model.ts";
import { accuracyWhenMoved, learn } from "../reading.ts";

const kinds: readonly [name: string, pooling: () => Layer][] = [
  ["largest of four", () => new MaxPool2d(2)],
  ["mean of four", () => new AvgPool2d(2)],
  ["first of four", () => (x: Tensor) => x.slice(null, null, [0, null, 2], [0, null, 2])],
];

const distances = [0, 1, 2, 3];

export const pooling: EnglishExperiment = {
  question: {
    en: "Why use pooling, if simply skipping every other pixel also makes the feature maps smaller?",
    zh: "隔行隔列取值也能缩小特征映射，为什么还要汇聚（池化）？",
  },
  async measure(run): Promise<Finding> {
    const { train, test } = await mnist();
    const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
    const digits = test.take(run.quick ? 300 : 5000);
    const rows: { name: string; accuracies: number[]; change: number }[] = [];
    for (const [name, pooling] of kinds) {
      const model = new LeNet5({ pooling });
      await learn(run, model, train.take(count), { label: name, epochs });
      const accuracies = await accuracyWhenMoved(model, digits, distances);
      rows.push({ name, accuracies, change: await changeOfMaps(model, digits) });
    }
    const first = rows.at(-1)!;
    const calm = rows.filter(({ change }) => change < first.change).map(({ name }) => `the ${name}`);
    const most = rows.toSorted((a, b) => b.accuracies[0]! - a.accuracies[0]!)[0]!;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const changes = rows.map(({ name, change }) => `${percent(change)} with the ${name}`).join(", ");
    return {
      answer:
        `When a digit moves by a pixel, the maps of S4 change by ${changes}` +
        `${calm.length > 0 ? `: ${calm.join(" and ")} hide${calm.length > 1 ? "" : "s"} a part of small movements` : ""}. ` +
        `The network with the ${most.name} reads most digits in place, ${percent(most.accuracies[0]!)}.`,
      table: {
        columns: ["pooling", "change of S4 by 1 px", ...distances.map((distance) => `accuracy at ${distance} px`)],
        rows: rows.map(({ name, change, accuracies }) => [name, change, ...accuracies]),
      },
      figure: {
        kind: "chart",
        title: "LeNet-5 by kinds of pooling",
        x: { label: "distance from the usual place (pixels)" },
        y: { label: "test accuracy" },
        layers: rows.map(({ name, accuracies }) => ({
          mark: "line",
          name,
          points: accuracies.map((accuracy, i) => [distances[i]!, accuracy] as const),
        })),
      },
    };
  },
};

/**
 * Returns the change of S4 when a digit moves one pixel to the right, relative to the norm of S4: the mean over digits.
 */
async function changeOfMaps(model: LeNet5, digits: Digits): Promise<number> {
  const s4 = (images: Tensor) => observe(() => model.forward(images))[1]["S4"]!.flatten(1);
  const step = compile((images: Tensor) => {
    const still = s4(images);
    return still
      .sub(s4(shifted(images, 1, 0)))
      .norm(1)
      .div(still.norm(1))
      .sum();
  });
  let total = 0;
  for (const [images] of digits.batches(500, { shuffle: false })) total += await step(images).item();
  return total / digits.length;
}
