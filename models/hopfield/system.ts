/** The Hopfield network: its energy at every update, its capacity, and recall of digits. */
import { HopfieldNetwork, arange } from "hebb";
import type { Run } from "../run.ts";
import { type Metrics, type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { capacity } from "./experiments/capacity.ts";
import { energyExperiment } from "./experiments/energy.ts";
import { recall } from "./experiments/recall.ts";
import { spurious } from "./experiments/spurious.ts";
import { damaged } from "./looks/damaged.ts";
import { descend, energy, hebb } from "./model.ts";
import { page } from "./page.ts";
import { cut, digitPictures, flipped, overlaps, randomPatterns, rowsOf, side } from "./patterns.ts";
import { overlapAt, remember, settler } from "./settling.ts";

interface HopfieldRecipe extends Recipe {
  readonly units: number;
  /** Number of networks with their own patterns. */
  readonly networks: number;
  /** Number of recalls in each network. */
  readonly recalls: number;
  /** Number of recalls of each digit. */
  readonly trials: number;
}

const loads = { low: 0.12, high: 0.17 };
const noise = 0.1;

export const system = defineSystem<HopfieldRecipe>({
  place: [5, 3],
  chapter: "attention",
  title: { en: "Hopfield network", zh: "Hopfield 网络" },
  summary: {
    en: "auto-associative memory of random bits and of digits, stored by the Hebb rule and by projection",
    zh: "自联想记忆，用 Hebb 规则和投影规则存储随机模式和数字图片",
  },
  metrics: {
    energy_rise: {
      meaning: { en: "largest change of the energy by an asynchronous update", zh: "逐个更新时，能量的最大变化" },
    },
    updates: { meaning: { en: "updates whose energy was summed over all pairs", zh: "逐对求和核对过能量的更新次数" } },
    overlap_low: {
      meaning: {
        en: "mean overlap after recall from noise at a low load, in the worst network",
        zh: "存得较少时，从噪声回忆的平均重叠（取最差的网络）",
      },
    },
    overlap_high: {
      meaning: {
        en: "mean overlap after recall from noise at a high load, in the best network",
        zh: "存得过多时，从噪声回忆的平均重叠（取最好的网络）",
      },
    },
    digits_noise: {
      meaning: {
        en: "noisy digits restored exactly by the projection rule",
        zh: "投影规则：加噪声的数字完全恢复的比例",
      },
      unit: "fraction",
    },
    digits_half: {
      meaning: {
        en: "halves of digits completed exactly by the projection rule",
        zh: "投影规则：半张数字完全补全的比例",
      },
      unit: "fraction",
    },
    digits_hebb: {
      meaning: { en: "noisy digits restored exactly by the Hebb rule", zh: "Hebb 规则：加噪声的数字完全恢复的比例" },
      unit: "fraction",
    },
  },
  recipes: {
    full: {
      units: 1000,
      networks: 3,
      recalls: 48,
      trials: 100,
      bars: [
        { metric: "energy_rise", op: "<=", value: 0 },
        { metric: "overlap_low", op: ">=", value: 0.95 },
        { metric: "overlap_high", op: "<=", value: 0.65 },
        { metric: "digits_noise", op: ">=", value: 0.9 },
      ],
    },
    quick: {
      units: 400,
      networks: 1,
      recalls: 16,
      trials: 20,
      bars: [
        { metric: "energy_rise", op: "<=", value: 0 },
        { metric: "overlap_low", op: ">=", value: 0.9 },
        { metric: "overlap_high", op: "<=", value: 0.88 },
        { metric: "digits_noise", op: ">=", value: 0.9 },
      ],
    },
  },

  settings: {
    units: { path: "units", label: text("units", "神经元个数"), min: 50, max: 2000, scale: "log", integer: true },
    recalls: { path: "recalls", label: text("recalled patterns", "回忆的模式数"), min: 1, max: 200, integer: true },
    trials: {
      path: "trials",
      label: text("recalls of each digit", "每个数字的回忆次数"),
      min: 1,
      max: 1000,
      integer: true,
    },
  },

  async train(run, recipe) {
    return { ...(await followEnergy(run)), ...(await overlapsOf(run, recipe)), ...(await restoreDigits(run, recipe)) };
  },

  experiments: { energy: energyExperiment, capacity, recall, spurious },
  looks: { damaged },
  page,
});

/** Follows random states down, with the energy of the whole network summed at every update. */
async function followEnergy(run: Run): Promise<Metrics> {
  const [units, patterns, starts] = [64, 8, 10];
  const network = hebb(await rowsOf(await randomPatterns(patterns, units)));
  const from = await rowsOf(await randomPatterns(starts, units));
  return run.once("energy", async () => {
    const order = Array.from({ length: 6 * units }, (_, i) => i % units);
    let rise = -Infinity;
    for (const start of from) {
      let before = energy(network, start);
      for (const update of descend(network, start, order)) {
        rise = Math.max(rise, update.energy - before);
        before = update.energy;
      }
    }
    return { energy_rise: rise, updates: starts * order.length };
  });
}

/** Measures the overlap at both loads in several networks, from patterns with flipped units. */
async function overlapsOf(run: Run, { units, networks, recalls }: HopfieldRecipe): Promise<Metrics> {
  const network = new HopfieldNetwork(units);
  const settle = settler(network);
  const trial = { rule: "Hebb", noise, recalls } as const;
  const { low, high } = await run.loop("capacity", {
    total: 2 * networks,
    state: { network, low: [] as number[], high: [] as number[] },
    async step(i, state) {
      const kind = i % 2 === 0 ? "low" : "high";
      const { overlap } = await overlapAt(network, settle, { ...trial, load: loads[kind] });
      state[kind].push(overlap);
      return { values: { load: loads[kind], overlap } };
    },
  });
  return { overlap_low: Math.min(...low), overlap_high: Math.max(...high) };
}

/** Stores a picture of each digit from 0 to 4 by both rules, and recalls them from noise and from their upper half. */
async function restoreDigits(run: Run, { trials }: HopfieldRecipe): Promise<Metrics> {
  const digits = await digitPictures([0, 1, 2, 3, 4]);
  const count = digits.shape[0]!;
  const network = run.keep("digits", new HopfieldNetwork(side * side));
  const settle = settler(network);
  const asked = digits.take(arange(trials * count).mod(count));
  const noisy = await flipped(asked, noise);
  const halves = await cut(asked, (side * side) / 2);
  const exact = async (rule: "Hebb" | "projection", cue: typeof asked) => {
    await remember(network, digits, rule);
    const found = await overlaps((await settle(cue)).states, asked);
    return found.filter((overlap) => overlap === 1).length / found.length;
  };
  return {
    digits_hebb: await exact("Hebb", noisy),
    digits_noise: await exact("projection", noisy),
    digits_half: await exact("projection", halves),
  };
}
