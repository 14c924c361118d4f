/** The equations of encoder and decoder, padding, and searches. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type DecodingStep, Tensor, compile, crossEntropy, greedy, parameters, random } from "hebb";
import { emojiTranslations } from "hebb/data";
import { treeOf } from "./beam-tree.ts";
import { Translator } from "./model.ts";
import { special } from "./training.ts";
import {
  type Tokens,
  greedyTranslator,
  stepsOf,
  translateByBeam,
  translateStepByStep,
  weightsOf,
} from "./translating.ts";
import { parameterCount } from "../shared/layers.ts";

/** Returns an untrained model with weights large enough that its outputs depend strongly on the source. */
function translator(attention: boolean, { targetTokens = 12, hidden = 4 } = {}): Translator {
  random.seed(3);
  const model = new Translator({ attention, sourceTokens: 9, targetTokens, embedding: 5, hidden });
  compile(() => {
    for (const [, param] of parameters(model)) param.assign(param.mul(3));
  })();
  return model;
}

const sources: readonly Tokens[] = [[3, 4, 5], [8], [5, 5, 3, 7, 8, 4, 3, 6, 7, 5], [4, 3], [7, 7, 7, 7, 7, 7, 7, 8]];

const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5) => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < tolerance, `${i}: ${a[i]}, ${b[i]}`);
};

test("weights and context equal the equations in plain numbers", async () => {
  const model = translator(true, { hidden: 1 });
  const [source, target] = [[3, 6, 4], [5]];
  const { memory, start } = model.encode(Tensor.from(source, [1, 3], "i32"), Tensor.from([3], [1], "i32"));
  const [h, s] = [await memory.annotations.array(), await start.array()];
  const values = new Map<string, Float32Array>();
  for (const [path, param] of parameters(model)) values.set(path, (await param.array()) as Float32Array);
  const [W, U, v] = ["W.weight", "U.weight", "v"].map((name) => values.get(`alignment.${name}`)!);
  const scores = source.map((_, j) => {
    const key = U![0]! * h[2 * j]! + U![1]! * h[2 * j + 1]!;
    return Math.exp(v![0]! * Math.tanh(W![0]! * s[0]! + W![1]! * s[1]! + key));
  });
  const total = scores.reduce((a, b) => a + b);
  const [first] = await weightsOf(model)(source, target);
  close(
    first!,
    scores.map((score) => score / total),
  );
});

test("weights sum to 1 and are 0 on padding", async () => {
  const model = translator(true);
  const { memory, start } = model.encode(
    Tensor.from([3, 4, 5, 0, 0, 8, 0, 0, 0, 0], [2, 5], "i32"),
    Tensor.from([3, 1], [2], "i32"),
  );
  const weights = await model.weights(start, memory)!.array();
  for (const [row, length] of [3, 1].entries()) {
    const own = [...weights.subarray(5 * row, 5 * row + 5)];
    close([own.reduce((a, b) => a + b)], [1]);
    assert.deepEqual(
      own.map((weight) => weight > 0),
      own.map((_, j) => j < length),
    );
  }
  for (const row of await weightsOf(model)(sources[2]!, [4, 5, 6])) close([row.reduce((a, b) => a + b)], [1]);
});

test("teacher forcing and single steps give the same logits, regardless of padding", async () => {
  for (const attention of [true, false]) {
    const model = translator(attention);
    const target = [4, 9, 11];
    const before = [special.start, ...target];
    const padded = (tokens: Tokens, width: number) => [...tokens, ...Array<number>(width - tokens.length).fill(0)];
    const widths = [
      [3, 4],
      [7, 9],
    ] as const;
    const logits = await Promise.all(
      widths.map(async ([width, steps]) => {
        const tokens = Tensor.from(padded(sources[0]!, width), [1, width], "i32");
        const given = Tensor.from(padded(before, steps), [1, steps], "i32");
        const all = model.forward(tokens, Tensor.from([3], [1], "i32"), given);
        return (await all.array()).subarray(0, before.length * 12);
      }),
    );
    const { step, state: start } = stepsOf(model).read(sources[0]!);
    const single: number[] = [];
    let state = start;
    for (const token of before) {
      const next = await step([token], state);
      single.push(...next.logits);
      state = next.state;
    }
    close(logits[0]!, single);
    close(logits[1]!, single);
  }
});

test("padding does not count in the loss", async () => {
  const model = translator(true);
  const loss = (next: Tokens, given: Tokens) => {
    const tokens = Tensor.from([3, 4], [1, 2], "i32");
    const logits = model.forward(
      tokens,
      Tensor.from([2], [1], "i32"),
      Tensor.from([...given], [1, given.length], "i32"),
    );
    return crossEntropy(logits, Tensor.from([...next], [1, next.length], "i32"), { ignoreIndex: special.padding });
  };
  close([await loss([5, 2, 0, 0], [1, 5, 0, 0]).item()], [await loss([5, 2], [1, 5]).item()]);
});

