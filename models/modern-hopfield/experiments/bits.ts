/** Recalled bits per stored number, for associative memories and a trained perceptron. */
import { Tensor, random } from "hebb";
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { BitsCurve, BitsFacts, Memory } from "../facts.ts";
import { type Pairs, memories, recalledBits } from "../memories.ts";
import { memoryWords } from "../names.ts";
import { bitsWords } from "../words.ts";

const names = Object.keys(memories) as Memory[];

export const bits = defineExperiment<BitsFacts>({
  question: {
    en: "Does associative memory enlarge a network's capacity?",
    zh: "联想记忆真的能增加网络的数据容量吗？",
  },
  seeds: 3,

  async measure(run) {
    const half = run.quick ? 16 : 32;
    const patterns = run.quick ? [2, 8, 32] : [2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];
    const steps = run.quick ? 300 : 3000;
    const measured = await run.overSeeds((one) => bitsOf(one, { half, patterns, steps }));
    const curves = names.map((memory, m): BitsCurve => {
      const numbers = measured[0]!.map((at) => at[m]!.numbers);
      const bits = patterns.map((_, i) =>
        summarize(
          measured.map((found) => found[i]![m]!.bits / numbers[i]!),
          run.seeds,
        ),
      );
      const means = bits.map(({ mean }) => mean);
      return { memory, patterns, numbers, bits, best: means.indexOf(Math.max(...means)) };
    });
    const [hebb, , , modern, learned] = curves;
    return {
      units: 2 * half,
      curves,
      modern: distinguishable(bestOf(modern!), bestOf(hebb!)),
      learned: distinguishable(bestOf(learned!), bestOf(modern!)),
      total: distinguishable(totalOf(modern!), totalOf(hebb!)),
    };
  },

  words: bitsWords,

  table: ({ curves }) => ({
    columns: [
      text("memory", "记忆"),
      text("patterns", "模式数"),
      text("stored numbers", "存的数"),
      { name: text("bits per number", "每个数的比特数"), digits: 3 },
    ],
    rows: curves.flatMap(({ memory, patterns, numbers, bits }) =>
      patterns.map((count, i) => [memoryWords(memory), count, numbers[i]!, bits[i]!]),
    ),
  }),

  figure: figureOf,
});

const bestOf = ({ bits, best }: BitsCurve): Summary => bits[best]!;

/** Returns the most bits in total that come back. */
function totalOf({ bits, numbers }: BitsCurve): Summary {
  const totals = bits.map(({ values }, i) => values.map((value) => value * numbers[i]!));
  return summarize(
    totals[0]!.map((_, seed) => Math.max(...totals.map((values) => values[seed]!))),
    bits[0]!.seeds,
  );
}

interface Sizes {
  readonly half: number;
  readonly patterns: readonly number[];
  /** Steps of training. */
  readonly steps: number;
}

/** Returns bits and stored numbers, by number of patterns and memory. */
async function bitsOf(run: Run, { half, patterns, steps }: Sizes) {
  const found: { bits: number; numbers: number }[][] = [];
  for (const count of patterns) {
    const pairs: Pairs = { known: await coins(count, half), wanted: await coins(count, half) };
    const row: { bits: number; numbers: number }[] = [];
    for (const name of names) {
      const recalled = await memories[name](run, pairs, steps);
      row.push({ bits: await recalledBits(pairs, recalled), numbers: recalled.numbers });
    }
    found.push(row);
    run.progress("numbers of patterns", found.length, patterns.length);
  }
  return found;
}

async function coins(count: number, units: number): Promise<Tensor> {
  const bits = await random.bernoulli(0.5, [count, units]).array();
  return Tensor.from(
    Float32Array.from(bits, (bit) => 2 * bit - 1),
    [count, units],
  );
}

function figureOf({ curves }: BitsFacts): Panels {
  const chart = (title: Text, label: Text, value: (curve: BitsCurve, i: number) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: text("patterns to remember", "要记的模式数"), scale: "log" },
    y: { label },
    layers: curves.map((curve): Layer => ({
      mark: "line",
      name: memoryWords(curve.memory),
      points: curve.patterns.map((count, i): Point => [count, value(curve, i)]),
    })),
  });
  return {
    kind: "panels",
    title: text("Bits that come back", "能取回多少比特"),
    columns: 2,
    panels: [
      chart(
        text("Per stored number", "平均每个存储的数"),
        text("bits per number", "每个数的比特数"),
        ({ bits }, i) => bits[i]!.mean,
      ),
      chart(text("In total", "总共"), text("bits", "比特"), ({ bits, numbers }, i) => bits[i]!.mean * numbers[i]!),
    ],
  };
}
