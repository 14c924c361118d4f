/** Decoding: comparison with all sequences of a small probability table, distribution of samples, invalid input. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError, NumericError } from "../../src/base/errors.ts";
import { type Decoded, type DecodingStep, beamSearch, decode, greedy, sampling } from "../../src/nn/index.ts";

const logs = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
const near = (x: number, y: number) => assert.ok(Math.abs(x - y) < 1e-5, `${x} instead of ${y}`);

/** Token 0 is the end. Token 1 is the most likely first token, but the continuation of 2 is more certain. */
const table: Record<string, Float32Array> = {
  "": logs(0.1, 0.5, 0.4),
  "1": logs(0.4, 0.3, 0.3),
  "2": logs(0.9, 0.05, 0.05),
};
const trap: DecodingStep<null> = ([, ...tokens], state) => ({
  logits: table[tokens.join(" ")] ?? logs(0.5, 0.25, 0.25),
  state,
});
const options = { prefix: [1], state: null, end: 0, maxLength: 4 };

/** Returns all sequences that end within `maxLength`, by recursion over the model. */
async function everySequence(step: DecodingStep<null>, maxLength: number, end: number): Promise<Decoded[]> {
  const found: Decoded[] = [];
  const follow = async (tokens: number[], probability: number): Promise<void> => {
    const { logits } = await step([1, ...tokens], null);
    const total = Array.from(logits, Math.exp).reduce((sum, x) => sum + x);
    for (const [token, logit] of logits.entries()) {
      const next = (probability * Math.exp(logit)) / total;
      if (token === end) found.push({ tokens: [...tokens, token], score: Math.log(next), ended: true });
      else if (tokens.length + 1 < maxLength) await follow([...tokens, token], next);
    }
  };
  await follow([], 1);
  return found;
}

/** Pseudo-random logits that depend on all tokens. */
const arbitrary: DecodingStep<null> = (tokens, state) => {
  const seed = tokens.reduce((sum, token) => (sum * 31 + token * 17 + 7) % 1009, 3);
  return { logits: Float32Array.from({ length: 4 }, (_, i) => 3 * Math.sin(seed * (i + 1))), state };
};

test("greedy takes the most likely token, and the score is the log-probability", async () => {
  const { tokens, score, ended } = await decode(trap, options);
  assert.deepEqual([tokens, ended], [[1, 0], true]);
  near(score, Math.log(0.5 * 0.4));
  assert.equal(greedy(Float32Array.of(-Infinity, 2, 5, 5)), 2);
});

test("logits need not be normalized", async () => {
  const shifted: DecodingStep<null> = async (tokens, state) => ({
    logits: (await trap(tokens, state)).logits.map((logit) => logit + 100),
    state,
  });
  near((await decode(shifted, options)).score, Math.log(0.2));
});

test("a sequence is cut off at the maximum length if no token ends it", async () => {
  const { tokens, ended } = await decode(trap, { ...options, maxLength: 1 });
  assert.deepEqual([tokens, ended], [[1], false]);
  const { end: _end, ...endless } = options;
  const free = await decode(trap, endless);
  assert.deepEqual([free.tokens, free.ended], [[1, 0, 0, 0], false]);
  assert.deepEqual(await decode(trap, { ...options, maxLength: 0 }), { tokens: [], score: 0, ended: false });
});

test("each step receives the state returned by the previous step", async () => {
  const count: DecodingStep<number> = (tokens, state) => {
    assert.equal(state, tokens.length);
    return { logits: Float32Array.of(0, 1), state: state + 1 };
  };
  assert.equal((await decode(count, { prefix: [1], state: 1, maxLength: 5 })).tokens.length, 5);
  assert.equal((await beamSearch(count, { prefix: [1], state: 1, maxLength: 5, width: 3 })).length, 3);
});

describe("sampling", () => {
  const draws = (choose: ReturnType<typeof sampling>, logits: Float32Array, count = 4000) => {
    const counts = new Array<number>(logits.length).fill(0);
    for (let i = 0; i < count; i++) counts[choose(logits, i)]!++;
    return counts.map((n) => n / count);
  };
  // Five standard deviations of a fraction of 4000 samples.
  const close = (found: number[], expected: number[]) =>
    found.forEach((share, i) => {
      const limit = 5 * Math.sqrt((expected[i]! * (1 - expected[i]!)) / 4000);
      assert.ok(Math.abs(share - expected[i]!) <= limit, `${found.join(" ")} instead of ${expected.join(" ")}`);
    });
  const logits = logs(0.1, 0.6, 0.05, 0.25);

  test("samples from the softmax of the logits", () =>
    close(draws(sampling({ seed: 1 }), logits), [0.1, 0.6, 0.05, 0.25]));

  test("divides by the temperature", () => {
    const squares = [0.01, 0.36, 0.0025, 0.0625];
    const total = squares.reduce((sum, x) => sum + x);
    close(
      draws(sampling({ seed: 2, temperature: 0.5 }), logits),
      squares.map((x) => x / total),
    );
    assert.deepEqual(draws(sampling({ seed: 2, temperature: 1e-9 }), logits, 50), [0, 1, 0, 0]);
  });

  test("samples only the topK largest logits", () => {
    close(draws(sampling({ seed: 3, topK: 2 }), logits), [0, 0.6 / 0.85, 0, 0.25 / 0.85]);
    assert.deepEqual(draws(sampling({ seed: 3, topK: 1 }), Float32Array.of(2, 7, 7), 50), [0, 1, 0]);
    close(draws(sampling({ seed: 4, topK: 9 }), logits), [0.1, 0.6, 0.05, 0.25]);
  });

  test("never samples a token with the logit -Infinity", () => {
    const some = draws(sampling({ seed: 5 }), Float32Array.of(-Infinity, 0, -Infinity, 0));
    close(some, [0, 0.5, 0, 0.5]);
  });

  test("is reproducible for a seed", async () => {
    const run = (seed: number) => decode(arbitrary, { ...options, maxLength: 30, choose: sampling({ seed }) });
    assert.deepEqual(await run(1), await run(1));
    const sequences = await Promise.all([1, 2, 3, 4, 5].map(run));
    assert.ok(new Set(sequences.map(({ tokens }) => tokens.join(" "))).size > 1);
  });
});

