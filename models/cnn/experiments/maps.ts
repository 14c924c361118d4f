/** Feature maps and filters of a trained LeNet-5, and the sparsity of its units. */
import { type Tensor, compile, observe } from "hebb";
import { type Pictures as Digits, mnist } from "hebb/data";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { filters, pictureOfMaps } from "../figures.ts";
import { LeNet5 } from "../model.ts";
import { learn } from "../reading.ts";

const layers = ["C1", "C3", "C5"] as const;

export const maps: EnglishExperiment = {
  question: {
    en: "What do the layers of a convolutional network extract from a digit?",
    zh: "卷积网络的每一层，从数字图片里提取了什么？",
  },
  async measure(run): Promise<Finding> {
    const { train, test } = await mnist();
    const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
    const model = run.keep("lenet", new LeNet5());
    await learn(run, model, train.take(count), { label: "LeNet-5", epochs });
    const digits = test.take(run.quick ? 300 : 5000);
    const measured = await measureMaps(model, digits);
    const [first, , last] = measured as [MapMeasures, MapMeasures, MapMeasures];
    const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
    const trend = last.classShare > first.classShare ? "rises" : "does not rise";
    return {
      answer:
        `The deeper a map, the ${last.classShare > first.classShare ? "more it tells of the class and the less" : "less it tells of the class and the more"} ` +
        `of the single digit: the share of the units' variance that lies between classes ${trend} from ` +
        `${measured.map(({ name, classShare }) => `${percent(classShare)} in ${name}`).join(" to ")}. ` +
        `Of C1's units ${percent(first.active)} are active, of C5's ${percent(last.active)}.`,
      table: {
        columns: ["maps", "shape", "active units", "variance between classes"],
        rows: measured.map(({ name, shape, active, classShare }) => [name, shape.join(" x "), active, classShare]),
      },
      figure: {
        kind: "panels",
        title: "Filters and feature maps of LeNet-5",
        columns: 1,
        panels: [await filters(model), await pictureOfMaps(model, digits, 0)],
      },
    };
  },
};

interface MapMeasures {
  readonly name: string;
  readonly shape: readonly number[];
  /** Fraction of values above 0. */
  readonly active: number;
  /** Variance between the class means as a fraction of the total variance, both summed over units. */
  readonly classShare: number;
}

/** Accumulates sums over the digits of each class, [10, units], and sums of squares. */
async function measureMaps(model: LeNet5, digits: Digits): Promise<MapMeasures[]> {
  const step = compile((images: Tensor, labels: Tensor) => {
    const [, seen] = observe(() => model.forward(images));
    const classes = labels.cast("i32").oneHot(10); // [n, 10]
    const perLayer = layers.map((name) => {
      const units = seen[name]!.flatten(1); // [n, units]
      const active = units.greater(0).sum();
      return { active, squares: units.square().sum(), sums: classes.transpose().matmul(units) };
    });
    return { perLayer, counts: classes.sum(0) };
  });
  const [, seen] = observe(() => model.forward(digits.take(1).field(0)));
  const { perLayer, counts } = step(digits.field(0), digits.field(1));
  const sizes = await counts.array();
  return Promise.all(
    layers.map(async (name, i) => {
      const shape = seen[name]!.shape.slice(1);
      const { active, squares, sums } = perLayer[i]!;
      const values = digits.length * shape.reduce((product, length) => product * length, 1);
      return {
        name,
        shape,
        active: (await active.item()) / values,
        classShare: shareBetween(await sums.array(), sizes, await squares.item()),
      };
    }),
  );
}

/** Returns the fraction of the variance between classes, from sums [classes, units], counts and the sum of squares. */
function shareBetween(sums: ArrayLike<number>, counts: ArrayLike<number>, squares: number): number {
  const units = sums.length / counts.length;
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let between = 0;
  let square = 0;
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let label = 0; label < counts.length; label++) {
      const own = sums[label * units + unit]!;
      sum += own;
      between += own ** 2 / counts[label]!;
    }
    square += sum ** 2 / total;
  }
  return (between - square) / (squares - square);
}
