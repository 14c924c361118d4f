/** What the decoder looks at while it writes: backwards for reversal, word by word for translations. */
import type { Translation } from "hebb/data";
import type { Figure, Heatmap } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment, Finding } from "../../system.ts";
import { type Corpus, corpus, longestTranslation, plain, trainOnCorpus } from "../corpora.ts";
import type { Translator } from "../model.ts";
import { emojiFull, emojiQuick, reversalFull, reversalQuick } from "../recipes.ts";
import { reversalParts, trainReversal } from "../reversal.ts";
import { translateGreedily, weightsOf } from "../translating.ts";

/** Sequences that are looked at. */
const [sequences, names] = [100, 100];

export const alignmentExperiment: Experiment = {
  question: "Where does the decoder look while it writes?",

  async measure(run: Run): Promise<Finding> {
    const backwards = await lookAtReversal(run);
    const translated = await lookAtNames(run);
    const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
    const { places, steps } = backwards;
    const mirrored = (places.get(0) ?? 0) / steps;
    const near = [-1, 0, 1].reduce((sum, offset) => sum + (places.get(offset) ?? 0), 0) / steps;
    return {
      answer:
        `At what it writes. Of ${steps} letters that are written backwards, ${percent(mirrored)} have their largest weight at the very letter that is copied, and ${percent(near)} there or at ` +
        `a neighbour, whose annotation holds it as well: nobody said which letter belongs to which. In names of emoji the colon, at which the order of the parts can be told, has its largest weight at the ` +
        `English colon in ${percent(translated.atColon)} of the cases; at any step the largest weight is ${translated.largest.toFixed(2)} on average.`,
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

interface Backwards {
  /** How many letters have their largest weight so many places behind the one that is copied. */
  readonly places: ReadonlyMap<number, number>;
  readonly steps: number;
  readonly figure: Figure;
}

async function lookAtReversal(run: Run): Promise<Backwards> {
  const recipe = run.quick ? reversalQuick : reversalFull;
  const model = await trainReversal(run, recipe, true);
  const [sources, targets] = reversalParts(run, recipe).test.take(sequences).fields as [Int32Array[], Int32Array[]];
  const places = new Map<number, number>();
  let steps = 0;
  const look = weightsOf(model);
  for (const [i, source] of sources.entries()) {
    const weights = await look(source, targets[i]!);
    for (let t = 0; t < source.length; t++, steps++) {
      const offset = largestOf(weights[t]!) - (source.length - 1 - t);
      places.set(offset, (places.get(offset) ?? 0) + 1);
    }
  }
  const drawn = sources.findIndex(({ length }) => length === recipe.longest);
  const [source, target] = [sources[drawn]!, targets[drawn]!];
  const letters = (tokens: Int32Array) => Array.from(tokens, (token) => String.fromCodePoint(94 + token));
  const figure = heatmap("Letters backwards", letters(source), letters(target), await look(source, target));
  return { places, steps, figure };
}

interface Translated {
  readonly atColon: number;
  /** Mean of the largest weight of a step. */
  readonly largest: number;
  readonly figures: readonly Figure[];
}

async function lookAtNames(run: Run): Promise<Translated> {
  const recipe = run.quick ? emojiQuick : emojiFull;
  const texts = await corpus(recipe.name, recipe.sourceTokens);
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
    largest: largest.reduce((sum, weight) => sum + weight, 0) / largest.length,
    figures: drawn.map(({ title, columns, rows, weights }) => heatmap(title, columns, rows, weights)),
  };
}

/** Names such as "woman: dark skin tone". */
const isCompound = ({ source, target }: Translation) => source.includes(":") && target.includes(":");

interface Seen {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

/** The weights while the model writes its own translations. */
async function lookAt(model: Translator, { english, chinese }: Corpus, part: readonly Translation[]): Promise<Seen[]> {
  const sources = part.map(({ source }) => english.encode(plain(source)));
  const written = await translateGreedily(model, sources, longestTranslation);
  const seen: Seen[] = [];
  const look = weightsOf(model);
  for (const [i, source] of sources.entries()) {
    const columns = Array.from(source, (token) => english.label(token).trim());
    const rows = Array.from(written[i]!, (token) => chinese.label(token));
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
