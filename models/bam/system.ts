/** The bidirectional associative memory: pairs recalled in both directions, its energy, and a classifier of digits. */
import type { Run } from "../run.ts";
import { mean } from "../shared/statistics.ts";
import * as setting from "../shared/settings.ts";
import { type Metrics, type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { classify } from "./classify.ts";
import { capacity } from "./experiments/capacity.ts";
import { classifier } from "./experiments/classifier.ts";
import { pairs } from "./experiments/pairs.ts";
import { letterPictures } from "./letters.ts";
import { pairLook } from "./looks/pair.ts";
import { hebb, settle } from "./model.ts";
import { page } from "./page.ts";
import { bitDigits, digitPictures, noisyHalf, randomPatterns, rowsOf } from "./patterns.ts";
import { randomPairs, recallBoth, storing } from "./recall.ts";

interface MemoryRecipe extends Recipe {
  readonly units: number;
  readonly pairs: number;
  /** Number of memories with their own pairs; the worst counts. */
  readonly memories: number;
}

const noise = 0.1;
/** Number of letters stored with digits. */
const glyphs = 2;

export const system = defineSystem<MemoryRecipe>({
  place: [5, 4],
  chapter: "attention",
  title: { en: "Bidirectional associative memory", zh: "双向联想记忆" },
  summary: {
    en: "hetero-associative memory of pairs: random patterns, letters with digits, digits with classes",
    zh: "成对模式的异联想记忆：随机模式、字母与数字、数字与类别",
  },
  metrics: {
    forth: {
      meaning: {
        en: "bits of second patterns recalled from noisy halves of the first",
        zh: "从第一个模式的带噪一半想起第二个，正确的比特",
      },
      unit: "fraction",
    },
    back: {
      meaning: {
        en: "bits of first patterns recalled from noisy halves of the second",
        zh: "从第二个模式的带噪一半想起第一个，正确的比特",
      },
      unit: "fraction",
    },
    energy_rise: { meaning: { en: "largest change of the energy by half of a sweep", zh: "每半轮能量的最大变化" } },
    letters: {
      meaning: { en: "digits recalled exactly from halves of letters", zh: "由半个字母完全想起的数字" },
      unit: "fraction",
    },
    accuracy: {
      meaning: { en: "test digits classified correctly by a memory", zh: "用记忆分类，测试数字的准确率" },
      unit: "fraction",
    },
    nearest_mean: {
      meaning: { en: "test digits classified correctly by the nearest mean", zh: "用最近均值分类，测试数字的准确率" },
      unit: "fraction",
    },
  },
  recipes: {
    full: {
      units: 256,
      pairs: 16,
      memories: 20,
      bars: [
        { metric: "forth", op: ">=", value: 0.95 },
        { metric: "back", op: ">=", value: 0.95 },
        { metric: "energy_rise", op: "<=", value: 0 },
      ],
    },
    quick: {
      units: 256,
      pairs: 16,
      memories: 3,
      bars: [
        { metric: "forth", op: ">=", value: 0.95 },
        { metric: "back", op: ">=", value: 0.95 },
        { metric: "energy_rise", op: "<=", value: 0 },
      ],
    },
  },

  settings: {
    units: {
      path: "units",
      label: text("units of each layer", "每层的神经元个数"),
      min: 16,
      max: 1024,
      scale: "log",
      integer: true,
    },
    pairs: {
      path: "pairs",
      label: text("stored pairs", "存储的模式对数"),
      min: 1,
      max: 200,
      scale: "log",
      integer: true,
    },
    memories: setting.repetitions("memories", { max: 100 }),
  },

  async train(run, recipe) {
    return {
      ...(await recallPairs(run, recipe)),
      ...(await followEnergy(run)),
      ...(await recallLetters(run)),
      ...(await classifyDigits(run)),
    };
  },

  experiments: { pairs, capacity, classifier },
  looks: { pair: pairLook },
  page,
});

async function recallPairs(run: Run, { units, pairs: count, memories }: MemoryRecipe): Promise<Metrics> {
  const found = { forth: [] as number[], back: [] as number[] };
  for (let i = 0; i < memories; i++) {
    const stored = await randomPairs(count, units, units);
    const damaged = { x: await noisyHalf(stored.x, noise), y: await noisyHalf(stored.y, noise) };
    const { forth, back } = await run.once("random pairs", async () =>
      recallBoth(await storing(stored), stored, damaged),
    );
    found.forth.push(mean(forth));
    found.back.push(mean(back));
    run.progress("random pairs", i + 1, memories, { forth: mean(forth), back: mean(back) });
  }
  return { forth: Math.min(...found.forth), back: Math.min(...found.back) };
}

/** Settles random states of a memory of random pairs, and returns the largest change of the energy after the first pass. */
async function followEnergy(run: Run): Promise<Metrics> {
  const [count, first, second, starts] = [8, 48, 32, 40];
  const stored = await randomPairs(count, first, second);
  const W = hebb(await rowsOf(stored.x), await rowsOf(stored.y));
  const from = await rowsOf(await randomPatterns(starts, first));
  return run.once("energy", async () => {
    const changes = from.flatMap((x) => {
      const energies = settle(W, x).map(({ energy }) => energy);
      return energies.slice(1).map((value, i) => value - energies[i]!);
    });
    return { energy_rise: Math.max(...changes) };
  });
}

async function recallLetters(run: Run): Promise<Metrics> {
  const stored = { x: letterPictures(glyphs), y: await digitPictures(glyphs) };
  const memory = run.keep("letters", await storing(stored));
  const damaged = { x: await noisyHalf(stored.x, 0), y: await noisyHalf(stored.y, 0) };
  const { forth } = await recallBoth(memory, stored, damaged);
  return { letters: mean(forth.map((share) => Number(share === 1))) };
}

async function classifyDigits(run: Run): Promise<Metrics> {
  const found = await run.once("digits", async () => classify(await bitDigits(run.seed)));
  return { accuracy: found["all, one pass"], nearest_mean: found["nearest mean"] };
}
