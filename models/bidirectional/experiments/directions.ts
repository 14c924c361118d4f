/** Forward, backward and bidirectional networks of equal size, compared by groups of words and word by word. */
import { universalTags } from "hebb/data";
import type { Chart, Layer, Panels, Point, Words } from "../../figure.ts";
import { correlation } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, name, say, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { type Corpus, corpusOf } from "../corpus.ts";
import {
  type AmbiguousWord,
  type ByReading,
  type DirectionsFacts,
  type GroupAccuracy,
  type Single,
  singles,
} from "../facts.ts";
import type { Reading } from "../model.ts";
import { kindNames, readingNames, tagName } from "../names.ts";
import { type Exam, accuracyOn, examOf, gainOver, kinds } from "../scores.ts";
import { type Settings, full, quick } from "../settings.ts";
import { asLargeAs, tagAll, trainTagger } from "../training.ts";
import { directionsWords } from "../words.ts";

const readings: readonly Reading[] = ["forward", "backward", "both"];

/** Minimum number of occurrences in the test texts of a word that is drawn and listed. */
const least = 20;
/** Minimum entropy of the tag of an ambiguous word in nats. */
const ambiguous = 0.1;

const settings: Readonly<Record<"quick" | "full", Settings>> = { quick, full: { ...full, share: 0.25 } };

export const directionsExperiment = defineExperiment<DirectionsFacts>({
  question: {
    en: "Which words are tagged better if the network also reads the sentence from right to left?",
    zh: "让网络再从右往左读一遍，哪些词的词性会标得更准？",
  },
  seeds: 3,

  async measure(run) {
    const { share, heldOut, shape, lesson } = settings[run.quick ? "quick" : "full"];
    const corpus = await corpusOf(share, heldOut);
    const exam = examOf(corpus);
    const predicted = await run.overSeeds(async (one) => {
      const read = async (reading: Reading) => {
        const own = asLargeAs({ ...shape, reading: "both", layers: 1 }, { ...shape, reading, layers: 1 });
        return tagAll(await trainTagger(one, reading, corpus, own, lesson), exam.part);
      };
      return { forward: await read("forward"), backward: await read("backward"), both: await read("both") };
    });
    return factsOf(predicted, corpus, exam, run.seeds);
  },

  words: directionsWords,

  table: ({ kinds, tags, words }) => ({
    columns: [
      text("words", "词"),
      text("test words", "测试集词数"),
      ...readings.map((reading) => ({ name: readingNames(reading), unit: "fraction" as const })),
    ],
    rows: [
      ...kinds.map((own) => rowOf(kindNames(own.group), own)),
      ...tags.map((own) => rowOf(tagName(own.group), own)),
      ...words.slice(0, 12).map((own) => rowOf(name(`“${own.word}”`), own)),
    ],
  }),

  figure: figureOf,
});

const rowOf = (label: Text, { count, accuracy }: { readonly count: number; readonly accuracy: ByReading<Summary> }) => [
  label,
  count,
  ...readings.map((reading) => accuracy[reading]),
];

/** Summarizes predictions of all test words, one set for each seed. */
function factsOf(
  predicted: readonly ByReading<Int32Array>[],
  { test }: Corpus,
  exam: Exam,
  seeds: readonly number[],
): DirectionsFacts {
  const accuracyOf = (chosen: readonly boolean[]): ByReading<Summary> => {
    const over = (reading: Reading) =>
      summarize(
        predicted.map((own) => accuracyOn(own[reading], test, chosen)),
        seeds,
      );
    return { forward: over("forward"), backward: over("backward"), both: over("both") };
  };
  const group = <Name extends string>(name: Name, chosen: readonly boolean[]): GroupAccuracy<Name> => ({
    group: name,
    count: chosen.filter(Boolean).length,
    accuracy: accuracyOf(chosen),
  });
  const byKind = kinds.map((kind) => group(kind, exam.kinds[kind]));
  const [all, ahead, behind] = byKind.map(({ accuracy }) => accuracy) as [ByReading<Summary>, ...ByReading<Summary>[]];
  const words = ambiguousWords(exam, accuracyOf);
  return {
    kinds: byKind,
    tags: universalTags
      .map((tag, label) => [tag, Array.from(test.tags, (own) => own === label)] as const)
      .filter(([tag, chosen]) => tag !== "X" && tag !== "." && chosen.includes(true))
      .map(([tag, chosen]) => group(tag, chosen)),
    words,
    correlation: { forward: correlationOf(words, "forward", seeds), backward: correlationOf(words, "backward", seeds) },
    overall: {
      forward: distinguishable(all.both, all.forward),
      backward: distinguishable(all.both, all.backward),
    },
    blind: {
      forward: distinguishable(gainOver("forward", ahead!), gainOver("forward", behind!)),
      backward: distinguishable(gainOver("backward", behind!), gainOver("backward", ahead!)),
    },
  };
}

