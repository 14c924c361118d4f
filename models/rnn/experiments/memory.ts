/** Memory curve: accuracy of sums of the first two digits, by the number of digits. */
import type { Initializer } from "hebb";
import { trainDigitSum } from "../../shared/digit-sum.ts";
import { openForgetGates } from "../../shared/forget-bias.ts";
import type { Cell } from "../../shared/language.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
import type { Kind, MemoryFacts } from "../facts.ts";
import { memoryWords } from "../words.ts";

const kinds: Readonly<Record<Kind, { readonly cell: Cell; readonly bias?: Initializer }>> = {
  SRN: { cell: "SRN" },
  LSTM: { cell: "LSTM" },
  "open LSTM": { cell: "LSTM", bias: openForgetGates },
};

export const memoryExperiment = defineExperiment<MemoryFacts>({
  question: {
    en: "How far back can a simple recurrent network remember?",
    zh: "简单循环网络能记住多久以前的输入？",
  },
  seeds: 5,

  async measure(run) {
    const lengths = run.quick ? [5, 10] : [5, 10, 15, 20, 25, 30, 35];
    const epochs = run.quick ? 6 : 20;
    const measured = await run.overSeeds(async (one) => {
      const found: number[][] = [];
      for (const [kind, options] of Object.entries(kinds)) {
        const accuracies: number[] = [];
        for (const length of lengths) {
          const label = `${kind}, ${length} digits`;
          accuracies.push((await trainDigitSum(one, { ...options, length, epochs, label })).dev);
        }
        found.push(accuracies);
      }
      return found;
    });
    const curves = (Object.keys(kinds) as Kind[]).map((kind, k) => ({
      kind,
      accuracy: lengths.map((_, i) =>
        summarize(
          measured.map((found) => found[k]![i]!),
          run.seeds,
        ),
      ),
    }));
    const [srn, lstm, open] = curves.map(({ accuracy }) => accuracy);
    const last = lengths.length - 1;
    return {
      lengths,
      curves,
      chance: 0.1,
      fading: trend(srn!),
      gates: distinguishable(open![last]!, srn![last]!),
      opening: distinguishable(open![last]!, lstm![last]!),
      luck: (lstm![last]!.std ?? 0) > 0.1 ? "matters" : "does not matter",
    };
  },

  words: memoryWords,

  table: ({ lengths, curves }) => ({
    columns: [text("digits", "位数"), ...curves.map(({ kind }) => ({ name: nameOf(kind), unit: "fraction" as const }))],
    rows: lengths.map((length, i) => [length, ...curves.map(({ accuracy }) => accuracy[i]!)]),
  }),

  figure: ({ lengths, curves, chance }) => ({
    kind: "chart",
    title: text("DigitSum: sum of the first two digits of a sequence", "DigitSum：求序列前两位数字之和"),
    x: { label: text("digits in the sequence", "序列的位数") },
    y: { label: text("validation accuracy", "验证集准确率"), domain: [0, 1] },
    layers: [
      { mark: "rule", name: text("chance", "随机猜测"), axis: "y", value: chance },
      ...curves.flatMap(({ kind, accuracy }) => curve(nameOf(kind), lengths, accuracy)),
    ],
  }),
});

const nameOf = (kind: Kind) =>
  cases(kind, {
    SRN: text("simple network (SRN)", "简单循环网络（SRN）"),
    LSTM: text("LSTM", "LSTM 网络"),
    "open LSTM": text("LSTM, forget gates open at first", "LSTM（遗忘门初始打开）"),
  });
