/**
 * States of both directions over two sentences with the same beginning, and the range over which a word influences
 * them.
 */
import { type UniversalTag, universalTags } from "hebb/data";
import type { Chart, Heatmap, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { corpusOf } from "../corpus.ts";
import { type Influence, type Look, type Vectors, influenceOf, lookInto } from "../influence.ts";
import { type Lesson, type Shape, asLargeAs, trainTagger } from "../training.ts";

/**
 * The sentences are equal up to "to", whose tag depends on the next word: a particle in the first, a preposition in the
 * second.
 */
const pair = ["She turned to leave the house .", "She turned to the house ."].map((text) => text.split(" "));
const asked = pair[0]!.indexOf("to");
const truth: readonly UniversalTag[] = ["PRT", "ADP"];

/** Index of the replaced word, and number of words examined on both sides of it. */
const [at, reach] = [10, 10];
/** Number of units drawn for each direction. */
const drawn = 12;

/** A value for the forward network and one for the bidirectional network. */
interface Networks<Value> {
  readonly one: Value;
  readonly two: Value;
}

export const statesExperiment: EnglishExperiment = {
  question: {
    en: "When the network reaches a word, what does each direction know about the rest of the sentence?",
    zh: "读到某个词时，正向和反向各自知道句子里的哪些内容？",
  },

  async measure(run: Run): Promise<Finding> {
    const [share, size, lesson]: [number, Pick<Shape, "embedding" | "hidden">, Lesson] = run.quick
      ? [0.05, { embedding: 32, hidden: 24 }, { epochs: 2, batchSize: 8, learningRate: 9e-3, multiple: 32 }]
      : [0.5, { embedding: 64, hidden: 64 }, { epochs: 2, batchSize: 16, learningRate: 9e-3, multiple: 8 }];
    const corpus = await corpusOf(share, run.quick ? 0.2 : 1);
    const both: Shape = { ...size, dropout: 0.1, reading: "both", layers: 1 };
    const forward = asLargeAs(both, { ...both, reading: "forward" });
    const two = await trainTagger(run, "both", corpus, both, lesson);
    const one = await trainTagger(run, "forward", corpus, forward, lesson);
    const sentences = corpus.test.sentences
      .map(({ words }) => words)
      .filter(({ length }) => length > at + reach && length <= 40)
      .slice(0, 200);
    const over = async <Value>(measure: (model: typeof one) => Promise<Value>): Promise<Networks<Value>> => ({
      one: await measure(one),
      two: await measure(two),
    });
    const looks = await over((model) => lookInto(model, corpus.lexicon, pair));
    const influence = await over((model) => influenceOf(model, corpus.lexicon, sentences, { at, reach }));
    return {
      answer: answerOf(looks, influence),
      table: {
        columns: ["words from the replaced one", "h→ moves", "h← moves", "tags, both directions", "tags, forward"],
        rows: influence.two.offsets.map((offset, i) => [
          offset,
          influence.two.states[0]![i]!,
          influence.two.states[1]![i]!,
          influence.two.tags[i]!,
          influence.one.tags[i]!,
        ]),
      },
      figure: figureOf(looks.two, influence),
    };
  },
};

function answerOf(looks: Networks<Look>, influence: Networks<Influence>): string {
  const chance = ({ tags }: Look, sentence: number) => tags[sentence]![asked]![universalTags.indexOf("PRT")]!;
  const told = ({ tags }: Look) =>
    truth.every((tag, i) => universalTags[tags[i]![asked]!.indexOf(Math.max(...tags[i]![asked]!))] === tag);
  const [first, second] = [chance(looks.two, 0), chance(looks.two, 1)];
  const { one, two } = influence;
  const before = (values: readonly number[]) => Math.max(...values.slice(0, reach));
  const after = (values: readonly number[]) => Math.max(...values.slice(reach + 1));
  const exact = before(two.states[0]!) === 0 && before(one.tags) === 0 && after(two.states[1]!) === 0;
  return (
    `At “to”, the forward network gives the particle ${chance(looks.one, 0).toFixed(2)} in both “${pair[0]!.join(" ")}” and “${pair[1]!.join(" ")}”, since it has read the same words; ` +
    `both directions give it ${first.toFixed(2)} before “leave” and ${second.toFixed(2)} before “the”${told(looks.two) ? ", and are right twice" : ""}. ` +
    (exact
      ? "Where a word is replaced, h→ of all words before it and h← of all words after it stay the same to the last bit, and so do the forward network's tags before it: h→ learns of the end of a sentence at its last word. "
      : `Where a word is replaced, h→ of words before it moves by up to ${before(two.states[0]!)} and h← of words after it by up to ${after(two.states[1]!)}. `) +
    `h← of the word before moves by ${percent(two.states[1]![reach - 1]!)}, of the fifth before by ${percent(two.states[1]![reach - 5]!)}; ` +
    `the tag of the word before shifts by ${two.tags[reach - 1]!.toFixed(3)} in probability, of the fifth before by ${two.tags[reach - 5]!.toFixed(4)}.`
  );
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function figureOf({ states }: Look, influence: Networks<Influence>): Panels {
  const names = ["h→", "h←"];
  const maps = states.flatMap((vectors, direction) => {
    const units = liveliest(vectors);
    return pair.map((_, sentence) => stateMap(names[direction]!, vectors, sentence, units));
  });
  const { offsets } = influence.two;
  const line = (name: string, values: readonly number[]) => ({
    mark: "line" as const,
    name,
    points: offsets.map((offset, i): Point => [offset, values[i]!]),
  });
  // The axis is logarithmic, so values that are 0 by construction are not drawn.
  const chart = (title: string, label: string, layers: Chart["layers"]): Chart => ({
    kind: "chart",
    title,
    x: { label: "words from the one that is replaced" },
    y: { label, scale: "log", domain: [1e-5, 2] },
    layers,
  });
  return {
    kind: "panels",
    title: "Both directions' states, and how far a word is felt",
    columns: 2,
    panels: [
      ...maps,
      chart(
        "How far states move (no line: not at all)",
        "|change of h| / |h|",
        names.map((name, direction) => line(name, influence.two.states[direction]!)),
      ),
      chart("How far tags shift (no line: not at all)", "total variation", [
        line("both directions", influence.two.tags),
        line("forward network", influence.one.tags),
      ]),
    ],
  };
}

/** Returns the units with the largest range over the two sentences. */
function liveliest(vectors: Vectors): number[] {
  const rangeOf = (unit: number) => {
    const values = pair.flatMap((words, sentence) => words.map((_, t) => vectors[sentence]![t]![unit]!));
    return Math.max(...values) - Math.min(...values);
  };
  const units = [...vectors[0]![0]!.keys()];
  return units.sort((a, b) => rangeOf(b) - rangeOf(a)).slice(0, drawn);
}

function stateMap(name: string, vectors: Vectors, sentence: number, units: readonly number[]): Heatmap {
  return {
    kind: "heatmap",
    title: `${name} over “${pair[sentence]!.join(" ")}”`,
    rows: { label: "unit", names: units.map(String) },
    columns: { label: "word", names: pair[sentence]! },
    values: units.map((unit) => pair[sentence]!.map((_, t) => vectors[sentence]![t]![unit]!)),
    scale: "diverging",
  };
}