function correlationOf(words: readonly AmbiguousWord[], single: Single, seeds: readonly number[]): Summary {
  const signals = words.map(({ ahead }) => ahead);
  const gains = words.map(({ accuracy }) => gainOver(single, accuracy).values);
  return summarize(
    seeds.map((_, i) =>
      correlation(
        signals,
        gains.map((own) => own[i]!),
      ),
    ),
    seeds,
  );
}

/** Returns frequent words with more than one tag, sorted by the number won over the forward network. */
function ambiguousWords(
  { words, signals }: Exam,
  accuracyOf: (chosen: readonly boolean[]) => ByReading<Summary>,
): AmbiguousWord[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].flatMap(([word, count]): AmbiguousWord[] => {
    const signal = signals.get(word);
    if (signal === undefined || signal.entropy < ambiguous || count < least) return [];
    const accuracy = accuracyOf(words.map((own) => own === word));
    return [{ word, count, ahead: signal.previous - signal.next, accuracy }];
  });
  const won = ({ count, accuracy }: AmbiguousWord) => count * gainOver("forward", accuracy).mean;
  return frequent.sort((a, b) => won(b) - won(a));
}

function figureOf({ kinds, tags, words }: DirectionsFacts): Panels {
  return {
    kind: "panels",
    title: text("What reading in both directions gains", "双向比单向好在哪里"),
    columns: 1,
    panels: [
      {
        kind: "chart",
        title: text(
          "Gain of both directions, by the neighbor that tells more about the tag",
          "双向的提高，按哪一侧的词更有用来分",
        ),
        x: { label: text("words", "词") },
        y: { label: text("gain in accuracy", "准确率的提高") },
        layers: singles.map((single) => ({
          mark: "bars",
          name: overName(single),
          values: kinds.map(({ group, accuracy }) => [kindNames(group), gainOver(single, accuracy).mean] as const),
        })),
      },
      {
        kind: "chart",
        title: text("Each point is a frequent word with several tags", "每个点是一个有多种词性的常用词"),
        x: {
          label: text(
            "how much more the next word tells than the previous one (nats)",
            "后一个词比前一个词多提供的信息（奈特）",
          ),
        },
        y: { label: text("gain in accuracy", "准确率的提高") },
        layers: [
          { mark: "rule", axis: "y", value: 0 },
          ...singles.map((single) => gainsOf(words, single)),
          ...labels(words),
        ],
      },
      errorsByTag(tags),
    ],
  };
}

const overName = (single: Single): Text =>
  say({ single: readingNames(single) }, "over the {single} network", "比{single}的网络");

const gainsOf = (words: readonly AmbiguousWord[], single: Single): Layer => ({
  mark: "points",
  name: overName(single),
  points: words.map(({ ahead, accuracy }): Point => [ahead, gainOver(single, accuracy).mean]),
});

/** Names the word with the largest gain over each single direction. */
function labels(words: readonly AmbiguousWord[]): Layer[] {
  const texts = singles.flatMap((single): (readonly [number, number, Words])[] => {
    const gain = ({ accuracy }: AmbiguousWord) => gainOver(single, accuracy).mean;
    const [most] = words.toSorted((a, b) => gain(b) - gain(a));
    return most === undefined ? [] : [[most.ahead, gain(most), `“${most.word}”`]];
  });
  return [{ mark: "text", texts }];
}

function errorsByTag(tags: DirectionsFacts["tags"]): Chart {
  return {
    kind: "chart",
    title: text("Errors by part of speech", "各词性的错误率"),
    x: { label: text("part of speech", "词性") },
    y: { label: text("share of wrong tags", "标错的比例") },
    layers: readings.map((reading) => ({
      mark: "bars",
      name: readingNames(reading),
      values: tags.map(({ group, accuracy }) => [tagName(group), 1 - accuracy[reading].mean] as const),
    })),
  };
}
