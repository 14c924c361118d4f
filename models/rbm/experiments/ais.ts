/** Number of temperatures that annealing needs for a reliable log Z. */
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { summarize } from "../../verdicts.ts";
import { type AnnealOptions, anneal } from "../anneal.ts";
import { teach } from "../contrast.ts";
import { binaryDigits, logOdds } from "../digits.ts";
import { logPartition } from "../exact.ts";
import type { AISFacts, Trial } from "../facts.ts";
import { aisWords } from "../words.ts";

const chains = 100;

export const ais = defineExperiment<AISFacts>({
  question: {
    en: "A partition function has too many terms to sum: how accurately can sampling estimate it?",
    zh: "配分函数的求和项多得算不完，用采样来估计能有多准？",
  },
  seeds: 3,

  async measure(run) {
    const counts = run.quick ? [10, 100, 1000] : [10, 30, 100, 300, 1000, 3000, 10_000];
    const measured = await run.overSeeds((one) => estimates(one, counts));
    const trials = counts.map((temperatures, i): Trial => {
      const found = measured.map((of) => of[i]!);
      return {
        temperatures,
        error: summarize(
          found.map(({ error }) => error),
          run.seeds,
        ),
        intervals: found.map(({ low, high }) => ({ low, high })),
        effective: summarize(
          found.map(({ effective }) => effective),
          run.seeds,
        ),
      };
    });
    const isClose = ({ error }: Trial) => error.values.every((value) => Math.abs(value) <= 1);
    const reliable = trials.find((_, i) => trials.slice(i).every(isClose))?.temperatures ?? null;
    return { chains, trials, reliable, few: fewOf(trials.filter(({ temperatures }) => temperatures <= 100)) };
  },

  words: aisWords,

  table: ({ trials }) => ({
    columns: [
      text("temperatures", "温度个数"),
      { name: text("error of log Z (nats)", "log Z 的误差（奈特）"), digits: 2 },
      text("intervals of three standard errors that contain the exact value", "三倍标准误的区间含精确值的次数"),
      text("of", "共"),
      { name: text("effective chains", "有效链数"), digits: 1 },
    ],
    rows: trials.map(({ temperatures, error, intervals, effective }) => [
      temperatures,
      error,
      intervals.filter(({ low, high }) => low <= 0 && high >= 0).length,
      intervals.length,
      effective,
    ]),
  }),

  figure: figureOf,
});

function fewOf(trials: readonly Trial[]): AISFacts["few"] {
  const intervals = trials.flatMap((trial) => trial.intervals);
  const missed = intervals.filter(({ low, high }) => low > 0 || high < 0);
  if (missed.length <= intervals.length / 2) return "contain it";
  return missed.filter(({ high }) => high < 0).length > intervals.length / 2 ? "too low" : "off";
}

interface Estimated {
  readonly error: number;
  readonly low: number;
  readonly high: number;
  readonly effective: number;
}

/** Trains a machine small enough for the exact log Z, and estimates it with each number of temperatures. */
async function estimates(run: Run, counts: readonly number[]): Promise<Estimated[]> {
  const { train } = await binaryDigits(run, { train: run.quick ? 3000 : 50_000, test: 0 });
  const teaching = { sweeps: 1, persistent: true, epochs: run.quick ? 10 : 5, learningRate: 0.2 };
  const machine = await teach(run, "persistent CD", train, { ...teaching, hidden: run.quick ? 10 : 20 });
  const exact = await logPartition(machine, run);
  const odds = await logOdds(train);
  const found: Estimated[] = [];
  for (const temperatures of counts) {
    const options: AnnealOptions = { temperatures, chains };
    const { logZ, low, high, effective } = await anneal(machine, odds, options, run);
    found.push({ error: logZ - exact, low: low - exact, high: high - exact, effective });
  }
  return found;
}

function figureOf({ trials, chains }: AISFacts): Panels {
  const errors = trials.map(({ temperatures, error }): Point => [temperatures, error.mean]);
  // An interval that begins at -∞ is cut at the edge of the chart.
  const lowest = Math.min(-2, ...trials.flatMap(({ error }) => error.values.map((value) => 1.2 * value)));
  const highest = Math.max(2, ...trials.flatMap(({ intervals }) => intervals.map(({ high }) => 1.2 * high)));
  const x = { label: text("temperatures", "温度个数"), scale: "log" } as const;
  const estimate: Chart = {
    kind: "chart",
    title: text("Estimated minus exact log Z", "估计的 log Z 减去精确值"),
    x,
    y: { label: text("error (nats)", "误差（奈特）"), domain: [lowest, highest] },
    layers: [
      {
        mark: "band",
        name: text("three standard errors, first seed", "三倍标准误（第一个种子）"),
        points: trials.map(({ temperatures, intervals: [first] }) => [
          temperatures,
          Math.max(first!.low, lowest),
          first!.high,
        ]),
      },
      { mark: "line", name: text("mean error", "平均误差"), points: errors },
      {
        mark: "points",
        name: text("each seed", "各个种子"),
        points: trials.flatMap(({ temperatures, error }) => error.values.map((value): Point => [temperatures, value])),
      },
      { mark: "rule", name: text("exact", "精确值"), axis: "y", value: 0 },
    ],
  };
  const effective: Chart = {
    kind: "chart",
    title: text("Effective number of chains", "有效链数"),
    x,
    y: { label: "(Σ w)² / Σ w²", domain: [0, chains] },
    layers: [
      {
        mark: "line",
        name: text("chains", "链"),
        points: trials.map(({ temperatures, effective }): Point => [temperatures, effective.mean]),
      },
    ],
  };
  const title = text("Annealed importance sampling against the exact value", "退火重要性采样与精确值对比");
  return { kind: "panels", title, columns: 2, panels: [estimate, effective] };
}
