/** Compares forward, backward and bidirectional networks of equal size, word by word. */
import { universalTags } from "hebb/data";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding, EnglishTable } from "../../system.ts";
import { corpusOf } from "../corpus.ts";
import type { Reading } from "../model.ts";
import { type Exam, type Kind, examOf, accuracyOn, accuracies } from "../scores.ts";
import { type Lesson, type Shape, asLargeAs, tagAll, trainTagger } from "../training.ts";
import { correlation } from "../../shared/statistics.ts";

const readings: readonly Reading[] = ["forward", "backward", "both"];
const kinds = { all: "all words", ahead: "signal ahead", behind: "signal behind", unknown: "unknown words" } as const;
/** Minimum number of occurrences in the test texts of a word that is drawn and listed. */
const least = 20;

/** Predictions of each network for all test words. */
type Predictions = Readonly<Record<Reading, Int32Array>>;

interface Word {
  readonly word: string;
  readonly count: number;
  /**
   * Information about the tag in the next word minus that in the previous word, in nats, measured on the training
   * texts.
   */
  readonly ahead: number;
  readonly right: Readonly<Record<Reading, number>>;
}

export const directionsExperiment: EnglishExperiment = {
  question: {
    en: "Which words are tagged better if the network also reads the sentence from right to left?",
    zh: "让网络再从右往左读一遍，哪些词的词性会标得更准？",
  },

  async measure(run: Run): Promise<Finding> {
    const [share, shape, lesson]: [number, Omit<Shape, "reading" | "layers">, Lesson] = run.quick
      ? [
          0.05,
          { embedding: 32, hidden: 24, dropout: 0.1 },
          { epochs: 2, batchSize: 8, learningRate: 9e-3, multiple: 32 },
        ]
      : [1, { embedding: 64, hidden: 64, dropout: 0.1 }, { epochs: 1, batchSize: 16, learningRate: 9e-3, multiple: 8 }];
    const corpus = await corpusOf(share, run.quick ? 0.2 : 1);
    const exam = examOf(corpus);
    const read = async (reading: Reading) => {
      const own = asLargeAs({ ...shape, reading: "both", layers: 1 }, { ...shape, reading, layers: 1 });
      return tagAll(await trainTagger(run, reading, corpus, own, lesson), exam.part);
    };
    const predicted = { forward: await read("forward"), backward: await read("backward"), both: await read("both") };
    const words = ambiguousWords(predicted, exam);
    return {
      answer: answerOf(predicted, exam, words),
      table: tableOf(predicted, exam, words),
      figure: figureOf(predicted, exam, words),
    };
  },
};

function tableOf(predicted: Predictions, exam: Exam, words: readonly Word[]): EnglishTable {
  const row = (label: string, chosen: readonly boolean[]) => [
    label,
    chosen.filter(Boolean).length,
    ...readings.map((reading) => accuracyOn(predicted[reading], exam.part, chosen)),
  ];
  return {
    columns: ["words", "how many", ...readings],
    rows: [
      ...Object.entries(kinds).map(([kind, label]) => row(label, exam.kinds[kind as Kind])),
      ...universalTags.map((tag, label) => row(tag, ofTag(exam, label))),
      ...words.slice(0, 12).map(({ word }) =>
        row(
          `"${word}"`,
          exam.words.map((own) => own === word),
        ),
      ),
    ],
  };
}

const ofTag = ({ part }: Exam, label: number) => Array.from(part.tags, (own) => own === label);

/** Returns frequent words with more than one tag, sorted by the gain of both directions over the forward direction. */
function ambiguousWords(predicted: Predictions, { part, words, signals }: Exam): Word[] {
  const places = new Map<string, number[]>();
  for (const [i, word] of words.entries()) {
    const own = places.get(word);
    if (own === undefined) places.set(word, [i]);
    else own.push(i);
  }
  const ambiguous = [...places].flatMap(([word, own]): Word[] => {
    const signal = signals.get(word);
    if (signal === undefined || signal.entropy < 0.1 || own.length < least) return [];
    const right = (reading: Reading) => own.filter((i) => predicted[reading][i] === part.tags[i]).length / own.length;
    const rights = { forward: right("forward"), backward: right("backward"), both: right("both") };
    return [{ word, count: own.length, ahead: signal.previous - signal.next, right: rights }];
  });
  const won = (word: Word) => gainOf(word, "forward") * word.count;
  return ambiguous.sort((a, b) => won(b) - won(a));
}

