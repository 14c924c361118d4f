/** Spurious states, counted by trying every state, and the energy on the way from one memory to another. */
import { random } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { Rest, RestCounts, SpuriousFacts } from "../facts.ts";
import { energy, hebb } from "../model.ts";
import { restWords } from "../names.ts";
import { grays, randomPatterns, rowsOf } from "../patterns.ts";
import { type RestState, statesAtRest } from "../rest.ts";
import { spuriousWords } from "../words.ts";

const rests: readonly Rest[] = ["stored", "inverted", "mixture", "other"];
/** Number of patterns of the network whose states are listed. */
const listed = 3;
const [pathPatterns, paths] = [3, 5];

export const spurious = defineExperiment<SpuriousFacts>({
  question: {
    en: "Does a Hopfield network also remember things that were never stored?",
    zh: "Hopfield 网络会不会“记住”从来没存过的东西？",
  },
  seeds: 3,

  async measure(run) {
    const units = run.quick ? 12 : 16;
    const counts = run.quick ? [1, 3] : [1, 3, 5, 7];
    const pathUnits = run.quick ? 60 : 200;
    const measured = await run.overSeeds(async (one) => ({
      rests: await restsOf(one, units, counts),
      ways: await waysOf(pathUnits),
    }));
    const tables = counts.map((patterns, i): RestCounts => ({
      patterns,
      counts: byRest((kind) => measured.map(({ rests }) => rests[i]!.filter((one) => one.kind === kind).length), run),
      basins: byRest((kind) => measured.map(({ rests }) => basinOf(rests[i]!, kind)), run),
    }));
    const numberOf = ({ counts }: RestCounts): Summary =>
      summarize(
        counts.mixture.values.map((value, i) => value + counts.other.values[i]!),
        counts.mixture.seeds,
      );
    const barrier = summarize(
      measured.map(({ ways }) => mean(ways.map(barrierOf))),
      run.seeds,
    );
    return {
      units,
      tables,
      listed: measured[0]!.rests[counts.indexOf(listed)]!.map(({ kind, state, energy }) => ({ kind, state, energy })),
      mixtures: tables.some(({ counts }) => counts.mixture.mean > 0) ? "found" : "not found",
      growth: distinguishable(numberOf(tables.at(-1)!), numberOf(tables[0]!)),
      paths: measured[0]!.ways,
      pathUnits,
      barrier,
      ridge: measured.every(({ ways }) => ways.every((way) => barrierOf(way) > 0)) ? "between" : "none",
    };
  },

  words: spuriousWords,

  table: ({ tables }) => ({
    columns: [
      text("stored patterns", "所存模式数"),
      ...rests.map((kind) => ({ name: restWords(kind), digits: 1 })),
      { name: text("recalls that end at a stored pattern", "最后停在所存模式上的比例"), unit: "fraction" },
    ],
    rows: tables.map(({ patterns, counts, basins }) => [patterns, ...rests.map((kind) => counts[kind]), basins.stored]),
  }),

  figure: figureOf,
});

function byRest(values: (kind: Rest) => number[], { seeds }: Run): Record<Rest, Summary> {
  const entries = rests.map((kind) => [kind, summarize(values(kind), seeds)] as const);
  return Object.fromEntries(entries) as Record<Rest, Summary>;
}

const basinOf = (found: readonly RestState[], kind: Rest): number =>
  found.reduce((sum, one) => sum + (one.kind === kind ? one.basin : 0), 0);

/** Returns the states at rest for each number of random patterns. */
async function restsOf(run: Run, units: number, counts: readonly number[]): Promise<RestState[][]> {
  const found: RestState[][] = [];
  for (const count of counts) {
    const patterns = await rowsOf(await randomPatterns(count, units));
    found.push(await run.once(`${count} patterns`, () => statesAtRest(patterns)));
  }
  return found;
}

/** Returns energies on paths between two memories, which change the differing units one by one in random order. */
async function waysOf(units: number): Promise<number[][]> {
  const patterns = await rowsOf(await randomPatterns(pathPatterns, units));
  const network = hebb(patterns);
  const [from, to] = [patterns[0]!, patterns[1]!];
  const scale = Math.abs(energy(network, from));
  const ways: number[][] = [];
  for (let path = 0; path < paths; path++) {
    const order = [...(await random.permutation(units).array())].filter((i) => from[i] !== to[i]);
    const state = [...from];
    const energies = [energy(network, state)];
    for (const i of order) {
      state[i] = to[i]!;
      energies.push(energy(network, state));
    }
    ways.push(energies.map((value) => value / scale));
  }
  return ways;
}

const barrierOf = (way: readonly number[]): number => Math.max(...way) - Math.max(way[0]!, way.at(-1)!);

function figureOf({ units, tables, listed, paths }: SpuriousFacts): Panels {
  const pictures: Pictures = {
    kind: "pictures",
    title: text("Every state at rest of one network, lowest energy first", "一个网络的全部稳定状态，按能量从低到高"),
    width: 4,
    height: units / 4,
    columns: 7,
    images: listed.map(({ kind, state }) => ({
      pixels: grays(state),
      caption: shortWords(kind),
      right: kind === "stored",
    })),
    scale: "gray",
  };
  const counts: Chart = {
    kind: "chart",
    title: text("States at rest by the number of stored patterns", "所存模式数与稳定状态数"),
    x: { label: text("stored patterns", "所存模式数") },
    y: { label: text("states at rest, mean", "稳定状态数（平均）") },
    layers: rests.map((kind) => ({
      mark: "bars",
      name: restWords(kind),
      values: tables.map(({ patterns, counts }) => [String(patterns), counts[kind].mean] as const),
    })),
  };
  const valley: Chart = {
    kind: "chart",
    title: text("Energy on paths from one memory to another", "从一个记忆走到另一个，沿途的能量"),
    x: { label: text("changed share of the differing units", "不同的神经元中已改变的比例") },
    y: { label: text("energy relative to the first memory", "能量（与第一个记忆之比）") },
    layers: paths.map((way) => ({
      mark: "line",
      points: way.map((value, i): Point => [i / (way.length - 1), value]),
    })),
  };
  return {
    kind: "panels",
    title: text("Stored and spurious states", "所存模式与伪状态"),
    columns: 2,
    panels: [pictures, counts, valley],
  };
}

const shortWords = (kind: Rest): Text =>
  cases(kind, {
    stored: text("stored", "所存"),
    inverted: text("inverse", "反相"),
    mixture: text("mixture", "混合"),
    other: text("other", "其他"),
  });
