/** One update as one read by attention, its energy, and the effect of the inverse temperature. */
import { ModernHopfieldNetwork, Tensor, attention as read, compile, random } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import { number } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { summarize, trend } from "../../verdicts.ts";
import { settled } from "../capacity.ts";
import type { AttentionFacts } from "../facts.ts";
import { effectiveNumber, update, weights } from "../model.ts";
import { digitPatterns, grays, largestDifference, noisy, recalledShare, side } from "../patterns.ts";
import { attentionWords } from "../words.ts";

const features = side * side;
const updates = 5;
const noise = 0.7;
/** Inverse temperatures, among them 1 / √64, that of scaled dot-product attention. */
const betas = [1 / 64, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 4];

export const attention = defineExperiment<AttentionFacts>({
  question: {
    en: "Is an update of a modern Hopfield network the same as reading by attention?",
    zh: "现代 Hopfield 网络更新一次，和注意力读一次，是同一件事吗？",
  },
  seeds: 3,

  async measure(run) {
    const [stored, reads] = run.quick ? [100, 50] : [1000, 500];
    const measured = await run.overSeeds((one) => readingsOf(one, stored, reads));
    const gap = Math.max(...measured.map(({ gap }) => gap));
    const energies = measured.flatMap(({ energies }) => energies);
    const readings = betas.map((beta, i) => ({
      beta,
      averaged: summarize(
        measured.map(({ found }) => found[i]!.averaged),
        run.seeds,
      ),
      recalled: summarize(
        measured.map(({ found }) => found[i]!.recalled),
        run.seeds,
      ),
    }));
    return {
      features,
      stored,
      gap,
      same: gap <= 1e-5 ? "same" : "different",
      energies: measured[0]!.energies.slice(0, 8),
      // Rounding errors of energies of this size.
      descent: energies.every((one) => one.slice(1).every((value, i) => value <= one[i]! + 1e-4))
        ? "never rises"
        : "rises",
      readings,
      sharpening: trend(readings.map(({ averaged }) => averaged)),
      pictures: await picturesOf(stored),
    };
  },

  words: attentionWords,

  table: ({ readings }) => ({
    columns: [
      text("β", "β"),
      { name: text("patterns averaged", "参与平均的模式数"), digits: 1 },
      { name: text("digits recalled", "回忆成功的比例"), unit: "fraction" },
    ],
    rows: readings.map(({ beta, averaged, recalled }) => [beta, averaged, recalled]),
  }),

  figure: figureOf,
});

async function readingsOf(run: Run, stored: number, reads: number) {
  const X = await digitPatterns(stored);
  const asked = X.slice([0, reads]);
  const start = await noisy(asked, noise);
  return run.once("reads", async () => {
    const found: { averaged: number; recalled: number }[] = [];
    for (const beta of betas) {
      const network = await storing(X, beta);
      const averaged = compile((ξ: Tensor) => effectiveNumber(weights(X, ξ, beta)).mean())(start);
      found.push({
        averaged: await averaged.item(),
        recalled: await recalledShare(settled(network, updates)(start), asked),
      });
    }
    return { found, gap: await largestGap(), energies: await descents(X, start.slice([0, 20])) };
  });
}

async function storing(X: Tensor, beta?: number): Promise<ModernHopfieldNetwork> {
  const network = new ModernHopfieldNetwork(X.shape[0]!, X.shape[1]!, beta === undefined ? {} : { beta });
  await network.patterns.set(X);
  return network;
}

/** Returns the largest difference between the textbook's update in f64 and `attention`, for random patterns. */
async function largestGap(): Promise<number> {
  const gaps: number[] = [];
  for (const [count, d] of [
    [1, 1],
    [7, 3],
    [64, 16],
    [333, 65],
  ] as const) {
    const X = Tensor.from(await random.normal([count, d]).array(), [count, d]);
    const ξ = Tensor.from(await random.normal([9, d]).array(), [9, d]);
    gaps.push(await largestDifference(update(X, ξ, 1 / Math.sqrt(d)), read(ξ, X, X)));
  }
  return Math.max(...gaps);
}

/** Returns the energy of each state before the first and after each update, at the inverse temperature of attention. */
async function descents(X: Tensor, start: Tensor): Promise<number[][]> {
  const network = await storing(X);
  const step = compile((ξ: Tensor) => ({ energy: network.energy(ξ), next: network.forward(ξ) }));
  const columns: number[][] = [];
  let ξ = start;
  for (let i = 0; i <= updates; i++) {
    const { energy, next } = step(ξ);
    columns.push([...(await energy.array())]);
    ξ = next;
  }
  return columns[0]!.map((_, row) => columns.map((column) => column[row]!));
}

async function picturesOf(stored: number): Promise<Uint8Array> {
  const X = await digitPatterns(stored);
  const original = X.slice([3, 4]);
  const start = await noisy(original, noise);
  const rows = [await grays(original), await grays(start)];
  for (const beta of betas) rows.push(await grays(settled(await storing(X, beta), updates)(start)));
  return Uint8Array.from(rows.flat());
}

function figureOf({ readings, energies, pictures }: AttentionFacts): Panels {
  const captions = [
    text("stored", "所存"),
    text("noisy", "加噪声"),
    ...readings.map(({ beta }) => say({ beta: number(beta) }, "β = {beta}", "β = {beta}")),
  ];
  const shown: Pictures = {
    kind: "pictures",
    title: text("A noisy digit after the updates, by β", "加了噪声的数字更新之后的样子，随 β 变化"),
    width: side,
    height: side,
    columns: captions.length,
    images: captions.map((caption, i) => ({
      pixels: pictures.subarray(i * features, (i + 1) * features),
      caption,
    })),
    scale: "gray",
  };
  const averaged: Chart = {
    kind: "chart",
    title: text("Stored patterns that one update averages", "一次更新平均了多少个所存模式"),
    x: { label: text("inverse temperature β", "逆温度 β"), scale: "log" },
    y: { label: text("effective number", "有效个数"), scale: "log" },
    layers: [
      { mark: "line", points: readings.map(({ beta, averaged }): Point => [beta, averaged.mean]) },
      { mark: "points", points: readings.map(({ beta, averaged }): Point => [beta, averaged.mean]) },
      {
        mark: "rule",
        axis: "x",
        value: 1 / Math.sqrt(features),
        name: text("β of scaled dot-product attention", "缩放点积注意力的 β"),
      },
    ],
  };
  const descent: Chart = {
    kind: "chart",
    title: text("Energy after each update", "每次更新后的能量"),
    x: { label: text("updates", "更新次数") },
    y: { label: text("energy E", "能量 E") },
    layers: energies.map((one) => ({ mark: "line", points: one.map((value, i): Point => [i, value]) })),
  };
  return {
    kind: "panels",
    title: text("A modern Hopfield network reads by attention", "现代 Hopfield 网络就是用注意力来读"),
    columns: 1,
    panels: [shown, averaged, descent],
  };
}
