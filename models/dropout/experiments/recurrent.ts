/** Dropout of a recurrent state with a new mask at each step, and with one mask per sequence. */
import type { Chart } from "../../figure.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { RecurrentFacts } from "../facts.ts";
import { type Way, trainReader, ways } from "../reader.ts";
import { recurrentWords } from "../words-of-training.ts";

const rate = 0.25;

export const recurrent = defineExperiment<RecurrentFacts>({
  question: {
    en: "In a recurrent network, why use one dropout mask for the whole sequence instead of a new one at each step?",
    zh: "循环神经网络用暂退法时，为什么整个序列共用一个掩码，而不是每步换一个？",
  },
  seeds: 5,

  async measure(run) {
    const lengths = run.quick ? [4, 10] : [4, 6, 8, 10, 12];
    const size = run.quick ? { examples: 1000, epochs: 20 } : { examples: 2000, epochs: 20 };
    const measured = await run.overSeeds(async (one) => {
      const found: Record<Way, Measured[]> = { none: [], step: [], sequence: [] };
      for (const length of lengths) {
        for (const way of ways) {
          const options = { ...size, hidden: 64, probability: rate, way, length, seed: one.seed };
          const { loss, accuracy } = await trainReader(one, `masks: ${way}, ${length} digits`, options);
          found[way].push({ loss, accuracy });
        }
      }
      return found;
    });
    const over = (value: (found: Record<Way, Measured[]>) => number) => summarize(measured.map(value), run.seeds);
    const last = lengths.length - 1;
    const loss = (way: Way, i: number) => over((found) => found[way][i]!.loss);
    const difference = (i: number) => over(({ step, sequence }) => step[i]!.loss - sequence[i]!.loss);
    return {
      lengths,
      rate,
      chance: entropyOfSums(),
      ways: ways.map((way) => ({
        way,
        losses: lengths.map((_, i) => loss(way, i)),
        accuracies: lengths.map((_, i) => over((found) => found[way][i]!.accuracy)),
      })),
      sharing: distinguishable(loss("step", last), loss("sequence", last)),
      growing: distinguishable(difference(last), difference(0)),
      helping: distinguishable(loss("none", last), loss("sequence", last)),
    };
  },

  words: recurrentWords,

  table: ({ lengths, ways }) => ({
    columns: [
      text("digits", "序列长度"),
      text("dropout of the state", "状态的暂退法"),
      { name: text("test cross entropy", "测试集交叉熵"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: lengths.flatMap((length, i) =>
      ways.map(({ way, losses, accuracies }) => [length, wayName(way), losses[i]!, accuracies[i]!]),
    ),
  }),

  figure: figureOf,
});

/** Results of one training on test sequences. */
interface Measured {
  readonly loss: number;
  readonly accuracy: number;
}

/** Returns the entropy in nats of the sum of two independent digits. */
function entropyOfSums(): number {
  const shares = Array.from({ length: 19 }, (_, sum) => (10 - Math.abs(9 - sum)) / 100);
  return -shares.reduce((total, share) => total + share * Math.log(share), 0);
}

const wayName = (way: Way): Text =>
  cases(way, {
    none: text("no dropout", "不用暂退法"),
    step: text("a mask per step", "每步一个掩码"),
    sequence: text("a mask per sequence", "整个序列一个掩码"),
  });

function figureOf({ lengths, ways, chance }: RecurrentFacts): Chart {
  return {
    kind: "chart",
    title: text("Adding the first two digits of a sequence", "求序列前两位数字之和"),
    x: { label: text("digits in the sequence", "序列长度") },
    y: { label: text("test cross entropy (nats)", "测试集交叉熵（奈特）"), domain: [0, chance * 1.1] },
    layers: [
      { mark: "rule", axis: "y", name: text("guessing by frequency", "只凭频率猜"), value: chance },
      ...ways.flatMap(({ way, losses }) => curve(wayName(way), lengths, losses)),
    ],
  };
}
