/** Keys used as values against separate keys and values, by the width of the vectors and the number of pairs. */
import type { Point } from "../../figure.ts";
import { count } from "../../quantity.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { KeysFacts } from "../facts.ts";
import { recalled, trainRecall } from "../recall.ts";
import { keysWords } from "../words.ts";

export const keysExperiment = defineExperiment<KeysFacts>({
  question: {
    en: "Why is attention more powerful with separate keys and values?",
    zh: "键和值分开，注意力为什么就更强大？",
  },
  seeds: 3,

  async measure(run) {
    const widths = run.quick ? [2, 8] : [2, 3, 4, 8, 16];
    const loads = run.quick ? [4] : [4, 16];
    const steps = run.quick ? 150 : 1500;
    const measured = await run.overSeeds(async (one) => {
      const found: number[][][] = [];
      for (const tied of [false, true]) {
        const rows: number[][] = [];
        for (const pairs of loads) {
          const row: number[] = [];
          for (const width of widths) {
            const label = `${tied ? "tied" : "separate"}, ${pairs} pairs, width ${width}`;
            row.push(await recalled(await trainRecall(one, { pairs, steps, width, tied, label }), pairs));
          }
          rows.push(row);
        }
        found.push(rows);
      }
      return found;
    });
    const summaries = (kind: number) =>
      loads.map((_, l) =>
        widths.map((_, w) =>
          summarize(
            measured.map((found) => found[kind]![l]![w]!),
            run.seeds,
          ),
        ),
      );
    const [separate, tied] = [summaries(0), summaries(1)];
    return {
      widths,
      loads,
      recall: { separate, tied },
      narrow: distinguishable(separate.at(-1)![0]!, tied.at(-1)![0]!),
      wide: distinguishable(separate.at(-1)!.at(-1)!, tied.at(-1)!.at(-1)!),
    };
  },

  words: keysWords,

  table: ({ widths, loads, recall }) => ({
    columns: [
      text("pairs", "键值对数"),
      text("width", "维数"),
      { name: text("recall, separate", "准确率（分开）"), unit: "fraction" },
      { name: text("recall, tied", "准确率（共用）"), unit: "fraction" },
    ],
    rows: loads.flatMap((load, l) =>
      widths.map((width, w) => [load, width, recall.separate[l]![w]!, recall.tied[l]![w]!]),
    ),
  }),

  figure: ({ widths, loads, recall }) => ({
    kind: "panels",
    title: text("Keys and values, separate or tied", "键和值：分开或共用"),
    columns: loads.length,
    panels: loads.map((load, l) => ({
      kind: "chart" as const,
      title: say({ pairs: count(load, "pair", "pairs", "个键值对") }, "Lists of {pairs}", "{pairs}"),
      x: { label: text("width of the vectors", "向量的维数"), scale: "log" as const },
      y: { label: text("recall", "准确率"), domain: [0, 1] as const },
      layers: (["separate", "tied"] as const).flatMap((kind) => {
        const name = kind === "tied" ? text("tied", "共用") : text("separate", "分开");
        const points = recall[kind][l]!.map(({ mean }, w): Point => [widths[w]!, mean]);
        return [
          { mark: "line" as const, name, points },
          { mark: "points" as const, name, points },
        ];
      }),
    })),
  }),
});
