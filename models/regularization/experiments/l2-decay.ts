/**
 * Comparison of L2 regularization and weight decay: pairs of trainings that differ in this alone, with SGD, momentum
 * and Adam.
 */
import type { Layer } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type Digits, fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { L2DecayFacts, PairFacts, Sameness, Trace } from "../facts.ts";
import { optimizerWords, wayWords } from "../names.ts";
import { norm } from "../norm.ts";
import { type OptimizerName, type Pair, type Way, lambda, optimizers, trainPair } from "../pair.ts";
import { l2DecayWords } from "../words.ts";

const names = Object.keys(optimizers) as OptimizerName[];
const ways: readonly Way[] = ["L2", "decay"];
const pixels = 784;

/** Relative distance that rounding in f32 explains, and distance of different updates. */
const [rounding, apart] = [1e-5, 1e-2];

export const l2Decay = defineExperiment<L2DecayFacts>({
  question: {
    en: "Is the L2 term just a fixed part of the loss, or does it change each update, as weight decay does?",
    zh: "L2 正则项只是损失里固定的一项，还是像权重衰减那样，每一步更新都受它影响？",
  },
  seeds: 3,

  async measure(run) {
    const size = run.quick ? { units: 32, steps: 60, every: 5 } : { units: 256, steps: 400, every: 10 };
    const digits = await fewDigits({ examples: run.quick ? 500 : 1000, validation: 0 });
    const measured = await run.overSeeds(async (one) => {
      const { train } = digits(one.seed);
      const found: Measured[] = [];
      for (const name of names) found.push(await measuredBy(one, name, train, size));
      return found;
    });
    const pairs = names.map((name, k): PairFacts => {
      const over = (value: (found: Measured) => number) =>
        summarize(
          measured.map((found) => value(found[k]!)),
          run.seeds,
        );
      const trace = (way: Way): Trace => ({
        hidden: over((found) => found[way].hidden),
        output: over((found) => found[way].output),
        kept: over((found) => found[way].kept),
      });
      return {
        name,
        learningRate: optimizers[name].learningRate,
        distance: over(({ distances }) => distances.at(-1)![1]),
        course: measured[0]![k]!.distances,
        ways: { L2: trace("L2"), decay: trace("decay") },
      };
    });
    const of = (name: OptimizerName) => pairs.find((pair) => pair.name === name)!;
    const { L2, decay } = of("Adam").ways;
    return {
      steps: size.steps,
      lambda,
      pairs,
      sgd: samenessOf(of("SGD").distance),
      momentum: samenessOf(of("momentum").distance),
      adam: samenessOf(of("Adam").distance),
      pull: distinguishable(decay.kept, L2.kept),
    };
  },

  words: l2DecayWords,

  table: ({ lambda, pairs }) => ({
    columns: [
      text("optimizer", "优化器"),
      text("learning rate α", "学习率 α"),
      "λ",
      text("regularization", "正则化"),
      text("distance of the pair", "两组参数的相对距离"),
      { name: text("‖W₁‖", "‖W₁‖"), digits: 2 },
      { name: text("‖W₂‖", "‖W₂‖"), digits: 2 },
      { name: text("weights of blank pixels left", "空白像素的权重剩下"), unit: "fraction" },
    ],
    rows: pairs.flatMap(({ name, learningRate, distance, ways: found }) =>
      ways.map((way) => {
        const { hidden, output, kept } = found[way];
        return [optimizerWords(name), learningRate, lambda, wayWords(way), distance, hidden, output, kept];
      }),
    ),
  }),

  figure: ({ pairs }) => ({
    kind: "chart",
    title: text(
      "Distance of the parameters trained with an L2 term from those trained with weight decay",
      "用 L2 正则项和用权重衰减训练出的参数相距多远",
    ),
    x: { label: text("step", "步") },
    y: { label: text("distance relative to the norm", "距离与范数之比"), scale: "log" },
    layers: pairs.map(({ name, course }): Layer => ({ mark: "line", name: optimizerWords(name), points: course })),
  }),
});

/** Measurement of a pair with one seed. */
type Measured = Readonly<Record<Way, Record<keyof Trace, number>>> & Pick<Pair, "distances">;

async function measuredBy(
  run: Run,
  name: OptimizerName,
  train: Digits,
  size: { readonly units: number; readonly steps: number; readonly every: number },
): Promise<Measured> {
  const { models, first, distances } = await trainPair(run, name, train, { ...size, seed: run.seed });
  const blank = blankPixels(train);
  const trace = async (way: Way) => {
    const [hidden, output] = await Promise.all(models[way].weights.map((weight) => weight.array()));
    return { hidden: norm(hidden!), output: norm(output!), kept: norm(hidden!, blank) / norm(first, blank) };
  };
  return { distances, L2: await trace("L2"), decay: await trace("decay") };
}

/** Returns true if a weight of W₁, [units, pixels], belongs to a pixel without ink in all training digits. */
type Blank = (index: number) => boolean;

function blankPixels(train: Digits): Blank {
  const inked = new Set<number>();
  train.fields[0]!.data.forEach((ink, i) => {
    if (ink > 0) inked.add(i % pixels);
  });
  return (index) => !inked.has(index % pixels);
}

const samenessOf = ({ values }: Summary): Sameness => {
  if (values.every((value) => value < rounding)) return "same";
  return values.every((value) => value > apart) ? "different" : "unclear";
};
