/**
 * Counting beyond the trained lengths, which depends on the cell: a network may represent counting without learning it.
 */
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { counts, reachOf, trainCounter } from "../counting.ts";
import type { CountingFacts } from "../facts.ts";
import { kinds } from "../model.ts";
import { countingWords } from "../words.ts";

export const countingExperiment = defineExperiment<CountingFacts>({
  question: {
    en: "Do recurrent networks learn to count, and how far beyond their training do they count?",
    zh: "循环神经网络学得会计数吗，超出训练范围以后还能数多远？",
  },
  seeds: 5,

  async measure(run) {
    const trained = run.quick ? 10 : 20;
    const settings = { hidden: 10, steps: run.quick ? 1000 : 20_000, learningRate: run.quick ? 2e-2 : 1e-2, trained };
    const largest = run.quick ? 40 : 200;
    const measured = await run.overSeeds(async (one) => {
      const right: boolean[][] = [];
      for (const kind of kinds) right.push(await counts(await trainCounter(kind, one.seed, settings, one), largest));
      return right;
    });
    const cells = kinds.map((kind, k) => ({
      kind,
      reach: summarize(
        measured.map((right) => reachOf(right[k]!)),
        run.seeds,
      ),
      shares: Array.from(
        { length: largest },
        (_, i) => measured.filter((right) => right[k]![i]).length / measured.length,
      ),
    }));
    const [srn, gru, lstm] = cells;
    return {
      trained,
      cells,
      overSRN: distinguishable(lstm!.reach, srn!.reach),
      overGRU: distinguishable(lstm!.reach, gru!.reach),
    };
  },

  words: countingWords,

  table: ({ cells }) => ({
    columns: [
      text("cell", "循环单元"),
      { name: text("counts without a mistake up to", "一直数对到"), digits: 1 },
      text("each seed", "各随机种子"),
    ],
    rows: cells.map(({ kind, reach }) => [kind, reach, reach.values.join(", ")]),
  }),

  figure: ({ cells, trained }) => ({
    kind: "chart",
    title: text("Counting beyond the training", "数到训练范围之外"),
    x: { label: text("number of letters a", "a 的个数"), scale: "log" },
    y: { label: text("share of networks that count it", "数得对的网络所占比例"), domain: [0, 1] },
    layers: [
      ...cells.map(({ kind, shares }) => ({
        mark: "line" as const,
        name: kind,
        points: shares.map((share, i) => [i + 1, share] as const),
      })),
      { mark: "rule", name: text("longest in training", "训练中最长的"), axis: "x", value: trained },
    ],
  }),
});
