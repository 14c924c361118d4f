/**
 * The context seen by each direction, and the gain of bidirectional tagging, above all if the next word determines the
 * tag.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LSTM, type Module, Tensor, parameters, random, where } from "hebb";
import { type TaggedSentence, universalTag, universalTags } from "hebb/data";
import { slow } from "../../test/full.ts";
import { checkSentences } from "../answer.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import { filesOf } from "../shared/run-files.ts";
import { partOf } from "./corpus.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { directionsExperiment } from "./experiments/directions.ts";
import { statesExperiment } from "./experiments/states.ts";
import { inputsOf } from "./influence.ts";
import { lexiconOf, shapeOf } from "./lexicon.ts";
import { tags as sentenceTags } from "./looks/tags.ts";
import { Direction, Layer, type Reading, Tagger, weightsAbove, wordsOf } from "./model.ts";
import { gainOver, mostFrequentTags } from "./scores.ts";
import { sideOf, signalsOf } from "./signals.ts";
import { system } from "./system.ts";
import { asLargeAs } from "./training.ts";

const sentences: readonly TaggedSentence[] = [
  ["The/at Old/jj-tl man/nn ran/vbd home/nr ./.", "I'm/ppss+bem to/to run/vb to/in it/ppo ./."],
  ["Run/vb !/.", "the/at run/nn to/in Paris/np lasted/vbd 1950-51/cd ,/, he/pps said/vbd to/in the/at man/nn ./."],
]
  .flat()
  .map((line) => line.split(" ").map((token) => token.split("/") as [string, string]))
  .map((tokens) => ({ words: tokens.map(([word]) => word), tags: tokens.map(([, tag]) => tag), file: "", genre: "" }));
const texts = sentences.map(({ words }) => words);
const lexicon = lexiconOf([...sentences, ...sentences]);

const taggerOf = (reading: Reading, layers = 1, residual = false) =>
  new Tagger({ features: lexicon.sizes, tags: 12, embedding: 5, hidden: 4, reading, layers, residual });

/** Returns the logits of each sentence's words, [words, 12] in row-major order. */
async function logitsOf(model: Tagger, batch: readonly (readonly string[])[]): Promise<number[][]> {
  const logits = model.forward(...inputsOf(lexicon, batch));
  return Promise.all(batch.map(async ({ length }, i) => [...(await logits.slice([i, i + 1], [0, length]).array())]));
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

test("padding does not change the logits of a sentence", async () => {
  for (const [reading, layers, residual] of [
    ["both", 3, true],
    ["both", 2, false],
    ["backward", 1, false],
  ] as const) {
    const model = taggerOf(reading, layers, residual);
    const together = await logitsOf(model, texts);
    for (const [i, words] of texts.entries()) {
      const [alone] = await logitsOf(model, [words]);
      assert.ok(distance(alone!, together[i]!) < 1e-6, `${reading}, sentence ${i}`);
    }
  }
});

test("the backward direction equals the forward direction on the reversed sentence", async () => {
  const [forward, backward] = [new Direction(3, 4, false), new Direction(3, 4, true)];
  await copy(forward, backward);
  const x = random.normal([6, 2, 3]);
  const all = wordsOf(x.transpose(0, 1), Tensor.from([6, 6], [2], "i32"))
    .transpose()
    .unsqueeze(-1);
  const turned = await forward.forward(x.flip(0), all).flip(0).array();
  assert.ok(distance(turned, await backward.forward(x, all).array()) < 1e-6);
});

test("a bidirectional layer equals the library's, with sentences of different lengths", async () => {
  const [own, oracle] = [new Layer(3, 4, "both"), new LSTM(3, 4, { bidirectional: true })];
  for (const [i, { cell }] of own.directions.entries()) await copy(cell, oracle.cells[0]![i]!);
  const lengths = Tensor.from([5, 2, 4], [3], "i32");
  const x = random.normal([3, 5, 3]);
  const words = wordsOf(x, lengths).unsqueeze(-1);
  const states = own.forward(x.transpose(0, 1), words.transpose(0, 1)).transpose(0, 1);
  const expected = await oracle.forward(x, { lengths }).outputs.array();
  assert.ok(distance(await where(words, states, 0).array(), expected) < 1e-6);
});

test("forward states ignore later words, and backward states ignore earlier words", async () => {
  const words = "the man ran to Paris .".split(" ");
  const other = words.with(3, "in");
  const changed = async (reading: Reading) => {
    const model = taggerOf(reading, 2);
    const [[before], [after]] = [await logitsOf(model, [words]), await logitsOf(model, [other])];
    return words.map((_, t) => distance(before!.slice(12 * t, 12 * t + 12), after!.slice(12 * t, 12 * t + 12)) > 0);
  };
  assert.deepEqual(await changed("forward"), [false, false, false, true, true, true]);
  assert.deepEqual(await changed("backward"), [true, true, true, true, false, false]);
  assert.deepEqual(await changed("both"), [true, true, true, true, true, true]);
});

test("parameter counts are exact, and networks of equal size have equal counts", () => {
  const shapes = [
    { reading: "both", layers: 2, hidden: 7 },
    { reading: "forward", layers: 3, hidden: 9 },
  ] as const;
  for (const shape of shapes) {
    const options = { ...shape, features: [3], tags: 12, embedding: 5 };
    const counts = parameters(new Tagger(options)).map(([, { shape: own }]) => own.reduce((a, b) => a * b, 1));
    assert.equal(counts.reduce((a, b) => a + b, 0) - 3 * 5, weightsAbove(options));
  }
  const both = { reading: "both", layers: 1, embedding: 64, hidden: 64 } as const;
  const weights = (shape: typeof both | ReturnType<typeof asLargeAs>) => weightsAbove({ ...shape, tags: 12 });
  const one = weights(asLargeAs(both, { ...both, reading: "forward" }));
  assert.ok(one <= weights(both) && one > 0.98 * weights(both), `${one}, ${weights(both)}`);
});

test("an unknown word is encoded by its ending and its shape", () => {
  assert.deepEqual(["Mid-1950s", "GOP", "$37", "didn't", "Éclair"].map(shapeOf), ["Aa-0a", "A", "$0", "a'a", "Aa"]);
  assert.deepEqual(lexicon.unknown(["THE", "zebra", "to"]), [false, true, false]);
  const [word, last] = lexicon.encode(["zebran"]);
  assert.equal(lexicon.vocabularies[0]!.label(word![0]!), "<unknown>");
  assert.equal(lexicon.vocabularies[1]!.label(last![0]!), "n");
});

test("tags are universal, and words are numbered across all sentences", () => {
  const part = partOf(sentences, lexicon);
  assert.equal(
    [...part.tags.subarray(0, 12)].map((tag) => universalTags[tag]).join(" "),
    "DET ADJ NOUN VERB NOUN . PRON PRT VERB ADP PRON .",
  );
  assert.equal(universalTag("cs"), "ADP");
  const numbers = part.sequences.fields.at(-1)!.flatMap((own) => Array.from(own));
  assert.deepEqual(numbers, [...part.tags.keys()]);
  // "run" is a verb twice and a noun once, "to" a preposition twice and a particle once.
  const frequent = mostFrequentTags(
    part,
    partOf([{ ...sentences[0]!, words: ["Run", "to"], tags: ["vb", "to"] }], lexicon),
  );
  assert.deepEqual(
    [...frequent].map((tag) => universalTags[tag]),
    ["VERB", "ADP"],
  );
});

test("signals are conditional entropies and determine the side", () => {
  // "to" is a particle before verbs and a preposition before nouns, after any word; "work" depends on the preceding
  // word.
  const texts = ["go/vb to/to sleep/vb", "go/vb to/in bed/nn", "the/at work/nn", "to/to work/vb"].flatMap((text) =>
    Array.from({ length: 60 }, () => text.split(" ").map((token) => token.split("/") as [string, string])),
  );
  const part = partOf(
    texts.map((tokens) => ({
      words: tokens.map(([word]) => word),
      tags: tokens.map(([, tag]) => tag),
      file: "",
      genre: "",
    })),
    lexicon,
  );
  const signals = new Map(signalsOf(part).map((signal) => [signal.word, signal]));
  const [to, work] = [signals.get("to")!, signals.get("work")!];
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  assert.ok(Math.abs(to.entropy - entropy(1 / 3)) < 1e-12 && to.next === 0);
  // After "go" it can be either; at the start of a sentence it is a particle.
  assert.ok(Math.abs(to.previous - (2 / 3) * entropy(1 / 2)) < 1e-12);
  assert.ok(Math.abs(work.next - entropy(1 / 2)) < 1e-12 && work.previous === 0);
  assert.deepEqual([to, work, signals.get("go")!].map(sideOf), ["ahead", "behind", "neither"]);
});

test("the quick recipe reaches its bars, and the look tags a sentence of the reader's choice", async () => {
  const run = new Run({ quick: true, seed: 1 });
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  const look = async (given: Record<string, string>) =>
    sentenceTags.view(chosenInputs(sentenceTags.inputs, given), async () => filesOf(run));
  const [first, second] = [await look({}), await look({ sentence: "She turned to the house ." })];
  const upTo = ({ probabilities }: typeof first) => probabilities.forward.slice(0, 3).flat();
  // The forward network has read the same words, padded to different lengths.
  assert.ok(distance(upTo(first), upTo(second)) < 1e-6);
  assert.ok(distance(first.probabilities.both[2]!, second.probabilities.both[2]!) > 0.05);
  assert.equal(first.tags.both.join(" "), "PRON VERB PRT VERB DET NOUN .");
  const words = sentenceTags.words(first);
  assert.deepEqual(checkSentences(words), []);
  assert.match(words.en, /^Both ways: “She” pronoun/);
  await assert.rejects(look({ sentence: Array(21).fill("a").join(" ") }), /must have 1 to 20/);
});

slow(
  "directions: the forward network fails on words whose signal is ahead, and the backward one does not",
  async () => {
    const { kinds, words, overall } = await measure(directionsExperiment, new Run({ quick: true, seed: 1 }));
    const gain = (kind: string, single: "forward" | "backward") =>
      gainOver(single, kinds.find(({ group }) => group === kind)!.accuracy).mean;
    assert.ok(gain("ahead", "forward") > 0.05, JSON.stringify(kinds));
    assert.ok(gain("ahead", "forward") > gain("ahead", "backward") + 0.04, JSON.stringify(kinds));
    assert.ok(gain("ahead", "forward") > gain("behind", "forward") + 0.02, JSON.stringify(kinds));
    assert.equal(words[0]!.word, "to");
    assert.deepEqual(overall, { forward: "unclear", backward: "unclear" });
  },
);

slow("states: replaced words change forward states only after them and backward states only before them", async () => {
  const facts = await measure(statesExperiment, new Run({ quick: true, seed: 1 }));
  const { offsets, states, tags } = facts.influence;
  for (const [i, offset] of offsets.entries()) {
    assert.equal(states.forward[i]!.mean === 0, offset < 0, `h→ at ${offset}`);
    assert.equal(states.backward[i]!.mean === 0, offset > 0, `h← at ${offset}`);
    assert.equal(tags.forward[i]!.mean === 0, offset < 0, `tags of the forward network at ${offset}`);
    assert.ok(tags.both[i]!.mean > 0);
  }
  assert.deepEqual([facts.unread, facts.same, facts.decides], ["exactly unchanged", "equal", "always"]);
  assert.deepEqual(facts.solved, { forward: 0, both: 1 });
});

slow("depth: residual connections speed up three layers, and the wide layer is as large as two", async () => {
  const { networks } = await measure(depthExperiment, new Run({ quick: true, seed: 1 }));
  const [one, wide, two, three, residual] = networks;
  const share = wide!.weights / two!.weights;
  assert.ok(share > 0.95 && share <= 1, `${share}`);
  assert.equal(three!.weights, residual!.weights);
  assert.ok(one!.accuracy.mean > 0.9 && two!.accuracy.mean > 0.85, JSON.stringify(networks));
  assert.ok(residual!.accuracy.mean > three!.accuracy.mean, JSON.stringify(networks));
  assert.deepEqual(one!.time.values, [1]);
});

/** Copies the parameters of `from` to `to`. */
async function copy(from: Module, to: Module): Promise<void> {
  const values = new Map(parameters(from));
  for (const [path, param] of parameters(to)) await param.set(values.get(path)!);
}