describe("beam search", () => {
  test("with width 1 is greedy until greedy ends, and with width 2 finds a better sequence than greedy", async () => {
    const [best] = await beamSearch(trap, { ...options, width: 2 });
    assert.deepEqual(best!.tokens, [2, 0]);
    near(best!.score, Math.log(0.4 * 0.9));
    const endless = { prefix: [1], state: null, maxLength: 6 };
    const [one] = await beamSearch(arbitrary, { ...endless, width: 1 });
    const { tokens, score } = await decode(arbitrary, endless);
    assert.deepEqual(one!.tokens, tokens);
    near(one!.score, score);
  });

  for (const lengthPenalty of [0, 0.6, 2]) {
    test(`with a large width finds the best of all sequences, length penalty ${lengthPenalty}`, async () => {
      const rank = ({ tokens, score }: Decoded) => score / ((5 + tokens.length) / 6) ** lengthPenalty;
      const all = (await everySequence(arbitrary, 4, 0)).sort((a, b) => rank(b) - rank(a));
      const found = await beamSearch(arbitrary, { ...options, width: 30, lengthPenalty });
      assert.equal(found.length, 30);
      found.forEach((hypothesis, i) => {
        assert.deepEqual(hypothesis.tokens, all[i]!.tokens);
        near(hypothesis.score, all[i]!.score);
        near(hypothesis.normalizedScore, rank(all[i]!));
      });
    });
  }

  test("a length penalty prefers longer sequences", async () => {
    const steady: DecodingStep<null> = (tokens, state) => ({
      logits: tokens.length < 4 ? logs(0.45, 0.55) : logs(1, 0),
      state,
    });
    const best = async (lengthPenalty: number) =>
      (await beamSearch(steady, { ...options, width: 2, lengthPenalty }))[0]!.tokens.length;
    assert.equal(await best(0), 1);
    assert.equal(await best(4), 4);
  });

  test("sequences cut off at the maximum length come after complete ones", async () => {
    const found = await beamSearch(trap, { ...options, maxLength: 1, width: 3 });
    assert.deepEqual(
      found.map(({ tokens, ended }) => [tokens, ended]),
      [
        [[0], true],
        [[1], false],
        [[2], false],
      ],
    );
    near(found[1]!.normalizedScore, Math.log(0.5));
  });

  test("stops when no sequence can become better", async () => {
    let calls = 0;
    const sure: DecodingStep<null> = (_tokens, state) => {
      calls++;
      return { logits: logs(0.98, 0.01, 0.01), state };
    };
    await beamSearch(sure, { ...options, maxLength: 1000, width: 1 });
    assert.equal(calls, 1);
  });

  test("omits sequences of probability 0", async () => {
    const only: DecodingStep<null> = (_tokens, state) => ({ logits: Float32Array.of(0, -Infinity), state });
    assert.equal((await beamSearch(only, { ...options, width: 4 })).length, 1);
  });
});

test("decoding rejects invalid options and logits", async () => {
  const wrong = [{ prefix: [] }, { maxLength: -1 }, { maxLength: 1.5 }, { end: -1 }];
  for (const option of wrong) {
    await assert.rejects(decode(trap, { ...options, ...option }), ArgumentError);
    await assert.rejects(beamSearch(trap, { ...options, width: 2, ...option }), ArgumentError);
  }
  for (const width of [0, 1.5, NaN]) await assert.rejects(beamSearch(trap, { ...options, width }), ArgumentError);
  for (const lengthPenalty of [-1, NaN, Infinity]) {
    await assert.rejects(beamSearch(trap, { ...options, width: 2, lengthPenalty }), ArgumentError);
  }
  for (const temperature of [0, -1, NaN, Infinity])
    assert.throws(() => sampling({ seed: 1, temperature }), ArgumentError);
  for (const topK of [0, 1.5, NaN]) assert.throws(() => sampling({ seed: 1, topK }), ArgumentError);
  assert.throws(() => sampling({ seed: 0.5 }), ArgumentError);
  await assert.rejects(decode(trap, { ...options, choose: () => 3 }), ArgumentError);
  for (const logits of [
    [NaN, 1],
    [Infinity, 1],
    [-Infinity, -Infinity],
  ].map((row) => Float32Array.from(row))) {
    const step: DecodingStep<null> = (_tokens, state) => ({ logits, state });
    assert.throws(() => greedy(logits), NumericError);
    assert.throws(() => sampling({ seed: 1 })(logits, 0), NumericError);
    await assert.rejects(beamSearch(step, { ...options, width: 2 }), NumericError);
  }
  assert.throws(() => greedy(new Float32Array(0)), ArgumentError);
  assert.throws(() => greedy([1, 2] as unknown as Float32Array), ArgumentError);
});
