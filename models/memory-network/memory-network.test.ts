/** The memory network: its definition, stories with their supporting sentences, edits, the quick recipe, experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, grad, crossEntropy, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { hopsExperiment } from "./experiments/hops.ts";
import { orderExperiment } from "./experiments/order.ts";
import { readingExperiment } from "./experiments/reading.ts";
import { storeExperiment } from "./experiments/store.ts";
import { story as storyLook } from "./looks/story.ts";
import { MemoryNetwork } from "./model.ts";
import { Numbers } from "./numbers.ts";
import { type Story, drawStories, drawStory, taskNames } from "./stories.ts";
import { system } from "./system.ts";
import { encodeSentence, encodeStories, sentenceLength, wordNumber, words } from "./vocabulary.ts";

const run = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars, and the same seed gives the same results", async () => {
  const [first, again] = [await train(system, run()), await train(system, run())];
  assert.deepEqual(
    first.bars.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual(again.metrics, first.metrics);
});

/** Finds the places of a thing by reading the sentences in order. */
function pathOf(sentences: readonly string[], thing: string): string[] {
  const at = new Map<string, string>();
  let holder: string | null = null;
  const path: string[] = [];
  const arrive = (place: string | undefined) => {
    if (place !== undefined && path.at(-1) !== place) path.push(place);
  };
  for (const sentence of sentences) {
    const all = sentence.split(" ");
    const [person, last] = [all[0]!, all.at(-1)!];
    if (all[2] === "to") at.set(person, last);
    else if (last === thing) holder = /dropped|left|discarded/.test(sentence) ? null : person;
    if (person === holder || last === thing) arrive(at.get(person));
  }
  return path;
}

/** Answers a question from these sentences alone, or undefined. */
function answerFrom(sentences: readonly string[], question: string): string | undefined {
  const asked = question.split(" ");
  if (question.startsWith("what")) {
    const [direction, place] = asked.at(-1) === "of" ? [asked[4]!, asked[3]!] : [asked[2]!, asked.at(-1)!];
    const side = asked.at(-1) === "of" ? -1 : 1;
    const found = sentences.map((one) => one.split(" ")).find((one) => one[3] === direction && one.at(side) === place);
    return side === 1 ? found?.at(-1) : found?.[1];
  }
  if (asked.length === 3)
    return sentences
      .findLast((one) => one.startsWith(`${asked[2]} `))
      ?.split(" ")
      .at(-1);
  const path = pathOf(sentences, asked[3]!);
  return asked.length === 4 ? path.at(-1) : path[path.lastIndexOf(asked.at(-1)!) - 1];
}

test("answers follow from the stories, and from their supporting sentences alone", () => {
  const numbers = new Numbers(7);
  for (const task of ["one", "two", "three"] as const) {
    for (let i = 0; i < 300; i++) {
      const { sentences, question, answer, support } = drawStory(task, 20, numbers);
      const told = `${sentences.join(". ")}. ${question}? ${answer}`;
      assert.equal(answerFrom(sentences, question), answer, told);
      const needed = [...new Set(support)].sort((a, b) => a - b).map((at) => sentences[at]!);
      assert.equal(answerFrom(needed, question), answer, `${needed.join(". ")} of ${told}`);
      assert.ok(sentences.length >= 7 && sentences.length <= 20);
    }
  }
});

test("relations: both questions about the middle place have the same words, and different answers", () => {
  const numbers = new Numbers(8);
  for (let i = 0; i < 100; i++) {
    const { sentences, question, answer, support } = drawStory("relation", 2, numbers);
    const [, subject, , direction, , , object] = sentences[support[0]!]!.split(" ");
    const isFirst = question === `what is ${direction} of the ${object}`;
    assert.ok(isFirst || question === `what is the ${subject} ${direction} of`, question);
    assert.equal(answer, isFirst ? subject : object);
  }
});

test("parts have different stories, which depend on the seed only", () => {
  const parts = drawStories("two", 10, [100, 100, 300], 3);
  const keys = parts.flat().map(({ sentences, question }) => [...sentences, question].join());
  assert.equal(new Set(keys).size, 500);
  assert.deepEqual(drawStories("two", 10, [100, 100, 300], 3), parts);
  assert.notDeepEqual(drawStories("two", 10, [100, 100, 300], 4), parts);
});

