/** The Transformer: the textbook's equations, the cache, ablations, probes, and generated text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ArgumentError,
  type LayerNorm,
  type MultiHeadAttention,
  Tensor,
  TransformerEncoderLayer,
  gelu,
  parameters,
  random,
} from "hebb";
import { characterVocabulary } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { WritingRequest } from "../saved-run.ts";
import { cacheDifference } from "./caching.ts";
import { rivalsExperiment } from "./experiments/rivals.ts";
import { FixedMixing, type Mixing, windowLength } from "./mixing.ts";
import { Block, type Norm, type Positions, Transformer } from "./model.ts";
import { guessOf, labelsOf } from "./probes.ts";
import { system } from "./system.ts";
import { TransformerTranslator } from "./translator.ts";
import { writeOn } from "./writing.ts";

const sizes = { tokens: 11, context: 12, features: 8, heads: 2, layers: 2 };
const tokensOf = (...values: number[]) => Tensor.from(values, [1, values.length], "i32");

async function distance(a: Tensor, b: Tensor): Promise<number> {
  return a.sub(b).abs().max().item();
}

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("a block equals the library's layer with the same parameters, before and after normalization", async () => {
  for (const norm of ["pre", "post"] as const) {
    const block = new Block({ ...sizes, norm });
    const layer = new TransformerEncoderLayer(8, 2, {
      feedForward: 32,
      dropout: 0,
      activation: gelu,
      preNorm: norm === "pre",
    });
    const values = new Map(parameters(block));
    const names: [string, string][] = [
      ["selfAttn", "attention"],
      ["linear1", "inner"],
      ["linear2", "outer"],
    ];
    for (const [path, param] of parameters(layer)) {
      const own = names.reduce((one, [theirs, ours]) => one.replace(theirs, ours), path);
      await param.set(values.get(own)!);
    }
    const x = random.normal([2, 5, 8]);
    assert.ok((await distance(block.forward(x), layer.forward(x, { causal: true }))) < 1e-5, norm);
  }
});

test("no logit depends on a later token, whatever the positions, norms and mixings", async () => {
  const variants = [
    ...(["learned", "sinusoidal", "rotary", "none"] satisfies Positions[]).map((positions) => ({ positions })),
    ...(["pre", "post", "none"] satisfies Norm[]).map((norm) => ({ norm })),
    ...(["attention", "window", "previous", "uniform", "random"] satisfies Mixing[]).map((mixing) => ({ mixing })),
  ];
  for (const variant of variants) {
    const model = new Transformer({ ...sizes, ...variant });
    const [whole, changed] = [model.forward(tokensOf(1, 2, 3, 4, 5)), model.forward(tokensOf(1, 2, 3, 9, 5))];
    const upTo = (logits: Tensor, from: number, to: number) => logits.slice(null, [from, to]);
    assert.equal(await distance(upTo(whole, 0, 3), upTo(changed, 0, 3)), 0, JSON.stringify(variant));
    assert.ok((await distance(upTo(whole, 3, 5), upTo(changed, 3, 5))) > 0, JSON.stringify(variant));
  }
});

test("decoding with the cache gives the logits of a forward pass", async () => {
  for (const positions of ["learned", "sinusoidal", "rotary", "none"] as const) {
    const model = new Transformer({ ...sizes, positions });
    const tokens = Int32Array.from({ length: 12 }, (_, i) => (i * 5) % 11);
    assert.ok((await cacheDifference(model, tokens)) < 1e-5, positions);
  }
  for (const mixing of ["window", "uniform"] as const) {
    assert.throws(() => new Transformer({ ...sizes, mixing }).start(1), ArgumentError);
  }
});

test("the window, the previous position and fixed weights are what they say", async () => {
  const n = 12;
  const weightsOf = async (mixing: Mixing) => {
    const block = new Block({ ...sizes, mixing });
    return Array.from(await block.weights(random.normal([1, n, 8])).array()).slice(0, n * n);
  };
  const [window, previous, uniform, fixed] = await Promise.all(
    (["window", "previous", "uniform", "random"] as const).map(weightsOf),
  );
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      assert.equal(window![at]! > 0, j <= i && i - j < windowLength, `window ${i} ${j}`);
      assert.equal(previous![at]!, j === Math.max(i - 1, 0) ? 1 : 0, `previous ${i} ${j}`);
      assert.ok(Math.abs(uniform![at]! - (j <= i ? 1 / (i + 1) : 0)) < 1e-6, `uniform ${i} ${j}`);
      assert.equal(fixed![at]! > 0, j <= i, `random ${i} ${j}`);
    }
  }
  const layer = new FixedMixing({ features: 4, heads: 2, context: 3, kind: "random" });
  assert.equal(parameters(layer).filter(([, { trainable }]) => trainable).length, 4);
});

test("the states that a model reports are those that it computes", async () => {
  const model = new Transformer(sizes);
  const tokens = tokensOf(3, 1, 4, 1, 5);
  const { states, weights, logits } = model.inspect(tokens);
  assert.deepEqual([states.length, weights.length], [3, 2]);
  assert.ok((await distance(logits, model.forward(tokens))) < 1e-6);
  // The first block, by the equations of the textbook.
  const { attention, norm1 } = model.blocks[0]! as { attention: MultiHeadAttention; norm1: LayerNorm };
  const X = norm1.forward(states[0]!);
  assert.ok((await distance(weights[0]!, attention.weights(X, X, { causal: true }))) < 1e-6);
  const seen = Tensor.from([0, 1, 1, 1, 1]).cast("bool");
  const hidden = await model.inspect(tokens, seen).weights[1]!.array();
  for (let i = 0; i < hidden.length; i += 5) assert.equal(hidden[i], 0);
});

test("labels of probes are the characters around and the place in the word", () => {
  const vocabulary = characterVocabulary("abc .");
  const text = vocabulary.encode("ab c.");
  const [a, b, space, c, dot] = text as unknown as [number, number, number, number, number];
  assert.deepEqual([...labelsOf({ vocabulary }, text, "previous")], [-1, a, b, space, c]);
  assert.deepEqual([...labelsOf({ vocabulary }, text, "third")], [-1, -1, -1, a, b]);
  assert.deepEqual([...labelsOf({ vocabulary }, text, "next")], [b, space, c, dot, -1]);
  assert.deepEqual([...labelsOf({ vocabulary }, text, "place")], [1, 2, 0, 1, 0]);
  assert.equal(guessOf(Int32Array.of(2, 2, 1, 2)), 0.75);
});

test("a translator decodes token by token as with the whole target, and ignores padding of the source", async () => {
  const sizes = { sourceTokens: 9, targetTokens: 7, features: 8, heads: 2, layers: 2, dropout: 0, longest: 6 };
  const model = new TransformerTranslator(sizes);
  const before = Tensor.from([1, 4, 2, 6, 1, 3, 3, 5], [2, 4], "i32");
  const lengths = Tensor.from([3, 1], [2], "i32");
  const source = (padding: number) => Tensor.from([5, 6, 7, padding, 8, padding, padding, padding], [2, 4], "i32");
  const whole = model.forward(source(0), lengths, before);
  assert.equal(await distance(model.forward(source(3), lengths, before), whole), 0);
  const { memory, start } = model.encode(source(0), lengths);
  let state = start;
  for (let t = 0; t < 4; t++) {
    const { logits, next } = model.step(before.slice(null, [t, t + 1]).squeeze(1), state, memory);
    assert.ok((await distance(logits, whole.slice(null, [t, t + 1]).squeeze(1))) < 1e-5, `token ${t}`);
    state = next;
  }
});

test("generated text continues beyond the context, depends on the seed, and is greedy at a low temperature", async () => {
  const vocabulary = characterVocabulary("abcdef \n");
  const model = new Transformer({ ...sizes, tokens: vocabulary.size, positions: "learned" });
  const written = async (strategy: WritingRequest["strategy"], seed = 1, length = 40) => {
    random.seed(seed);
    let text = "";
    for await (const piece of writeOn(model, vocabulary, { prompt: "ab", length, seed, strategy })) text += piece;
    return text;
  };
  const first = await written({ kind: "sample", temperature: 1 });
  assert.equal(first.length, 40);
  assert.equal(await written({ kind: "sample", temperature: 1 }), first);
  assert.notEqual(await written({ kind: "sample", temperature: 1 }, 2), first);
  const greedy = await written({ kind: "greedy" });
  assert.equal(await written({ kind: "sample", temperature: 1, topK: 1 }), greedy);
  // The first half of the context, which is read once, is that of a search.
  assert.equal(await written({ kind: "beam", width: 1 }, 1, 6), greedy.slice(0, 6));
});

slow("rivals: the Transformer recalls distant symbols better than the LSTM", async () => {
  const { rivals, chance } = await measure(rivalsExperiment, new Run({ quick: true, seed: 1 }));
  const [, lstm, transformer] = rivals.map(({ recall }) => recall.at(-1)!.mean);
  assert.ok(transformer! > 0.8 && transformer! > lstm! && lstm! > chance, `${transformer}, ${lstm}`);
});
