/**
 * States of both directions over two sentences with the same beginning, and the range over which a word influences
 * them.
 */
import { type UniversalTag, universalTags } from "hebb/data";
import type { Heatmap, Panels } from "../../figure.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { name, say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { corpusOf } from "../corpus.ts";
import { type ByNetwork, type Network, type Single, type StatesFacts, networks, singles } from "../facts.ts";
import { type Influence, type Look, type Vectors, influenceOf, lookInto } from "../influence.ts";
import { readingNames, stateNames } from "../names.ts";
import { type Settings, full, quick } from "../settings.ts";
import { type Shape, asLargeAs, trainTagger } from "../training.ts";
import { statesWords } from "../words.ts";

/**
 * The sentences are equal up to "to", whose tag depends on the next word: a particle in the first, a preposition in the
 * second.
 */
const pair = ["She turned to leave the house .", "She turned to the house ."].map((text) => text.split(" "));
const asked = pair[0]!.indexOf("to");
const truth: readonly UniversalTag[] = ["PRT", "ADP"];

/** Index of the replaced word, and number of words examined on both sides of it. */
const [at, reach] = [10, 6];
/** Distance of the second word that is compared with the neighbor of the replaced word. */
const far = 5;
/** Number of units drawn for each direction. */
const drawn = 8;

const settings: Readonly<Record<"quick" | "full", Settings>> = {
  quick,
  full: { ...full, share: 0.3, lesson: { ...full.lesson, batchSize: 16 } },
};

export const statesExperiment = defineExperiment<StatesFacts>({
  question: {
    en: "When the network reaches a word, what does each direction know about the rest of the sentence?",
    zh: "读到某个词时，正向和反向各自知道句子里的哪些内容？",
  },
  seeds: 3,

  async measure(run) {
    const { share, heldOut, shape, lesson } = settings[run.quick ? "quick" : "full"];
    const corpus = await corpusOf(share, heldOut);
    const sentences = corpus.test.sentences
      .map(({ words }) => words)
      .filter(({ length }) => length > at + reach && length <= 40)
      .slice(0, 200);
    const both: Shape = { ...shape, reading: "both", layers: 1 };
    const forward = asLargeAs(both, { ...both, reading: "forward" });
    const measured = await run.overSeeds(async (one) => {
      const look = async (network: Network, own: Shape) => {
        const model = await trainTagger(one, network, corpus, own, lesson);
        return {
          look: await lookInto(model, corpus.lexicon, pair),
          influence: await influenceOf(model, corpus.lexicon, sentences, { at, reach }),
        };
      };
      return { both: await look("both", both), forward: await look("forward", forward) };
    });
    return factsOf(measured, run.seeds);
  },

  words: statesWords,

  table: ({ influence: { offsets, states, tags } }) => ({
    columns: [
      text("words from the replaced one", "离换掉的词有几个词"),
      { name: text("change of h→", "h→ 的变化"), digits: 4 },
      { name: text("change of h←", "h← 的变化"), digits: 4 },
      { name: text("change of tags, both directions", "词性概率的变化，双向"), digits: 4 },
      { name: text("change of tags, forward", "词性概率的变化，只从左往右"), digits: 4 },
    ],
    rows: offsets.map((offset, i) => [
      offset,
      states.forward[i]!,
      states.backward[i]!,
      tags.both[i]!,
      tags.forward[i]!,
    ]),
  }),

  figure: figureOf,
});

interface Measured {
  readonly look: Look;
  readonly influence: Influence;
}

const particleIn = ({ tags }: Look): readonly number[] =>
  pair.map((_, sentence) => tags[sentence]![asked]![universalTags.indexOf("PRT")]!);

/** True if the asked word is tagged correctly in both sentences. */
const isSolved = ({ tags }: Look): boolean =>
  truth.every((tag, i) => universalTags[tags[i]![asked]!.indexOf(Math.max(...tags[i]![asked]!))] === tag);

