/** The energy at every update, with its terms, and networks in which it does rise. */
import { random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { summarize } from "../../verdicts.ts";
import type { Descent, EnergyFacts, Kind } from "../facts.ts";
import { type Network, type Update, descend, energy, netInput, stateAfter } from "../model.ts";
import { randomPatterns, rowsOf } from "../patterns.ts";
import { kindWords } from "../names.ts";
import { energyWords } from "../words.ts";

const kinds: readonly Kind[] = ["as required", "all at once", "asymmetric", "self-inhibition"];
const shownTerms = 8;
const sweeps = 12;

export const energyExperiment = defineExperiment<EnergyFacts>({
  question: {
    en: "Why can the energy of a Hopfield network never rise?",
    zh: "Hopfield 网络的能量为什么只降不升？",
  },
  seeds: 3,

  async measure(run) {
    const [units, starts] = run.quick ? [32, 8] : [64, 40];
    const measured = await run.overSeeds((one) => followed(one, units, starts));
    const first = measured[0]!;
    const descents = kinds.map((kind, k): Descent => {
      const of = measured.map(({ found }) => found[k]!);
      const rising = summarize(
        of.map(({ raised, changed }) => raised / Math.max(1, changed)),
        run.seeds,
      );
      return {
        kind,
        rising,
        resting: summarize(
          of.map(({ rested }) => rested / starts),
          run.seeds,
        ),
        trace: of[0]!.trace,
        verdict: rising.values.every((share) => share === 0) ? "never rises" : "rises",
      };
    });
    const updates = measured.reduce((sum, { found }) => sum + found[0]!.changed, 0);
    const mismatch = Math.max(...measured.map((one) => one.found[0]!.mismatch));
    return { units, updates, descents, terms: first.terms, start: first.start, mismatch };
  },

  words: energyWords,

  table: ({ terms, start }) => ({
    columns: [
      text("unit i", "神经元 i"),
      text("net input", "净输入"),
      text("state before", "更新前的状态"),
      text("state after", "更新后的状态"),
      text("change by the formula", "按公式算的能量变化"),
      text("energy before", "更新前的能量"),
      text("energy after", "更新后的能量"),
    ],
    rows: terms.map(({ unit, netInput, before, after, formula, energy }, n) => [
      unit + 1,
      netInput,
      before,
      after,
      formula,
      terms[n - 1]?.energy ?? start,
      energy,
    ]),
  }),

  figure: figureOf,
});

/** Recalls of one kind of network. */
interface Followed {
  changed: number;
  raised: number;
  rested: number;
  mismatch: number;
  trace: number[];
}

/** Follows recalls in random networks: the proof holds for any weights, whatever they store. */
async function followed(run: Run, units: number, starts: number) {
  const network = randomNetwork(await rowsOf(await randomPatterns(units, units)));
  const from = await rowsOf(await randomPatterns(starts, units));
  const coins = await rowsOf(random.uniform([units, units]));
  const orders = await Promise.all(
    Array.from({ length: sweeps }, async () => [...(await random.permutation(units).array())]),
  );
  const found = kinds.map((kind): Followed => {
    const changed = changedNetwork(kind, network, coins);
    const all = from.map((start) => recalled(kind, changed, start, orders));
    run.progress("recalls", kinds.indexOf(kind) + 1, kinds.length);
    return all.reduce((sum, one) => ({
      changed: sum.changed + one.changed,
      raised: sum.raised + one.raised,
      rested: sum.rested + one.rested,
      mismatch: Math.max(sum.mismatch, one.mismatch),
      trace: sum.trace,
    }));
  });
  const start = from[0]!;
  const terms = descend(network, start, orders[0]!).filter(({ before, after }) => before !== after);
  return { found, terms: terms.slice(0, shownTerms), start: energy(network, start) };
}

/** Returns a network with random symmetric weights of 1 and -1. */
function randomNetwork(signs: readonly (readonly number[])[]): Network {
  const W = signs.map((row, i) => row.map((_, j) => (i === j ? 0 : signs[Math.max(i, j)]![Math.min(i, j)]!)));
  return { W, b: W.map(() => 0) };
}

/** Breaks one requirement: half of the connections have one direction only, or units inhibit themselves. */
function changedNetwork(kind: Kind, network: Network, coins: readonly (readonly number[])[]): Network {
  const { W, b } = network;
  if (kind === "asymmetric") {
    const keeps = (i: number, j: number) => (i < j ? coins[i]![j]! < 0.5 : coins[j]![i]! >= 0.5);
    return { W: W.map((row, i) => row.map((w, j) => (keeps(i, j) ? w : 0))), b };
  }
  if (kind !== "self-inhibition") return network;
  return { W: W.map((row, i) => row.map((w, j) => (i === j ? -Math.sqrt(row.length) : w))), b };
}

function recalled(kind: Kind, network: Network, start: readonly number[], orders: readonly number[][]): Followed {
  let [s, before] = [[...start], energy(network, start)];
  const result: Followed = { changed: 0, raised: 0, rested: 0, mismatch: 0, trace: [before] };
  const count = (after: number, isChange: boolean, formula: number) => {
    if (isChange) result.changed++;
    if (isChange && after > before) result.raised++;
    result.mismatch = Math.max(result.mismatch, Math.abs(after - before - formula));
    before = after;
  };
  for (const order of orders) {
    const next = kind === "all at once" ? s.map((si, i) => Math.sign(netInput(network, s, i)) || si) : null;
    const updates: Update[] = next === null ? descend(network, s, order) : [];
    for (const { energy, before, after, formula } of updates) count(energy, before !== after, formula);
    const after = next ?? stateAfter(s, updates);
    const isSame = after.every((si, i) => si === s[i]);
    if (next !== null) count(energy(network, next), !isSame, 0);
    result.trace.push(before);
    result.rested = Number(isSame);
    s = after;
  }
  const scale = (start.length * (start.length - 1)) / 2;
  return { ...result, trace: result.trace.map((value) => value / scale) };
}

function figureOf({ descents, terms, start }: EnergyFacts): Panels {
  const traces: Chart = {
    kind: "chart",
    title: text("Energy of one recall after each sweep", "一次回忆中，每轮更新后的能量"),
    x: { label: text("sweeps", "轮数") },
    y: { label: text("energy per pair of units", "每对神经元的平均能量") },
    layers: descents.map(({ kind, trace }) => ({
      mark: "line",
      name: kindWords(kind),
      points: trace.map((value, sweep): Point => [sweep, value]),
    })),
  };
  const steps: Chart = {
    kind: "chart",
    title: text("Updates that changed a unit: each lowers the energy", "每次改变状态的更新都让能量下降"),
    x: { label: text("changes", "改变次数") },
    y: { label: text("energy E", "能量 E") },
    layers: [
      {
        mark: "line",
        points: [start, ...terms.map(({ energy }) => energy)].flatMap((value, n, all): Point[] =>
          n === 0
            ? [[n, value]]
            : [
                [n, all[n - 1]!],
                [n, value],
              ],
        ),
      },
    ],
  };
  return {
    kind: "panels",
    title: text("Energy of a Hopfield network", "Hopfield 网络的能量"),
    columns: 2,
    panels: [steps, traces],
  };
}