/** Returns the difference in accuracy on a word between both directions and one direction. */
const gainOf = ({ right }: Word, over: "forward" | "backward") => right.both - right[over];

function answerOf(predicted: Predictions, exam: Exam, words: readonly Word[]): string {
  const [forward, backward, both] = [
    accuracies(predicted.forward, exam),
    accuracies(predicted.backward, exam),
    accuracies(predicted.both, exam),
  ];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const points = (share: number) => (100 * share).toFixed(1);
  const gains = (kind: Kind) =>
    `${points(both[kind] - forward[kind])} over the forward and ${points(both[kind] - backward[kind])} over the backward network`;
  const blind = {
    forward: both.ahead - forward.ahead - (both.behind - forward.behind),
    backward: both.behind - backward.behind - (both.ahead - backward.ahead),
  };
  const related = (over: "forward" | "backward") =>
    correlation(
      words.map(({ ahead }) => ahead),
      words.map((word) => gainOf(word, over)),
    ).toFixed(2);
  const [most] = words;
  return (
    `Both directions tag ${percent(both.all)} of the words rightly, forward alone ${percent(forward.all)} and backward alone ${percent(backward.all)}. Where counting says that the next word tells the tag, ` +
    `they gain ${gains("ahead")} (percentage points); where the word before tells it, ${gains("behind")}: ` +
    `${verdictOf(blind)}. ` +
    `Over ${words.length} ambiguous words the lead of the next word correlates with the gain over the forward network by ${related("forward")} and with that over the backward one by ${related("backward")}` +
    (most === undefined
      ? "."
      : `; most is won on “${most.word}”, from ${percent(most.right.forward)} forward to ${percent(most.right.both)} both ways.`)
  );
}

/** Describes the accuracy lost by each direction on words whose signal it cannot see. */
function verdictOf({ forward, backward }: Readonly<Record<"forward" | "backward", number>>): string {
  const clear = 0.01;
  if (forward > clear && backward > clear) return "each single direction fails where the signal lies on its blind side";
  if (forward > clear) return "reading forwards fails where the signal lies ahead";
  return "the gains do not follow the sides that were counted";
}

function figureOf(predicted: Predictions, exam: Exam, words: readonly Word[]): Panels {
  const tags = [...universalTags.entries()].filter(([, tag]) => tag !== "X" && tag !== ".");
  const bySide = Object.entries(kinds).map(([kind, label]) => [label, exam.kinds[kind as Kind]] as const);
  const byTag = tags.map(([label, tag]) => [tag, ofTag(exam, label)] as const);
  const gains = (over: "forward" | "backward") => ({
    mark: "points" as const,
    name: over,
    points: words.map((word): Point => [word.ahead, gainOf(word, over)]),
  });
  return {
    kind: "panels",
    title: "What both directions gain over one",
    columns: 1,
    panels: [
      errors(predicted, exam, "Errors by where the signal lies", "words", bySide),
      {
        kind: "chart",
        title: "Ambiguous words: what both directions gain over one of them, by which neighbor tells more",
        x: { label: "H(tag | word, previous tag) - H(tag | word, next tag) in training (nats)" },
        y: { label: "gain of both over this one (share tagged rightly)" },
        layers: [{ mark: "rule", axis: "y", value: 0 }, gains("forward"), gains("backward")],
      },
      errors(predicted, exam, "Errors by tag, without foreign words and punctuation", "tag", byTag),
    ],
  };
}

function errors(
  predicted: Predictions,
  { part }: Exam,
  title: string,
  label: string,
  groups: readonly (readonly [name: string, chosen: readonly boolean[]])[],
): Chart {
  const values = (reading: Reading) =>
    groups.map(([name, chosen]) => [name, 1 - accuracyOn(predicted[reading], part, chosen)] as const);
  return {
    kind: "chart",
    title,
    x: { label },
    y: { label: "share that is wrong" },
    layers: readings.map((reading) => ({ mark: "bars", name: reading, values: values(reading) })),
  };
}
