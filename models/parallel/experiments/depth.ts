/** Critical path and total number of operations of the scan and of the loop. */
import type { Panels } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { DepthFacts } from "../facts.ts";
import { compositionsOf, costOf, treeFigure } from "../tree.ts";
import { depthWords } from "../words.ts";

/** Length of the scan that is drawn. */
const drawn = 8;

export const depthExperiment = defineExperiment<DepthFacts>({
  question: {
    en: "A recurrence is computed step by step: how many of these steps really have to wait for one another?",
    zh: "循环要一步接一步地算，其中有多少步非得等前一步算完不可？",
  },

  async measure(run) {
    const lengths = run.quick ? [1, 2, 7, 64] : [2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1000, 2048, 4096];
    const rows = [];
    for (const length of lengths) rows.push({ length, ...(await costOf(length)) });
    const ones = Array<number>(drawn).fill(1);
    return {
      rows,
      grows: rows.every(({ length, depth }) => depth <= boundOf(length)) ? "like the logarithm" : "faster",
      tree: await compositionsOf(ones, ones),
    };
  },

  words: depthWords,

  table: ({ rows }) => ({
    columns: [
      text("elements T", "元素个数 T"),
      text("steps of the loop", "逐步循环的步数"),
      text("longest chain of the scan", "扫描的最长链"),
      text("bound of the chain", "最长链的上界"),
      text("compositions of the scan", "扫描的复合次数"),
    ],
    rows: rows.map(({ length, depth, work }) => [length, length, depth, boundOf(length), work]),
  }),

  figure: figureOf,
});

/** Returns 2 ⌈log₂ T⌉ - 1, or 0 for one element. */
const boundOf = (length: number): number => Math.max(0, 2 * Math.ceil(Math.log2(length)) - 1);

function figureOf({ rows, tree }: DepthFacts): Panels {
  const chains = rows.map(({ length, depth }) => [length, depth] as const);
  return {
    kind: "panels",
    title: text("A recurrence as a tree", "把循环算成一棵树"),
    columns: 1,
    panels: [
      treeFigure(
        text(
          "Elements that each composition stands for; prefixes begin at one",
          "每次复合代表哪些元素；从一开始的是前缀",
        ),
        tree,
      ),
      {
        kind: "chart",
        title: text("Steps that have to wait for one another", "必须一个等一个的步数"),
        x: { label: text("elements T", "元素个数 T"), scale: "log" },
        y: { label: text("longest chain", "最长链"), scale: "log" },
        layers: [
          {
            mark: "line",
            name: text("loop", "逐步循环"),
            points: rows.map(({ length }) => [length, length] as const),
          },
          { mark: "line", name: text("scan", "并行扫描"), points: chains },
          { mark: "points", name: text("scan", "并行扫描"), points: chains },
        ],
      },
    ],
  };
}
