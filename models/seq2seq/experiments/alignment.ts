/** Attention weights of the decoder: in reverse order for reversal, aligned with the words of the source for names. */
import type { Translation } from "hebb/data";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import { alignmentMap, labelOf, largestOf } from "../aligning.ts";
import { type Corpus, corpus, isCompound, longestTranslation, plain, trainOnCorpus } from "../corpora.ts";
import type { Aligned, AlignmentFacts } from "../facts.ts";
import type { Translator } from "../model.ts";
import { visible } from "../names.ts";
import { emojiFull, emojiQuick, reversalFull, reversalQuick } from "../recipes.ts";
import { type ReversalRecipe, reversalParts, trainReversal } from "../reversal.ts";
import { greedyTranslator, weightsOf } from "../translating.ts";
import { alignmentWords } from "../words.ts";

/** Numbers of sequences and of names whose attention is measured. */
const [sequences, names] = [100, 100];
/** Maximum distance in the table, and maximum number of characters of a drawn name. */
const [farthest, drawnLength] = [2, 14];

const recipes = {
  full: { reversal: reversalFull, emoji: emojiFull },
  quick: { reversal: reversalQuick, emoji: emojiQuick },
} as const;

export const alignmentExperiment = defineExperiment<AlignmentFacts>({
  question: {
    en: "Where in the source does the decoder look while it writes each character?",
    zh: "解码器每写一个字，看的是输入的哪个位置？",
  },
  seeds: 3,

  async measure(run) {
    const { reversal, emoji } = recipes[run.quick ? "quick" : "full"];
    const texts = await corpus(emoji);
    const measured = await run.overSeeds(async (one) => ({
      letters: await lookAtLetters(one, reversal),
      names: await lookAtNames(await trainOnCorpus(one, emoji, texts, true), texts),
    }));
    const over = (value: (found: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const within = (distance: number) =>
      over(({ letters: { offsets } }) => mean(offsets.map((offset) => Number(Math.abs(offset) <= distance))));
    const [copied, near, colons] = [within(0), within(1), over(({ names }) => names.colons)];
    const [inLetters, inNames] = [over(({ letters }) => letters.largest), over(({ names }) => names.largest)];
    return {
      offsets: Array.from({ length: 2 * farthest + 1 }, (_, i) => ({
        offset: i - farthest,
        share: over(({ letters }) => mean(letters.offsets.map((offset) => Number(offset === i - farthest)))),
      })),
      copied,
      near,
      colons,
      exact: over(({ names }) => names.exact),
      largest: { letters: inLetters, names: inNames },
      follows: reaches(copied, { op: ">", value: 0.5 }),
      aligned: reaches(colons, { op: ">", value: 0.5 }),
      sharper: distinguishable(inLetters, inNames),
      letters: measured[0]!.letters.drawn,
      names: measured[0]!.names.drawn,
    };
  },

  words: alignmentWords,

  table: ({ offsets }) => ({
    columns: [
      text("places from the letter that is copied", "离所抄字母的距离"),
      { name: text("fraction of letters", "占写出字母的比例"), unit: "fraction" },
    ],
    rows: offsets.map(({ offset, share }) => [offset, share]),
  }),

  figure: ({ letters, names }) => ({
    kind: "panels",
    title: text("Attention weights while a sequence is written", "写出序列时的注意力权重"),
    columns: 2,
    sameScale: true,
    panels: [letters, ...names].map(alignmentMap),
  }),
});

interface Letters {
  /** Distance of the largest weight from the letter that is copied, for each written letter. */
  readonly offsets: readonly number[];
  /** Mean of the largest weight of a step. */
  readonly largest: number;
  readonly drawn: Aligned;
}

async function lookAtLetters(run: Run, recipe: ReversalRecipe): Promise<Letters> {
  const model = await trainReversal(run, recipe, true);
  const [sources, targets] = reversalParts(run, recipe).test.take(sequences).fields as [Int32Array[], Int32Array[]];
  const look = weightsOf(model);
  const [offsets, largest]: [number[], number[]] = [[], []];
  for (const [i, source] of sources.entries()) {
    const weights = await look(source, targets[i]!);
    for (let t = 0; t < source.length; t++) {
      largest.push(Math.max(...weights[t]!));
      offsets.push(largestOf(weights[t]!) - (source.length - 1 - t));
    }
  }
  const source = sources.find(({ length }) => length === recipe.longest)!;
  const [written] = await greedyTranslator(model, recipe.longest + 1)([source]);
  const letters = (tokens: ArrayLike<number>) => Array.from(tokens, (token) => String.fromCodePoint(94 + token));
  const [columns, rows] = [letters(source), letters(written!)];
  const drawn = {
    source: columns.join(""),
    written: rows.join(""),
    reference: columns.toReversed().join(""),
    columns,
    rows,
    weights: await look(source, written!),
  };
  return { offsets, largest: mean(largest), drawn };
}

interface Names {
  readonly colons: number;
  readonly exact: number;
  readonly largest: number;
  readonly drawn: readonly Aligned[];
}

async function lookAtNames(model: Translator, texts: Corpus): Promise<Names> {
  const seen = await aligned(model, texts, texts.test.filter(isCompound).slice(0, names));
  const [atColon, largest]: [number[], number[]] = [[], []];
  for (const { columns, rows, weights } of seen) {
    weights.forEach((row, t) => {
      largest.push(Math.max(...row));
      if (rows[t] === ":") atColon.push(Number(columns[largestOf(row)]!.includes(":")));
    });
  }
  const isExact = ({ written, reference }: Aligned) => written === reference;
  const short = seen.filter(({ rows }) => rows.length <= drawnLength);
  const [right, wrong] = [short.filter(isExact), short.filter((one) => !isExact(one))];
  return {
    colons: atColon.length === 0 ? 0 : mean(atColon),
    exact: mean(seen.map((one) => Number(isExact(one)))),
    largest: mean(largest),
    drawn: [...right.slice(0, 2), ...wrong, ...right.slice(2)].slice(0, 3),
  };
}

/** Returns the model's own translations with their attention weights. */
async function aligned(model: Translator, { english, chinese }: Corpus, part: readonly Translation[]) {
  const sources = part.map(({ source }) => english.encode(plain(source)));
  const written = await greedyTranslator(model, longestTranslation)(sources);
  const look = weightsOf(model);
  const seen: Aligned[] = [];
  for (const [i, source] of sources.entries()) {
    seen.push({
      source: part[i]!.source,
      written: chinese.decode(written[i]!),
      reference: part[i]!.target,
      columns: Array.from(source, (token) => labelOf(english.label(token))),
      rows: Array.from(written[i]!, (token) => visible(chinese.label(token))),
      weights: await look(source, written[i]!),
    });
  }
  return seen;
}