const told: Story = {
  sentences: ["mary went to the kitchen", "john took the apple", "john moved to the garden"],
  question: "where is the apple",
  answer: "garden",
  support: [1, 2],
};

test("slot 0 has the last sentence, and 0 fills sentences and slots", async () => {
  const encoded = encodeStories([told], 4);
  const slots = [...told.sentences].reverse().flatMap(encodeSentence);
  assert.deepEqual([...(await encoded.field(0).array())], [...slots, ...Array<number>(sentenceLength).fill(0)]);
  assert.deepEqual([...(await encoded.field(2).array())], [wordNumber("garden")]);
  assert.throws(() => encodeStories([told], 2), /the memory has 2 slots/i);
  assert.throws(() => encodeSentence("mary went to the moon"), /no word "moon"/);
  assert.throws(() => encodeSentence("the the the the the the the the"), /has 8 words/);
});

type Vector = readonly number[];
const sum = (vectors: readonly Vector[]): number[] =>
  vectors.reduce<number[]>((total, one) => total.map((x, k) => x + one[k]!), Array<number>(features).fill(0));
const dot = (a: Vector, b: Vector) => a.reduce((total, x, k) => total + x * b[k]!, 0);
const softmax = (scores: Vector) => {
  const exponentials = scores.map(Math.exp);
  return exponentials.map((x) => x / exponentials.reduce((total, y) => total + y));
};

const features = 3;

test("the answer is that of the definition, for one to three hops", async () => {
  for (const hops of [1, 2, 3]) {
    random.seed(hops);
    const model = new MemoryNetwork({ features, hops, slots: 5 });
    const tables = await Promise.all(model.embeddings.map(async ({ weight }) => [...(await weight.array())]));
    const times = await Promise.all(model.times.map(async ({ weight }) => [...(await weight.array())]));
    const row = (table: Vector, i: number) => table.slice(i * features, (i + 1) * features);
    const l = (j: number, k: number) => 1 - j / sentenceLength - (k / features) * (1 - (2 * j) / sentenceLength);
    const encode = (sentence: string, table: number) =>
      sum(
        sentence
          .split(" ")
          .map((word, j) => row(tables[table]!, words.indexOf(word)).map((x, k) => x * l(j + 1, k + 1))),
      );
    const slot = (n: number, table: number) => sum([encode(told.sentences.at(-1 - n)!, table), row(times[table]!, n)]);
    let u = encode(told.question, 0);
    for (let hop = 0; hop < hops; hop++) {
      const weights = softmax([0, 1, 2].map((n) => dot(u, slot(n, hop))));
      u = sum([u, ...weights.map((weight, n) => slot(n, hop + 1).map((x) => x * weight))]);
    }
    const encoded = encodeStories([told], 5);
    const logits = await model.forward(encoded.field(0), encoded.field(1)).array();
    words.forEach((_, i) => assert.ok(Math.abs(logits[i]! - dot(u, row(tables[hops]!, i))) < 1e-6));
  }
});

test("the gradient of every parameter is that of finite differences", async () => {
  random.seed(5);
  const model = new MemoryNetwork({ features, hops: 2, slots: 4 });
  const encoded = encodeStories([told], 4);
  const [x, question, answer] = [encoded.field(0), encoded.field(1), encoded.field(2)];
  for (const linear of [false, true]) {
    const loss = () => crossEntropy(model.answer(question, model.store(x), linear).logits, answer);
    for (const [path, param] of parameters(model)) {
      // Large values, so that rounding is small beside the differences.
      const before = Float32Array.from(await random.normal(param.shape, { std: 0.5 }).array());
      await param.set(Tensor.from(before, param.shape));
      const [slope] = grad(loss(), [param]);
      const direction = Float32Array.from(await slope.array());
      const norm = Math.sqrt(direction.reduce((total, one) => total + one * one, 0));
      assert.ok(norm > 0, path);
      const at = async (step: number) => {
        await param.set(
          Tensor.from(
            before.map((one, i) => one + (step * direction[i]!) / norm),
            param.shape,
          ),
        );
        return loss().item();
      };
      const difference = ((await at(1e-2)) - (await at(-1e-2))) / 2e-2;
      await param.set(Tensor.from(before, param.shape));
      assert.ok(Math.abs(difference - norm) < 0.01 * norm + 1e-3, `${path}: ${difference}, not ${norm}`);
    }
  }
});

