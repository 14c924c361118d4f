/** Attention weights of the decoder: reversed for reversal, word by word for translations. */
import type { Translation } from "hebb/data";
import type { Figure, Heatmap } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Corpus, corpus, isCompound, longestTranslation, plain, trainOnCorpus } from "../corpora.ts";
import type { Translator } from "../model.ts";
import { emojiFull, emojiQuick, reversalFull, reversalQuick } from "../recipes.ts";
import { reversalParts, trainReversal } from "../reversal.ts";
import { greedyTranslator, weightsOf } from "../translating.ts";
import { mean } from "../../shared/statistics.ts";

/** Numbers of sequences and of names whose attention is measured. */
const [sequences, names] = [100, 100];

export const alignmentExperiment: EnglishExperiment = {
  question: {
    en: "Where in the input does the decoder look while it writes each character?",
    zh: "解码器每写一个字，看的是输入的哪个位置？",
  },

  async measure(run: Run): Promise<Finding> {
    const backwards = await lookAtReversal(run);
    const translated = await lookAtNames(run);
    const { places, steps } = backwards;
    return {
      answer: answerOf(backwards, translated),
      table: {
        columns: ["places from the letter that is copied", "share of letters"],
        rows: [...places.keys()].sort((a, b) => a - b).map((offset) => [offset, places.get(offset)! / steps]),
      },
      figure: {
        kind: "panels",
        title: "Weights of attention",
        columns: 2,
        panels: [backwards.figure, ...translated.figures],
      },
    };
  },
};

function answerOf({ places, steps, largest }: Backwards, translated: Translated): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const within = (distance: number) =>
    [...places].reduce((sum, [offset, count]) => sum + (Math.abs(offset) <= distance ? count : 0), 0) / steps;
  return (
    `${within(1) > 0.5 ? "At what it writes, though nobody says which token that is" : "Not where one would expect"}. Of ${steps} letters that are written backwards, ${percent(within(0))} have their largest ` +
    `weight at the very letter that is copied, ${percent(within(1))} there or at a neighbor, whose annotation has read it as well. In names such as “woman: dark skin tone” the Chinese colon ` +
    `has its largest weight at the English one in ${percent(translated.atColon)} of the cases. The largest weight of a step is ${largest.toFixed(2)} on average for letters, ` +
    `${translated.largest.toFixed(2)} for names${translated.largest < largest ? ", where what is written seldom comes from one token alone" : ""}.`
  );
}

interface Backwards {
  /** Number of letters by the offset of their largest weight from the copied position. */
  readonly places: ReadonlyMap<number, number>;
  readonly steps: number;
  /** Mean of the largest weight of a step. */
  readonly largest: number;
  readonly figure: Figure;
}

async function lookAtReversal(run: Run): Promise<Backwards> {
  const recipe = run.quick ? reversalQuick : reversalFull;
  const model = await trainReversal(run, recipe, true);
  const [sources, targets] = reversalParts(run, recipe).test.take(sequences).fields as [Int32Array[], Int32Array[]];
  const places = new Map<number, number>();
  const largest: number[] = [];
  const look = weightsOf(model);
  for (const [i, source] of sources.entries()) {
    const weights = await look(source, targets[i]!);
    for (let t = 0; t < source.length; t++) {
      largest.push(Math.max(...weights[t]!));
      const offset = largestOf(weights[t]!) - (source.length - 1 - t);
      places.set(offset, (places.get(offset) ?? 0) + 1);
    }
  }
  const drawn = sources.findIndex(({ length }) => length === recipe.longest);
  const [source, target] = [sources[drawn]!, targets[drawn]!];
  const letters = (tokens: Int32Array) => Array.from(tokens, (token) => String.fromCodePoint(94 + token));
  const figure = heatmap("Letters backwards", letters(source), letters(target), await look(source, target));
  return { places, steps: largest.length, largest: mean(largest), figure };
}

interface Translated {
  readonly atColon: number;
  /** Mean of the largest weight of a step. */
  readonly largest: number;
  readonly figures: readonly Figure[];
}

async function lookAtNames(run: Run): Promise<Translated> {
  const recipe = run.quick ? emojiQuick : emojiFull;
  const texts = await corpus(recipe);
  const model = await trainOnCorpus(run, recipe, texts, true);
  const seen = await lookAt(model, texts, texts.test.filter(isCompound).slice(0, names));
  let [colons, right] = [0, 0];
  const largest: number[] = [];
  for (const { columns, rows, weights } of seen) {
    weights.forEach((row, t) => {
      largest.push(Math.max(...row));
      if (rows[t] !== ":") return;
      colons++;
      if (columns[largestOf(row)]!.includes(":")) right++;
    });
  }
  const drawn = seen.filter(({ rows }) => rows.length <= 16).slice(0, 3);
  return {
    atColon: right / Math.max(1, colons),
    largest: mean(largest),
    figures: drawn.map(({ title, columns, rows, weights }) => heatmap(title, columns, rows, weights)),
  };
}

interface Seen {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

/** Returns the attention weights for the model's own translations. */
async function lookAt(model: Translator, { english, chinese }: Corpus, part: readonly Translation[]): Promise<Seen[]> {
  const sources = part.map(({ source }) => english.encode(plain(source)));
  const written = await greedyTranslator(model, longestTranslation)(sources);
  const seen: Seen[] = [];
  const look = weightsOf(model);
  for (const [i, source] of sources.entries()) {
    const columns = Array.from(source, (token) => labelOf(english.label(token)));
    const rows = Array.from(written[i]!, (token) => chinese.label(token).replace(" ", "␣"));
    seen.push({ title: part[i]!.source, columns, rows, weights: await look(source, written[i]!) });
  }
  return seen;
}

function heatmap(
  title: string,
  columns: readonly string[],
  rows: readonly string[],
  weights: readonly (readonly number[])[],
): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: "written", names: [...rows, "end"] },
    columns: { label: "read", names: columns },
    values: weights,
    label: "weight",
  };
}

function largestOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Removes the space before a word; a space alone is shown as ␣. */
function labelOf(token: string): string {
  return token.trim() === "" ? "␣" : token.trim();
}
