/**
 * Counting beyond the trained lengths, which depends on the cell: a network may represent counting without learning it.
 */
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { counts, reachOf, trainCounter } from "../counting.ts";
import { type Kind, kinds } from "../model.ts";

export const countingExperiment: EnglishExperiment = {
  question: {
    en: "Do recurrent networks learn to count, and how far beyond their training do they count?",
    zh: "循环神经网络学得会计数吗，超出训练范围以后还能数多远？",
  },

  async measure(run: Run): Promise<Finding> {
    const trained = run.quick ? 10 : 20;
    const settings = { hidden: 10, steps: run.quick ? 1000 : 20_000, learningRate: run.quick ? 2e-2 : 1e-2, trained };
    const seeds = Array.from({ length: run.quick ? 1 : 5 }, (_, i) => run.seed + i);
    const largest = run.quick ? 40 : 200;
    const right: Record<Kind, boolean[][]> = { SRN: [], GRU: [], LSTM: [] };
    for (const kind of kinds) {
      for (const seed of seeds) right[kind].push(await counts(await trainCounter(kind, seed, settings, run), largest));
    }
    const reaches = kinds.map((kind) => right[kind].map(reachOf));
    const means = reaches.map((values) => values.reduce((sum, value) => sum + value, 0) / seeds.length);
    const best = kinds[means.indexOf(Math.max(...means))]!;
    const listed = kinds.map((kind, i) => `the ${kind} to ${format(means[i]!)} (${reaches[i]!.join(", ")})`).join(", ");
    return {
      answer:
        `Trained on n = 1 to ${trained}, over ${seeds.length === 1 ? "one seed" : `${seeds.length} seeds`}, ${listed} count without a mistake ` +
        `on average; the ${best} reaches farthest. An LSTM's cell can add one for each a and take one away for each b without bound, while the ` +
        `states of the other two lie between -1 and 1 (Weiss et al., 2018).`,
      table: {
        columns: ["cell", "seed", "counts up to"],
        rows: kinds.flatMap((kind, i) => seeds.map((seed, j) => [kind, seed, reaches[i]![j]!])),
      },
      figure: {
        kind: "chart",
        title: "aⁿbⁿ beyond the training",
        x: { label: "n", scale: "log" },
        y: { label: "share of networks that count n", domain: [0, 1] },
        layers: [
          ...kinds.map((kind) => ({
            mark: "line" as const,
            name: kind,
            points: Array.from({ length: largest }, (_, i) => {
              return [i + 1, right[kind].filter((known) => known[i]).length / seeds.length] as const;
            }),
          })),
          { mark: "rule", name: "largest n of the training", axis: "x", value: trained },
        ],
      },
    };
  },
};

const format = (value: number) => String(Math.round(10 * value) / 10);