test("a bag of words ignores the order of words, position encoding does not", async () => {
  random.seed(6);
  const swapped = ["the office is north of the garden", "the garden is north of the office"].map(encodeSentence);
  for (const encoding of ["bag", "position"] as const) {
    const model = new MemoryNetwork({ features: 8, hops: 1, slots: 2, encoding });
    const [a, b] = await Promise.all(
      swapped.map(async (one) => model.embeddings[0]!.forward(Tensor.from(Uint8Array.from(one))).array()),
    );
    const difference = Math.max(...Array.from(a!, (x, i) => Math.abs(x - b![i]!)));
    assert.ok(encoding === "bag" ? difference < 1e-6 : difference > 1e-2, `${encoding}: ${difference}`);
  }
});

test("an edited sentence changes its own slot and no other", async () => {
  random.seed(9);
  const model = new MemoryNetwork({ features: 4, hops: 2, slots: 3 });
  const changed = { ...told, sentences: told.sentences.with(1, "john took the milk") };
  const stored = await Promise.all(
    [told, changed].map((one) => model.store(encodeStories([one], 3).field(0)).layers[1]!.contents.array()),
  );
  const same = [0, 1, 2].map((slot) =>
    [0, 1, 2, 3].every((k) => stored[0]![4 * slot + k] === stored[1]![4 * slot + k]),
  );
  assert.deepEqual(same, [true, false, true]);
});

test("with positions relations are learned, and with bags of words only guessed", async () => {
  const { accuracy, tasks } = await measure(orderExperiment, run());
  const at = tasks.indexOf("relation");
  assert.ok(accuracy.position[at]!.mean > 0.9 && accuracy.bag[at]!.mean < 0.65);
});

test("answers follow the deciding slot, and not the others", async () => {
  const { accuracy, changed, kept, readable, frozen, network } = await measure(storeExperiment, run());
  assert.ok(accuracy.mean > 0.6 && changed.mean > 0.8 && kept.mean > 0.8 && readable.mean > 0.9);
  assert.ok(frozen.mean < accuracy.mean - 0.3, `${frozen.mean} frozen`);
  const drawn = network.nodes.map(({ label }) => label);
  for (const table of ["A₁", "B = A₁", "C₁ = A₂", "C₂ = A₃", "C₃"]) assert.ok(drawn.includes(table), table);
});

slow("a question with two supporting facts needs two hops", async () => {
  const { accuracy } = await measure(hopsExperiment, run());
  assert.ok(accuracy[1]![1]!.mean > accuracy[1]![0]!.mean + 0.1);
});

slow("hops read supporting sentences", async () => {
  const { tasks } = await measure(readingExperiment, run());
  assert.ok(tasks[0]!.covered.mean > 0.9 && tasks[1]!.covered.mean > 0.5);
});

test("the look answers a reader's story, and explains what it cannot read", async () => {
  const one = run();
  await train(system, one);
  const saved: SavedRun = {
    load: async (name, model) => {
      const from = new Map(parameters(one.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(from.get(path)!);
      return model;
    },
    text: async (name) => one.texts.get(name)!,
  };
  const look = (given: Record<string, string>) =>
    storyLook.view(chosenInputs(storyLook.inputs, given), async () => saved);
  const first = await look({});
  assert.equal(first.predicted, "garden");
  const moved = "Mary went to the kitchen. John took the apple. Sandra moved to the office. John went to the bathroom.";
  assert.equal((await look({ story: moved })).predicted, "bathroom");
  assert.equal((await look({ question: "Where is Mary?" })).predicted, "kitchen");
  assert.match(storyLook.words(first).en, /The answer is “garden”/);
  await assert.rejects(look({ question: "Who is Mary?" }), /networks know "where is mary"/);
  await assert.rejects(look({ story: "Mary flew to the moon." }), /no word "flew"/);
  await assert.rejects(look({ story: Array(20).fill("Mary went to the office.").join(" ") }), /has 10 slots/);
  await assert.rejects(look({ story: "..." }), /at least one sentence/);
});

test("every task has stories", () => {
  assert.deepEqual(
    taskNames.map((task) => drawStories(task, 12, [3], 0)[0]!.length),
    [3, 3, 3, 3],
  );
});
