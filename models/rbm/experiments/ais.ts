/** Number of temperatures that annealing needs for a reliable log Z. */
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Experiment } from "../../system.ts";
import { type Estimate, anneal } from "../anneal.ts";
import { teach } from "../contrast.ts";
import { binaryDigits, logOdds } from "../digits.ts";
import { logPartition } from "../exact.ts";

const chains = 100;

type Trial = Estimate & { readonly temperatures: number };

export const ais: Experiment = {
  question: {
    en: "A partition function has too many terms to sum: how accurately can sampling estimate it?",
    zh: "配分函数的求和项多得算不完，用采样来估计能有多准？",
  },

  async measure(run) {
    const { train } = await binaryDigits(run, { train: run.quick ? 3000 : 50_000, test: 0 });
    const teaching = { sweeps: 1, persistent: true, epochs: run.quick ? 10 : 5, learningRate: 0.2 };
    const machine = await teach(run, "persistent CD", train, { ...teaching, hidden: run.quick ? 10 : 20 });
    const exact = await logPartition(machine, run);
    const odds = await logOdds(train);
    const trials: Trial[] = [];
    for (const temperatures of run.quick ? [10, 100, 1000] : [10, 30, 100, 300, 1000, 3000, 10_000]) {
      trials.push({ temperatures, ...(await anneal(machine, odds, { temperatures, chains }, run)) });
    }
    return {
      answer: answerOf(trials, exact),
      table: {
        columns: ["temperatures", "estimate", "-3σ", "+3σ", "exact", "error", "effective chains"],
        rows: trials.map(({ temperatures, logZ, low, high, effective }) => [
          temperatures,
          logZ,
          low === -Infinity ? "-∞" : low,
          high,
          exact,
          logZ - exact,
          effective,
        ]),
      },
      figure: figureOf(trials, exact),
    };
  },
};

function answerOf(trials: readonly Trial[], exact: number): string {
  const [first, last] = [trials[0]!, trials.at(-1)!];
  const off = ({ logZ }: Trial) => logZ - exact;
  const within = trials.filter(({ low, high }) => low <= exact && exact <= high);
  const good = trials.find((_, i) => trials.slice(i).every((trial) => Math.abs(off(trial)) <= 1));
  const signed = (nats: number) => `${nats < 0 ? "-" : "+"}${Math.abs(nats).toFixed(2)}`;
  return (
    `log Z is ${exact.toFixed(2)} exactly; with ${chains} chains it is missed by ${signed(off(first))} nats over ` +
    `${first.temperatures} temperatures and by ${signed(off(last))} over ${last.temperatures}, as ${first.effective.toFixed(0)} and ` +
    `${last.effective.toFixed(0)} of them count. ` +
    (good === undefined
      ? `It is not within 1 nat even then; `
      : `It is within 1 nat from ${good.temperatures} temperatures on; `) +
    `${within.length} of ${trials.length} intervals of three standard errors hold the exact value` +
    (off(first) < -1 && first.high < exact
      ? `: where few chains carry all the weight, the estimate is too low and its interval too narrow.`
      : ".")
  );
}

function figureOf(trials: readonly Trial[], exact: number): Panels {
  const errors = trials.map(({ temperatures, logZ }): Point => [temperatures, logZ - exact]);
  // An interval that begins at -∞ is cut at the edge of the chart.
  const lowest = Math.min(-2, ...errors.map(([, error]) => 1.2 * error));
  const highest = Math.max(2, ...trials.map(({ high }) => 1.2 * (high - exact)));
  const x = { label: "temperatures", scale: "log" } as const;
  const estimate: Chart = {
    kind: "chart",
    title: "Annealed less exact log Z",
    x,
    y: { label: "error (nats)", domain: [lowest, highest] },
    layers: [
      {
        mark: "band",
        name: "three standard errors",
        points: trials.map(({ temperatures, low, high }) => [
          temperatures,
          Math.max(low - exact, lowest),
          high - exact,
        ]),
      },
      { mark: "line", name: "estimate", points: errors },
      { mark: "rule", name: "exact", axis: "y", value: 0 },
    ],
  };
  const effective: Chart = {
    kind: "chart",
    title: `Effective number of ${chains} chains`,
    x,
    y: { label: "(Σ w)² / Σ w²", domain: [0, chains] },
    layers: [{ mark: "line", name: "chains", points: trials.map((trial) => [trial.temperatures, trial.effective]) }],
  };
  return { kind: "panels", title: "Annealed importance sampling", columns: 2, panels: [estimate, effective] };
}
