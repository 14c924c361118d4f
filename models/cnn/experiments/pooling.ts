/**
 * Compares LeNet-5 with max pooling, mean pooling, and subsampling without pooling: accuracy on shifted digits, and the
 * movement of feature maps beside the distance to digits of other classes.
 */
import { AvgPool2d, type Layer, MaxPool2d, type Tensor, compile, observe, where } from "hebb";
import { type Pictures as Digits, mnist } from "hebb/data";
import type { Chart, Panels } from "../../figure.ts";
import { number } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { shifted } from "../../shared/augment.ts";
import { type Pooling, type PoolingFacts, poolings } from "../facts.ts";
import { LeNet5 } from "../model.ts";
import { poolingNames } from "../names.ts";
import { accuracyWhenMoved, learn } from "../reading.ts";
import { poolingWords } from "../pooling-words.ts";
import { accuracyLines } from "./accuracy-lines.ts";

const layers: Readonly<Record<Pooling, () => Layer>> = {
  max: () => new MaxPool2d(2),
  mean: () => new AvgPool2d(2),
  first: () => (x: Tensor) => x.slice(null, null, [0, null, 2], [0, null, 2]),
};

const distances = [0, 1, 2, 3];
/** The distance at which the loss of accuracy is measured. */
const distance = 2;

export const pooling = defineExperiment<PoolingFacts>({
  question: {
    en: "Why use pooling, if simply skipping every other pixel also makes the feature maps smaller?",
    zh: "隔行隔列取值也能缩小特征映射，为什么还要汇聚（池化）？",
  },
  seeds: 3,

  async measure(run) {
    const compared = run.quick ? 300 : 500;
    const measured = await run.overSeeds((one) => measureOne(one, compared));
    const kinds = poolings.map((kind, i) => {
      const over = (value: (one: Measured) => number) =>
        summarize(
          measured.map((all) => value(all[i]!)),
          run.seeds,
        );
      return {
        pooling: kind,
        movement: over(({ movement }) => movement),
        nearest: over(({ nearest }) => nearest),
        share: over(({ share }) => share),
        accuracies: distances.map((_, d) => over(({ accuracies }) => accuracies[d]!)),
        drop: over(({ accuracies }) => accuracies[0]! - accuracies[distances.indexOf(distance)]!),
      };
    });
    const [largest, middle, first] = kinds as [(typeof kinds)[number], (typeof kinds)[number], (typeof kinds)[number]];
    return {
      distances,
      distance,
      compared,
      kinds,
      skipped: distinguishable(first.movement, largest.movement),
      movement: distinguishable(largest.movement, middle.movement),
      nearest: distinguishable(largest.nearest, middle.nearest),
      share: distinguishable(largest.share, middle.share),
      drop: distinguishable(largest.drop, middle.drop),
    };
  },

  words: poolingWords,

  table: ({ distances: all, kinds }) => ({
    columns: [
      text("pooling", "汇聚方式"),
      { name: text("movement of the pooled maps", "汇聚后特征映射的变化"), unit: "fraction" },
      { name: text("distance to the nearest other class", "到最近异类数字的距离"), unit: "fraction" },
      { name: text("movement in the last convolution", "最后一个卷积层的变化"), unit: "fraction" },
      ...all.map((d) => ({
        name: say({ distance: number(d) }, "accuracy, shifted by {distance}", "平移 {distance} 的准确率"),
        unit: "fraction" as const,
      })),
    ],
    rows: kinds.map(({ pooling: kind, movement, nearest, share, accuracies }) => [
      poolingNames(kind),
      movement,
      nearest,
      share,
      ...accuracies,
    ]),
  }),

  figure: figureOf,
});

interface Changes {
  readonly movement: number;
  readonly nearest: number;
  readonly share: number;
}

interface Measured extends Changes {
  readonly accuracies: readonly number[];
}

/** Trains a network with each pooling and measures it. */
async function measureOne(run: Run, compared: number): Promise<Measured[]> {
  const { train, test } = await mnist();
  const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
  const digits = test.take(run.quick ? 300 : 2000);
  const all: Measured[] = [];
  for (const kind of poolings) {
    const model = new LeNet5({ pooling: layers[kind] });
    await learn(run, model, train.take(count), { label: kind, epochs });
    const accuracies = await accuracyWhenMoved(model, digits, distances);
    all.push({ accuracies, ...(await changesOf(model, test.take(compared))) });
  }
  return all;
}

/** Measures the maps when digits move one pixel to the right, and compares them with those of other digits. */
async function changesOf(model: LeNet5, digits: Digits): Promise<Changes> {
  const measured = compile((images: Tensor, labels: Tensor) => {
    const [still, moved] = [images, shifted(images, 1, 0)].map((pictures) => {
      return observe(() => model.forward(pictures))[1];
    }) as [Observed, Observed];
    const isOther = labels.unsqueeze(0).notEqual(labels.unsqueeze(1));
    const of = (layer: string) => {
      const [one, other] = [still[layer]!.flatten(1), moved[layer]!.flatten(1)];
      return { movement: one.sub(other).norm(1), nearest: nearestDistance(one, isOther), size: one.norm(1) };
    };
    const [s4, c5] = [of("S4"), of("C5")];
    return {
      movement: s4.movement.div(s4.size).mean(),
      nearest: s4.nearest.div(s4.size).mean(),
      share: c5.movement.div(c5.nearest).mean(),
    };
  })(digits.field(0), digits.field(1));
  return {
    movement: await measured.movement.item(),
    nearest: await measured.nearest.item(),
    share: await measured.share.item(),
  };
}

type Observed = Readonly<Record<string, Tensor>>;

/** Returns the distance of each row of `x` to the nearest row that is another one's, [n]. */
function nearestDistance(x: Tensor, isOther: Tensor): Tensor {
  const squares = x.square().sum(1);
  const distances = squares.unsqueeze(0).add(squares.unsqueeze(1)).sub(x.matmul(x.transpose()).mul(2));
  return where(isOther, distances, Infinity).min(1).clamp(0, Infinity).sqrt();
}

function figureOf({ distances: all, kinds }: PoolingFacts): Panels {
  const bars = (values: "movement" | "nearest" | "share") =>
    kinds.map((one) => [poolingNames(one.pooling), one[values].mean] as const);
  const x = { label: text("pooling", "汇聚方式") };
  const maps: Chart = {
    kind: "chart",
    title: text("Maps after the second pooling", "第二次汇聚之后的特征映射"),
    x,
    y: { label: text("relative to the size of the maps", "与特征映射大小之比") },
    layers: [
      {
        mark: "bars",
        name: text("change when a digit moves by one pixel", "数字移动一个像素的变化"),
        values: bars("movement"),
      },
      {
        mark: "bars",
        name: text("distance to the nearest other class", "到最近异类数字的距离"),
        values: bars("nearest"),
      },
    ],
  };
  const last: Chart = {
    kind: "chart",
    title: text("Last convolution", "最后一个卷积层"),
    x,
    y: { label: text("change, relative to the nearest other class", "变化与到最近异类数字的距离之比") },
    layers: [{ mark: "bars", values: bars("share") }],
  };
  const lines = kinds.map(({ pooling: kind, accuracies }) => ({ name: poolingNames(kind), accuracies }));
  const title = text("LeNet-5 with three ways to make maps smaller", "LeNet-5 缩小特征映射的三种办法");
  const accuracy = accuracyLines(text("Accuracy on shifted digits", "平移之后的准确率"), all, lines);
  return { kind: "panels", title, columns: 3, panels: [maps, last, accuracy] };
}