function factsOf(measured: readonly ByNetwork<Measured>[], seeds: readonly number[]): StatesFacts {
  const over = (value: (one: ByNetwork<Measured>) => number) => summarize(measured.map(value), seeds);
  const particle = (network: Network) =>
    pair.map((_, sentence) => over((one) => particleIn(one[network].look)[sentence]!));
  const solved = (network: Network) => measured.filter((one) => isSolved(one[network].look)).length;
  const { offsets } = measured[0]!.both.influence;
  const moved = (direction: 0 | 1) => offsets.map((_, i) => over((one) => one.both.influence.states[direction]![i]!));
  const shifted = (network: Network) => offsets.map((_, i) => over((one) => one[network].influence.tags[i]!));
  const states = { forward: moved(0), backward: moved(1) };
  const tags = { forward: shifted("forward"), both: shifted("both") };
  const unread = [states.forward.slice(0, reach), tags.forward.slice(0, reach), states.backward.slice(reach + 1)];
  const [first, second] = particle("forward");
  const right = solved("both");
  return {
    sentences: pair,
    asked,
    particle: { forward: [first!, second!], both: particle("both") },
    same: first!.values.every((value, i) => value === second!.values[i]) ? "equal" : "different",
    solved: { forward: solved("forward"), both: right },
    decides: right === seeds.length ? "always" : right > 0 ? "sometimes" : "never",
    influence: { offsets, states, tags },
    unread: unread.flat().every(({ values }) => values.every((value) => value === 0)) ? "exactly unchanged" : "changed",
    distance: far,
    fades: distinguishable(states.backward[reach - 1]!, states.backward[reach - far]!),
    example: exampleOf(measured[0]!.both.look),
  };
}

function exampleOf({ states }: Look): StatesFacts["example"] {
  const valuesOf = (vectors: Vectors) => {
    const units = liveliest(vectors);
    return pair.map((words, sentence) => units.map((unit) => words.map((_, t) => vectors[sentence]![t]![unit]!)));
  };
  return { forward: valuesOf(states[0]!), backward: valuesOf(states[1]!) };
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

function figureOf({ sentences, asked, particle, influence, example }: StatesFacts): Panels {
  const beginnings = sentences.map((words) => name(`${words.slice(1, asked + 2).join(" ")} …`));
  return {
    kind: "panels",
    title: text(
      "The two directions over two sentences with the same beginning",
      "开头相同的两个句子，两个方向各自的状态",
    ),
    columns: 2,
    sameScale: true,
    panels: [
      {
        kind: "chart",
        title: text("Probability that “to” is a particle", "“to”是小品词的概率"),
        x: { label: text("sentence", "句子") },
        y: { label: text("probability", "概率"), domain: [0, 1] },
        layers: networks.map((network) => ({
          mark: "bars",
          name: readingNames(network),
          values: beginnings.map((words, i) => [words, particle[network][i]!.mean] as const),
        })),
      },
      {
        kind: "chart",
        title: text("Change of the states if one word is replaced", "换掉一个词，状态变多少"),
        x: { label: text("words from the replaced one", "离换掉的词有几个词") },
        y: { label: text("change relative to the state", "相对变化") },
        layers: singles.flatMap((direction) =>
          curve(stateNames(direction), influence.offsets, influence.states[direction]),
        ),
      },
      ...singles.flatMap((direction) =>
        sentences.map((words, sentence) => stateMap(direction, words, example[direction][sentence]!)),
      ),
    ],
  };
}

function stateMap(direction: Single, words: readonly string[], values: readonly (readonly number[])[]): Heatmap {
  return {
    kind: "heatmap",
    title: say(
      { state: stateNames(direction), sentence: name(words.join(" ")) },
      "{state}: {sentence}",
      "{state}：{sentence}",
    ),
    rows: { label: text("unit", "神经元") },
    columns: { label: text("word", "词"), names: words },
    values,
    scale: "diverging",
    domain: [-1, 1],
    label: text("state", "状态"),
  };
}
