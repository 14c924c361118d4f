/** Letters paired with digits: recall in both directions, beside random patterns of the same sizes. */
import { Tensor } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { PairsCurve, PairsFacts } from "../facts.ts";
import { letterPictures, letterRows, letterSize } from "../letters.ts";
import { hebb, settle } from "../model.ts";
import { digitPictures, digitRows, grays, noisyHalf, randomPatterns, rowsOf, side } from "../patterns.ts";
import { type PatternPairs, recallBoth, storing } from "../recall.ts";
import { pairsWords } from "../words.ts";

const kinds = ["pictures", "random"] as const;
const [letterPixels, digitPixels] = [letterSize.width * letterSize.height, side * side];
const noise = 0.05;
const compared = 4;
const drawn = 2;

export const pairs = defineExperiment<PairsFacts>({
  question: {
    en: "Show the memory half of a letter: does it recall the digit that was stored with it?",
    zh: "只给半个字母，记忆能想起与它配对的数字吗？",
  },
  seeds: 3,

  async measure(run) {
    const counts = run.quick ? [2, compared, 8] : [1, 2, 3, compared, 5, 6, 8, 10];
    const trials = run.quick ? 10 : 100;
    const measured = await run.overSeeds((one) => sharesOf(one, counts, trials));
    const curves = kinds.map((kind, k): PairsCurve => {
      const along = (way: keyof Shares) =>
        counts.map((_, i) =>
          summarize(
            measured.map((found) => found[k]![i]![way]),
            run.seeds,
          ),
        );
      return { kind, forth: along("forth"), back: along("back") };
    });
    const at = (k: number): Summary => curves[k]!.forth[counts.indexOf(compared)]!;
    return { counts, curves, compared, similarity: distinguishable(at(1), at(0)), drawn, ...(await drawnRecalls()) };
  },

  words: pairsWords,

  table: ({ counts, curves }) => ({
    columns: [
      text("stored pairs", "所存对数"),
      ...curves.flatMap(({ kind }) =>
        kind === "pictures"
          ? [
              { name: text("letter to digit", "字母想数字"), unit: "fraction" as const },
              { name: text("digit to letter", "数字想字母"), unit: "fraction" as const },
            ]
          : [
              { name: text("random, first to second", "随机模式，正向"), unit: "fraction" as const },
              { name: text("random, second to first", "随机模式，反向"), unit: "fraction" as const },
            ],
      ),
    ],
    rows: counts.map((count, i) => [count, ...curves.flatMap(({ forth, back }) => [forth[i]!, back[i]!])]),
  }),

  figure: figureOf,
});

interface Shares {
  readonly forth: number;
  readonly back: number;
}

/** Returns shares of exact recalls by kind and number of pairs. */
async function sharesOf(run: Run, counts: readonly number[], trials: number): Promise<Shares[][]> {
  const found: Shares[][] = [];
  for (const kind of kinds) {
    const row: Shares[] = [];
    for (const count of counts) {
      const both = await pairsOf(kind, count);
      row.push(await run.once(`${kind}, ${count} pairs`, () => exactShares(both, trials)));
    }
    found.push(row);
    run.progress("kinds of pairs", found.length, kinds.length);
  }
  return found;
}

async function pairsOf(kind: PairsCurve["kind"], count: number): Promise<PatternPairs> {
  if (kind === "pictures") return { x: letterPictures(count), y: await digitPictures(count) };
  return { x: await randomPatterns(count, letterPixels), y: await randomPatterns(count, digitPixels) };
}

async function exactShares(both: PatternPairs, trials: number): Promise<Shares> {
  const memory = await storing(both);
  const count = both.x.shape[0]!;
  const order = Tensor.from(Int32Array.from({ length: trials * count }, (_, i) => i % count));
  const asked = { x: both.x.take(order), y: both.y.take(order) };
  const damaged = { x: await noisyHalf(asked.x, noise), y: await noisyHalf(asked.y, noise) };
  const { forth, back } = await recallBoth(memory, asked, damaged);
  const exact = (shares: readonly number[]) => mean(shares.map((share) => Number(share === 1)));
  return { forth: exact(forth), back: exact(back) };
}

/** Recalls of the first pairs from half of a letter, with their energies. */
async function drawnRecalls() {
  const [xs, ys] = [letterRows(drawn), await digitRows(drawn)];
  const W = hebb(xs, ys);
  const cues = await rowsOf(await noisyHalf(letterPictures(drawn), noise));
  const ways = cues.map((cue) => settle(W, cue));
  const ends = ways.map((way) => way.at(-1)!);
  const energies = ways.map((way) => way.map(({ energy }) => energy));
  const rises = energies.some((one) => one.slice(1).some((value, i) => value > one[i]!));
  return {
    letters: Uint8Array.from(xs.flatMap((x, p) => [x, cues[p]!, ends[p]!.x].flatMap(grays))),
    digits: Uint8Array.from(ys.flatMap((y, p) => [y, ends[p]!.y].flatMap(grays))),
    energies,
    descent: rises ? ("rises" as const) : ("never rises" as const),
  };
}

const kindWords = (kind: PairsCurve["kind"]): Text =>
  cases(kind, {
    pictures: text("letters and digits", "字母和数字"),
    random: text("random patterns", "随机模式"),
  });

function figureOf({ counts, curves, letters, digits, energies }: PairsFacts): Panels {
  const letterColumns = [text("stored", "所存"), text("shown", "给出"), text("recalled", "回忆")];
  const digitColumns = [text("stored", "所存"), text("recalled", "回忆")];
  const chart: Chart = {
    kind: "chart",
    title: text(
      "Exact recalls of the second pattern from half of the first",
      "从第一个模式的一半，完全想起第二个的比例",
    ),
    x: { label: text("stored pairs", "所存对数") },
    y: { label: text("exact recalls", "完全正确的比例"), domain: [0, 1] },
    layers: curves.flatMap(({ kind, forth }) => {
      const points = forth.map(({ mean }, i): Point => [counts[i]!, mean]);
      return [
        { mark: "line", name: kindWords(kind), points } as const,
        { mark: "points", name: kindWords(kind), points } as const,
      ];
    }),
  };
  const descent: Chart = {
    kind: "chart",
    title: text("Energy after each half of a sweep", "每半轮之后的能量"),
    x: { label: text("halves of sweeps", "半轮数") },
    y: { label: text("energy E", "能量 E") },
    layers: energies.map((one) => ({ mark: "line", points: one.map((value, i): Point => [i, value]) })),
  };
  return {
    kind: "panels",
    title: text("Letters recall digits", "由字母想起数字"),
    columns: 2,
    panels: [
      picturesOf(text("Letters", "字母"), letters, letterSize, letterColumns),
      picturesOf(text("Their digits", "与之配对的数字"), digits, { width: side, height: side }, digitColumns),
      chart,
      descent,
    ],
  };
}

function picturesOf(
  title: Text,
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  captions: readonly Text[],
): Pictures {
  const size = width * height;
  return {
    kind: "pictures",
    title,
    width,
    height,
    columns: captions.length,
    images: Array.from({ length: pixels.length / size }, (_, i) => ({
      pixels: pixels.subarray(i * size, (i + 1) * size),
      ...(i < captions.length && { caption: captions[i]! }),
    })),
    scale: "gray",
  };
}
