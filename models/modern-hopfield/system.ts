/** The modern Hopfield network: capacity over the dimension, equality with attention, and recall of digits. */
import { ModernHopfieldNetwork, Tensor, attention as read, random } from "hebb";
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { type Metrics, type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { capacityOf, settled } from "./capacity.ts";
import { attention } from "./experiments/attention.ts";
import { bits } from "./experiments/bits.ts";
import { capacity } from "./experiments/capacity.ts";
import { beta, pictures, updates } from "./experiments/pictures.ts";
import { query } from "./looks/query.ts";
import { update } from "./model.ts";
import { page } from "./page.ts";
import { cut, digitPatterns, largestDifference, noisy, recalledShare, side } from "./patterns.ts";

interface ModernRecipe extends Recipe {
  /** Number of lists of patterns; the smallest capacity counts. */
  readonly draws: number;
  readonly dimensions: readonly number[];
  /** Inverse temperature of the networks whose capacity is measured. */
  readonly beta: number;
  /** Number of stored digits. */
  readonly digits: number;
  /** Standard deviation of the noise that is added to digits. */
  readonly noise: number;
}

const capacityMeaning = {
  en: "patterns recalled by one update, in the smallest draw",
  zh: "一次更新能回忆的模式数（取最少的一次抽样）",
} as const;

export const system = defineSystem<ModernRecipe>({
  place: [5, 5],
  chapter: "attention",
  title: { en: "Modern Hopfield network", zh: "现代 Hopfield 网络" },
  summary: {
    en: "associative memory of continuous states, read by attention: random patterns and handwritten digits",
    zh: "连续状态的联想记忆，用注意力读取：随机模式与手写数字",
  },
  metrics: {
    capacity_8: { meaning: capacityMeaning },
    capacity_12: { meaning: capacityMeaning },
    capacity_16: { meaning: capacityMeaning },
    growth: {
      meaning: { en: "growth of the logarithm of the capacity per dimension", zh: "每增加一维，容量对数的增量" },
    },
    attention_gap: {
      meaning: { en: "largest difference between an update and a read by attention", zh: "更新与注意力读取的最大差值" },
    },
    digits_noise: { meaning: { en: "noisy digits restored", zh: "加噪声的数字恢复的比例" }, unit: "fraction" },
    digits_half: { meaning: { en: "halves of digits completed", zh: "半张数字补全的比例" }, unit: "fraction" },
  },
  recipes: {
    full: {
      draws: 3,
      dimensions: [8, 12, 16],
      beta: 1,
      digits: 1437,
      noise: 0.5,
      bars: [
        { metric: "capacity_8", op: ">=", value: 60 },
        { metric: "capacity_12", op: ">=", value: 900 },
        { metric: "capacity_16", op: ">=", value: 15_000 },
        { metric: "growth", op: ">=", value: 0.6 },
        { metric: "attention_gap", op: "<=", value: 1e-6 },
        { metric: "digits_noise", op: ">=", value: 0.9 },
      ],
    },
    quick: {
      draws: 1,
      dimensions: [8, 12],
      beta: 1,
      digits: 300,
      noise: 0.5,
      bars: [
        { metric: "capacity_8", op: ">=", value: 60 },
        { metric: "capacity_12", op: ">=", value: 900 },
        { metric: "growth", op: ">=", value: 0.6 },
        { metric: "attention_gap", op: "<=", value: 1e-6 },
        { metric: "digits_noise", op: ">=", value: 0.9 },
      ],
    },
  },

  settings: {
    digits: {
      path: "digits",
      label: text("stored digits", "存储的数字个数"),
      min: 10,
      max: 1437,
      scale: "log",
      integer: true,
    },
    draws: setting.repetitions("draws"),
    beta: { path: "beta", label: text("inverse temperature", "逆温度"), min: 0.1, max: 10, scale: "log" },
    noise: {
      path: "noise",
      label: text("noise on the digits (standard deviation)", "数字上噪声的标准差"),
      min: 0,
      max: 2,
    },
  },

  async train(run, recipe) {
    return { ...(await capacities(run, recipe)), ...(await restoreDigits(run, recipe)) };
  },

  experiments: { capacity, attention, pictures, bits },
  looks: { query },
  page,
});

async function capacities(run: Run, { draws, dimensions, beta }: ModernRecipe): Promise<Metrics> {
  const found: Record<string, number> = {};
  for (const features of dimensions) {
    const values: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const options = { features, beta, updates: 1, most: Math.round(2 * 2.05 ** features) };
      values.push(await run.once(`${features} dimensions`, () => capacityOf(options)));
      run.progress(`${features} dimensions`, draw + 1, draws, { capacity: values.at(-1)! });
    }
    found[`capacity_${features}`] = Math.min(...values);
  }
  const [first, last] = [dimensions[0]!, dimensions.at(-1)!];
  const growth = Math.log(found[`capacity_${last}`]! / found[`capacity_${first}`]!) / (last - first);
  return { ...found, growth };
}

async function restoreDigits(run: Run, { digits, noise }: ModernRecipe): Promise<Metrics> {
  const features = side * side;
  const X = await digitPatterns(digits);
  const network = run.keep("digits", new ModernHopfieldNetwork(digits, features, { beta }));
  run.keepText("digits-settings.json", JSON.stringify({ digits, features, beta }));
  await network.patterns.set(X);
  const recall = settled(network, updates);
  const ξ = Tensor.from(await random.normal([20, features]).array(), [20, features]);
  return {
    attention_gap: await largestDifference(update(X, ξ, 1 / Math.sqrt(features)), read(ξ, X, X)),
    digits_noise: await recalledShare(recall(await noisy(X, noise)), X),
    digits_half: await recalledShare(recall(cut(X, features / 2)), X),
  };
}
