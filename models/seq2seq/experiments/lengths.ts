/** Reversal of sequences of increasing length, with attention and without: the capacity of a single vector. */
import { type ReversalPairs, Sequences } from "hebb/data";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { reversalFull, reversalQuick } from "../recipes.ts";
import { type ReversalRecipe, reversalParts, reversed, trainReversal } from "../reversal.ts";

interface Row {
  readonly length: number;
  readonly attention: number;
  readonly none: number;
}

export const lengthsExperiment: EnglishExperiment = {
  question: {
    en: "How long a sequence can a single vector hold, and how much does attention help?",
    zh: "把整个序列压缩成一个向量，最多能记住多长，加上注意力又能好多少？",
  },

  async measure(run: Run): Promise<Finding> {
    const recipe = run.quick ? reversalQuick : longFull;
    const [attention, none] = [await trainReversal(run, recipe, true), await trainReversal(run, recipe, false)];
    const known = new Set(reversalParts(run, recipe).train.fields[0]!.map((source) => Array.from(source).join()));
    const rows: Row[] = [];
    for (const length of lengthsOf(recipe)) {
      const test = unseen(run, recipe, length, known);
      rows.push({ length, attention: await reversed(attention, test), none: await reversed(none, test) });
      run.progress("lengths", length, longestOf(recipe));
    }
    const { hidden } = recipe.model;
    return {
      answer: answerOf(rows, recipe, 2 * hidden),
      table: {
        columns: ["letters", "with attention", "without attention"],
        rows: rows.map(({ length, attention, none }) => [length, attention, none]),
      },
      figure: {
        kind: "chart",
        title: "Sequences written backwards without a mistake",
        x: { label: "letters" },
        y: { label: "share of sequences", domain: [0, 1.02] },
        layers: [
          line("with attention", rows, ({ attention }) => attention),
          line("one vector", rows, ({ none }) => none),
          { mark: "rule", axis: "x", value: recipe.longest, name: "longest in training" },
        ],
      },
    };
  },
};

/** More letters than the vector of a model without attention can hold. */
const longFull: ReversalRecipe = {
  ...reversalFull,
  longest: 20,
  model: { embedding: 32, hidden: 32 },
  teaching: { ...reversalFull.teaching, steps: 1500, learningRate: 5e-3, multiple: 12 },
};

const shortest = 3;
const longestOf = ({ longest }: ReversalRecipe) => Math.round(1.5 * longest);

function lengthsOf(recipe: ReversalRecipe): number[] {
  const every = recipe.longest > 10 ? 2 : 1;
  const count = Math.floor((longestOf(recipe) - shortest) / every) + 1;
  return Array.from({ length: count }, (_, i) => shortest + every * i);
}

/** Returns sequences of this length that are not in the training data. */
function unseen(run: Run, recipe: ReversalRecipe, length: number, known: ReadonlySet<string>): ReversalPairs {
  const { test } = reversalParts(
    run,
    { ...recipe, examples: 0, longest: length },
    { shortest: length, test: run.quick ? 200 : 500, validation: 0 },
  );
  const [sources, targets] = test.fields as [Int32Array[], Int32Array[]];
  const fresh = [...sources.keys()].filter((i) => !known.has(sources[i]!.join()));
  return new Sequences<[number, number]>([fresh.map((i) => sources[i]!), fresh.map((i) => targets[i]!)]);
}

function line(name: string, rows: readonly Row[], share: (row: Row) => number) {
  return { mark: "line" as const, name, points: rows.map((row) => [row.length, share(row)] as const) };
}

function answerOf(rows: readonly Row[], { longest }: ReversalRecipe, width: number): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const trained = rows.filter(({ length }) => length <= longest).at(-1)!;
  const last = rows.at(-1)!;
  const held = (share: (row: Row) => number) => rows.filter((row) => share(row) >= 0.9).at(-1)?.length;
  const [withAttention, without] = [held((row) => row.attention), held((row) => row.none)];
  const until = (length: number | undefined) => (length === undefined ? "at no length" : `up to ${length} letters`);
  return (
    `One vector of ${width} numbers gives back nine of ten sequences ${until(without)}, attention ${until(withAttention)}, trained alike on 3 to ${longest}. At ${trained.length} letters ` +
    `${percent(trained.none)} are right without attention and ${percent(trained.attention)} with it; at ${last.length}, which no training had, ${percent(last.none)} and ${percent(last.attention)}. ` +
    (trained.attention > trained.none
      ? "The vector has to hold all letters at once; attention fetches each when it is due."
      : "The vector was large enough here.")
  );
}
