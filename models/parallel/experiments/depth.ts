/** Critical path and total number of operations of the scan and of the loop. */
import { Tensor, associativeScan, zeros } from "hebb";
import type { Chart, Graph, GraphEdge, GraphNode } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";

/** Length of the scan that is drawn. */
const drawn = 8;

export const depthExperiment: EnglishExperiment = {
  question: {
    en: "A recurrence is computed step by step: how many of these steps really have to wait for one another?",
    zh: "循环要一步接一步地算，其中有多少步非得等前一步算完不可？",
  },

  async measure(run: Run): Promise<Finding> {
    const lengths = run.quick ? [1, 2, 7, 64] : [2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1000, 2048, 4096];
    const rows = [];
    for (const length of lengths) rows.push({ length, ...(await costOf(length)) });
    const last = rows.at(-1)!;
    const bound = 2 * Math.ceil(Math.log2(last.length)) - 1;
    return {
      answer:
        `A loop over ${last.length} elements is a chain of ${last.length} steps. The scan puts maps together in ${last.depth} steps one after the other (at most 2 ⌈log₂ T⌉ - 1 = ${bound}), ` +
        `for which it does ${last.work} compositions, ${(last.work / last.length).toFixed(2)} for each element, and each takes two products and a sum where a step of the loop takes one product and a sum: what is gained in ` +
        "depth is paid in work, and only what works on many elements at once gains by it.",
      table: {
        columns: ["elements T", "steps of the loop", "longest chain of the scan", "2 ⌈log₂ T⌉ - 1", "compositions"],
        rows: rows.map(({ length, depth, work }) => [
          length,
          length,
          depth,
          Math.max(0, 2 * Math.ceil(Math.log2(length)) - 1),
          work,
        ]),
      },
      figure: {
        kind: "panels",
        title: "Prefixes in logarithmic depth",
        columns: 1,
        panels: [await tree(), chart(rows)],
      },
    };
  },
};

/** Cost of a scan. */
export interface Cost {
  /** Length of the longest chain of dependent compositions. */
  readonly depth: number;
  /** Number of compositions of two elements. */
  readonly work: number;
}

/** Counts by scanning depths: a composition is one deeper than the deeper of its two operands. */
export async function costOf(length: number): Promise<Cost> {
  let work = 0;
  const depths = associativeScan(
    (earlier, later) => {
      work += later.shape[0]!;
      return earlier.maximum(later).add(1);
    },
    zeros([length]),
  );
  return { depth: await depths.max().item(), work };
}

/**
 * Records the operands of every composition. Element t is 2^t, so that a sum identifies the set of elements it
 * contains.
 */
async function tree(): Promise<Graph> {
  const calls: { readonly earlier: Tensor; readonly later: Tensor }[] = [];
  associativeScan(
    (earlier, later) => {
      calls.push({ earlier, later });
      return earlier.add(later);
    },
    Tensor.from(Array.from({ length: drawn }, (_, t) => 2 ** t)),
  );
  const levels = new Map<number, number>(Array.from({ length: drawn }, (_, t) => [2 ** t, 0]));
  const edges: GraphEdge[] = [];
  for (const { earlier, later } of calls) {
    const [left, right] = [await earlier.array(), await later.array()];
    left.forEach((from, i) => {
      const made = from + right[i]!;
      levels.set(made, 1 + Math.max(levels.get(from)!, levels.get(right[i]!)!));
      for (const part of [from, right[i]!]) edges.push({ from: `${part}`, to: `${made}` });
    });
  }
  const nodes = [...levels].map(([set, level]): GraphNode => {
    const [first, last] = [Math.log2(set & -set), Math.floor(Math.log2(set))];
    return {
      id: `${set}`,
      label: first === last ? `${first + 1}` : `${first + 1}–${last + 1}`,
      role: first === 0 ? "output" : level === 0 ? "input" : "operation",
      at: [last, level],
    };
  });
  return { kind: "graph", title: "Which elements each composition stands for; prefixes begin at 1", nodes, edges };
}

function chart(rows: readonly (Cost & { readonly length: number })[]): Chart {
  return {
    kind: "chart",
    title: "Steps that have to wait for one another",
    x: { label: "elements T", scale: "log" },
    y: { label: "longest chain", scale: "log" },
    layers: [
      { mark: "line", name: "loop", points: rows.map(({ length }) => [length, length]) },
      { mark: "line", name: "scan", points: rows.map(({ length, depth }) => [length, depth]) },
      { mark: "points", name: "scan", points: rows.map(({ length, depth }) => [length, depth]) },
    ],
  };
}
