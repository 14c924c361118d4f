/** Recall of digits from noise and from half a picture, by both storage rules, beside as many random patterns. */
import { HopfieldNetwork, type Tensor, arange } from "hebb";
import type { Chart, Panels, Picture, Pictures, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { Memory, RecallFacts, Rule } from "../facts.ts";
import { memoryWords } from "../names.ts";
import { cut, digitPictures, flipped, grays, overlaps, randomPatterns, rowsOf, side } from "../patterns.ts";
import { type Settled, remember, settler } from "../settling.ts";
import { recallWords } from "../words.ts";

const units = side * side;
const half = units / 2;
const classes = [0, 1, 2, 3, 4];
const compared = 0.1;
const memories: readonly Memory[] = ["random patterns, Hebb", "digits, Hebb", "digits, projection"];
const ruleOf = (memory: Memory): Rule => (memory === "digits, projection" ? "projection" : "Hebb");

export const recall = defineExperiment<RecallFacts>({
  question: {
    en: "Can a Hopfield network restore a digit from noise, or from half of the picture?",
    zh: "数字图片加了噪声，或者只剩一半，Hopfield 网络还能补回来吗？",
  },
  seeds: 3,

  async measure(run) {
    const noises = run.quick ? [0, compared, 0.3] : [0, 0.05, compared, 0.15, 0.2, 0.25, 0.3, 0.4];
    const trials = run.quick ? 10 : 100;
    const measured = await run.overSeeds((one) => sharesOf(one, noises, trials));
    const summaries = (pick: (found: Shares) => number) => summarize(measured.map(pick), run.seeds);
    const curves = memories.map((memory, m) => ({
      memory,
      exact: noises.map((_, i) => summaries(({ noisy }) => noisy[m]![i]!)),
    }));
    const at = (m: number): Summary => curves[m]!.exact[noises.indexOf(compared)]!;
    return {
      stored: classes.length,
      trials,
      noises,
      curves,
      halves: memories.map((memory, m) => ({ memory, exact: summaries(({ halves }) => halves[m]!) })),
      compared,
      rules: distinguishable(at(2), at(1)),
      similarity: distinguishable(at(0), at(1)),
      pictures: await picturesOf(),
    };
  },

  words: recallWords,

  table: ({ noises, curves, halves }) => ({
    columns: [
      text("damage", "损坏"),
      ...curves.map(({ memory }) => ({ name: memoryWords(memory), unit: "fraction" as const })),
    ],
    rows: [
      ...noises.map((noise, i) => [`${Math.round(100 * noise)}%`, ...curves.map(({ exact }) => exact[i]!)]),
      [text("only the upper half is known", "只给上半张"), ...halves.map(({ exact }) => exact)],
    ],
  }),

  figure: figureOf,
});

/** Shares of exact recalls: `noisy[memory][noise]` and `halves[memory]`. */
interface Shares {
  readonly noisy: readonly number[][];
  readonly halves: readonly number[];
}

async function sharesOf(run: Run, noises: readonly number[], trials: number): Promise<Shares> {
  const digits = await digitPictures(classes);
  const network = new HopfieldNetwork(units);
  const settle = settler(network);
  const { noisy, halves } = await run.loop("memories", {
    total: memories.length,
    state: { network, noisy: [] as number[][], halves: [] as number[] },
    async step(i, { noisy, halves }) {
      const memory = memories[i]!;
      const patterns = memory === "random patterns, Hebb" ? await randomPatterns(classes.length, units) : digits;
      await remember(network, patterns, ruleOf(memory));
      const asked = patterns.take(arange(trials * classes.length).mod(classes.length));
      const found: number[] = [];
      for (const noise of noises) found.push(await exactShare(await settle(await flipped(asked, noise)), asked));
      noisy.push(found);
      halves.push(await exactShare(await settle(await cut(asked, half)), asked));
    },
  });
  return { noisy, halves };
}

async function exactShare({ states }: Settled, asked: Tensor): Promise<number> {
  const found = await overlaps(states, asked);
  return found.filter((overlap) => overlap === 1).length / found.length;
}

/** Returns stored, damaged and recalled pictures of every digit as gray levels. */
async function picturesOf(): Promise<Uint8Array> {
  const digits = await digitPictures(classes);
  const network = new HopfieldNetwork(units);
  const settle = settler(network);
  const columns = [digits];
  for (const cue of [await flipped(digits, compared), await cut(digits, half)]) {
    columns.push(cue);
    for (const rule of ["Hebb", "projection"] as const) {
      await remember(network, digits, rule);
      columns.push((await settle(cue)).states);
    }
  }
  const rows = await Promise.all(columns.map(rowsOf));
  return Uint8Array.from(classes.flatMap((_, digit) => rows.flatMap((column) => grays(column[digit]!))));
}

const captions = [
  text("stored", "所存"),
  text("noisy", "加噪声"),
  text("Hebb", "Hebb"),
  text("projection", "投影"),
  text("upper half", "上半张"),
  text("Hebb", "Hebb"),
  text("projection", "投影"),
];

function figureOf({ noises, curves, pictures }: RecallFacts): Panels {
  const images = Array.from({ length: pictures.length / units }, (_, i): Picture => ({
    pixels: pictures.subarray(i * units, (i + 1) * units),
    ...(i < captions.length && { caption: captions[i]! }),
  }));
  const shown: Pictures = {
    kind: "pictures",
    title: text("Stored, damaged and recalled digits", "所存的、损坏的与回忆出来的数字"),
    width: side,
    height: side,
    columns: captions.length,
    images,
    scale: "gray",
  };
  const chart: Chart = {
    kind: "chart",
    title: text("Exact recalls by the share of flipped units", "翻转得越多，还有多少能完全恢复"),
    x: { label: text("share of flipped units", "翻转的比例") },
    y: { label: text("exact recalls", "完全恢复的比例"), domain: [0, 1] },
    layers: curves.flatMap(({ memory, exact }) => {
      const points = exact.map(({ mean }, i): Point => [noises[i]!, mean]);
      return [
        { mark: "line", name: memoryWords(memory), points } as const,
        { mark: "points", name: memoryWords(memory), points } as const,
      ];
    }),
  };
  return { kind: "panels", title: text("Recall of digits", "数字的回忆"), columns: 1, panels: [shown, chart] };
}