test("a batch is translated like its sources one by one, with and without attention", async () => {
  for (const attention of [true, false]) {
    const model = translator(attention);
    const together = await greedyTranslator(model, 7)(sources);
    const steps = stepsOf(model);
    for (const [i, source] of sources.entries()) {
      const { tokens } = await translateStepByStep(steps, source, 7);
      assert.deepEqual(
        together[i],
        tokens.filter((token) => token !== special.padding),
      );
    }
    assert.ok(new Set(together.map(String)).size > 1, "all translations are equal");
  }
});

test("attention adds its score and nothing else", () => {
  const [hidden, state] = [4, 8];
  const score = state * hidden + state * hidden + hidden;
  assert.equal(parameterCount(translator(true)) - parameterCount(translator(false)), score);
});

/** Returns all complete sequences of at most `longest` tokens with their log-probabilities, the most probable first. */
async function exhaustively(step: DecodingStep<Tensor>, state: Tensor, longest: number, tokens = 5) {
  const ended: { tokens: number[]; score: number }[] = [];
  const visit = async (before: number[], at: Tensor, score: number): Promise<void> => {
    const { logits, state: next } = await step([special.start, ...before], at);
    const total = Math.log(Array.from(logits, Math.exp).reduce((a, b) => a + b));
    for (let token = 0; token < tokens; token++) {
      const own = { tokens: [...before, token], score: score + logits[token]! - total };
      if (token === special.end) ended.push(own);
      else if (own.tokens.length < longest) await visit(own.tokens, next, own.score);
    }
  };
  await visit([], state, 0);
  return ended.sort((a, b) => b.score - a.score)[0]!;
}

test("a beam as wide as the number of sequences finds the most probable one", async () => {
  const model = translator(true, { targetTokens: 5 });
  const steps = stepsOf(model);
  const longest = 4;
  for (const source of sources) {
    const { step, state } = steps.read(source);
    const best = await exhaustively(step, state, longest);
    const found = await translateByBeam(steps, source, { width: 4 ** (longest - 1), longest, penalty: 0 });
    assert.deepEqual([...found.tokens, special.end], best.tokens);
    close([found.score], [best.score]);
  }
});

test("a beam of width 1 is greedy decoding", async () => {
  const steps = stepsOf(translator(true));
  const longest = 12;
  for (const source of sources) {
    const { step, state: start } = steps.read(source);
    const path: number[] = [];
    let [state, score, best] = [start, 0, { tokens: [] as number[], score: -Infinity }];
    for (let t = 0; t < longest; t++) {
      const { logits, state: next } = await step([special.start, ...path], state);
      const total = Math.log(Array.from(logits, Math.exp).reduce((a, b) => a + b));
      const ended = score + logits[special.end]! - total;
      if (ended > best.score) best = { tokens: [...path], score: ended };
      const token = greedy(logits.map((logit, i) => (i === special.end ? -Infinity : logit)));
      path.push(token);
      [state, score] = [next, score + logits[token]! - total];
    }
    const found = await translateByBeam(steps, source, { width: 1, longest, penalty: 0 });
    assert.deepEqual(found.tokens, best.tokens);
    close([found.score], [best.score]);
  }
});

test("the tree contains the extended sequences, and its best branch is the translation", async () => {
  const steps = stepsOf(translator(true));
  const options = { width: 3, longest: 6 };
  for (const source of sources) {
    const { branches, best } = await treeOf(steps, source, options);
    const found = await translateByBeam(steps, source, options);
    assert.deepEqual(
      best.filter((token) => token !== special.end),
      found.tokens,
    );
    const scores = new Map(branches.map(({ tokens, score }) => [tokens.join(), score]));
    close([scores.get(best.join())!], [found.score]);
    scores.set("", 0);
    for (const { tokens, score } of branches) {
      const before = scores.get(tokens.slice(0, -1).join());
      assert.ok(before !== undefined && score <= before, tokens.join());
    }
    for (let length = 1; length <= 6; length++) {
      const kept = branches.filter(({ tokens, fate }) => tokens.length === length && fate === "kept");
      assert.ok(kept.length <= options.width, `${kept.length} of length ${length}`);
    }
    assert.ok(branches.some(({ fate }) => fate === "pruned"));
  }
});

test("no English text of the test is in training", async () => {
  const { train: known, validation, test: held } = await emojiTranslations({ to: "zh" });
  const texts = new Set([...known, ...validation].map(({ source }) => source));
  assert.ok(held.length > 400 && held.every(({ source }) => !texts.has(source)));
});
