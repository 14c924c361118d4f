/** Attention: scores and weights against closed forms, gradients, tasks, the quick recipe and the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AdditiveScore, BilinearScore, Tensor, compile, grad, random } from "hebb";
import { digits } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { averageExperiment } from "./experiments/average.ts";
import { anywhereExperiment } from "./experiments/anywhere.ts";
import { encoderExperiment } from "./experiments/encoder.ts";
import { keysExperiment } from "./experiments/keys.ts";
import { pictureExperiment } from "./experiments/picture.ts";
import { scoresExperiment } from "./experiments/scores.ts";
import { stepsExperiment } from "./experiments/steps.ts";
import { colors, drawGlyphs, glyph, side } from "./glyphs.ts";
import { Recall, scoreKinds, scoreOf, scoresOf, weightsOf } from "./model.ts";
import { testRecall } from "./recall.ts";
import { sentenceLength, testSentences, topics, words } from "./sentences.ts";
import { system } from "./system.ts";

const run = () => new Run({ quick: true, seed: 1 });

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5) {
  assert.equal(actual.length, expected.length);
  Array.from(expected).forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]}, not ${value}`),
  );
}

test("the quick recipe reaches its bars, and the same seed gives the same results", async () => {
  const [first, again] = [await train(system, run()), await train(system, run())];
  assert.deepEqual(
    first.bars.filter(({ passed }) => !passed),
    [],
  );
  assert.deepEqual(again.metrics, first.metrics);
});

test("the four scores are those of the textbook", async () => {
  random.seed(2);
  const d = 3;
  const [q, k] = [random.normal([1, d]), random.normal([4, d])];
  const [query, keys] = [await q.array(), await k.array()];
  const rowOf = (n: number) => keys.slice(n * d, (n + 1) * d);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
  const times = (matrix: ArrayLike<number>, x: ArrayLike<number>) =>
    Array.from({ length: d }, (_, i) => dot(Array.from(matrix).slice(i * d, (i + 1) * d), x));
  for (const kind of scoreKinds) {
    const score = scoreOf(kind, d);
    const closed = async (n: number) => {
      const key = rowOf(n);
      if (score instanceof BilinearScore) return dot(query, times(await score.weight.array(), key));
      if (!(score instanceof AdditiveScore)) return dot(key, query) / (kind === "dot" ? 1 : Math.sqrt(d));
      const [w, u] = [await score.query.weight.array(), await score.key.weight.array()];
      const [wq, uk] = [times(w, query), times(u, key)];
      const hidden = wq.map((value, i) => Math.tanh(value + uk[i]!));
      return dot(await score.weight.array(), hidden);
    };
    const expected = await Promise.all([0, 1, 2, 3].map(closed));
    assertClose(await scoresOf(score, q, k).array(), expected);
  }
});

test("weights sum to one at any temperature, and end at the largest score as T goes to 0", async () => {
  const scores = Tensor.from([[1, 3, 2.5]]);
  for (const temperature of [0.1, 1, 10]) {
    assertClose(await weightsOf(scores, "soft", temperature).sum().array(), [1]);
  }
  assertClose(await weightsOf(scores, "soft", 1e-3).array(), [0, 1, 0]);
  assertClose(await weightsOf(scores, "argmax").array(), [0, 1, 0], 0);
  assertClose(await weightsOf(scores, "straight-through").array(), [0, 1, 0], 0);
});

test("the gradient of the scores is α (v - att) with softmax and straight-through, and 0 with argmax", async () => {
  const scores = Tensor.from([1, -1, 0.5]);
  const values = Tensor.from([
    [1, 2],
    [3, -1],
    [0, 4],
  ]);
  for (const reading of ["soft", "argmax", "straight-through"] as const) {
    const { slope, closed } = compile((s: Tensor) => {
      const weights = s.softmax();
      const read = weights.matmul(values);
      const closed = weights.unsqueeze(-1).mul(values.sub(read)).sum(-1);
      // Under argmax, nothing depends on the scores, which `grad` rejects; the added zero does.
      const result = weightsOf(s, reading).matmul(values).sum().add(s.sum().mul(0));
      return { slope: grad(result, [s])[0], closed };
    })(scores);
    assertClose(await slope.array(), reading === "argmax" ? [0, 0, 0] : await closed.array());
  }
});

test("lists have different letters, and the answer is the digit of the letter asked for", async () => {
  random.seed(3);
  const [letters, numbers, asked, answers] = await Promise.all((await testRecall(5, 50)).map((x) => x.array()));
  for (let row = 0; row < 50; row++) {
    const list = Array.from(letters!.slice(5 * row, 5 * row + 5));
    assert.equal(new Set(list).size, 5);
    const at = list.indexOf(asked![row]!);
    assert.ok(at >= 0);
    assert.equal(numbers![5 * row + at], answers![row]);
  }
});

test("a tied network reads its keys, which is a network whose value projection equals the key projection", async () => {
  random.seed(4);
  const [tied, separate] = [new Recall({ width: 4, tied: true }), new Recall({ width: 4 })];
  for (const part of ["letters", "digits", "key", "query", "output"] as const) {
    await separate[part].weight.set(tied[part].weight);
  }
  await separate.output.bias!.set(tied.output.bias!);
  await separate.value!.weight.set(tied.key.weight);
  const [letters, numbers, asked] = await testRecall(3, 4);
  assertClose(
    await separate.forward(letters, numbers, asked).array(),
    await tied.forward(letters, numbers, asked).array(),
  );
});

test("pictures have the digit asked for at the place of its color", async () => {
  random.seed(5);
  const { train: source } = await digits();
  const { pictures, questions, places, answers } = await drawGlyphs(source, 20);
  const [pixels, asked, labels] = await Promise.all([pictures, questions, answers].map((x) => x.array()));
  const [images, classes] = source.fields.map(({ data }) => data);
  for (let row = 0; row < 20; row++) {
    const channel = colors[asked![row]!]!.light.indexOf(Math.max(...colors[asked![row]!]!.light));
    const [top, left] = [glyph * Math.floor(places[row]! / 3), glyph * (places[row]! % 3)];
    const scale = colors[asked![row]!]!.light[channel]!;
    const crop = Array.from({ length: glyph ** 2 }, (_, i) => {
      const at = ((row * 3 + channel) * side + top + Math.floor(i / glyph)) * side + left + (i % glyph);
      return Math.round((16 * pixels![at]!) / scale);
    }).join();
    const found = Array.from({ length: source.length }, (_, i) => i).filter(
      (i) => images!.subarray(i * glyph ** 2, (i + 1) * glyph ** 2).join() === crop,
    );
    assert.ok(
      found.some((i) => classes![i] === labels![row]),
      `picture ${row}`,
    );
  }
});

test("sentences have one noun of their topic, and their sentiment follows from the adjective and not", async () => {
  random.seed(6);
  const [sentences, subjects, moods] = await Promise.all((await testSentences(200)).map((x) => x.array()));
  const nouns = Object.values(topics) as readonly (readonly string[])[];
  const good = ["good", "great", "lovely", "exciting", "fine", "happy", "strong", "wonderful"];
  const bad = ["bad", "dull", "awful", "boring", "poor", "sad", "weak", "terrible"];
  for (let row = 0; row < 200; row++) {
    const sentence = Array.from(
      sentences!.slice(row * sentenceLength, (row + 1) * sentenceLength),
      (word) => words[word]!,
    );
    const named = nouns.map((list) => sentence.filter((word) => list.includes(word)).length);
    assert.deepEqual(
      named,
      nouns.map((_, topic) => Number(topic === subjects![row])),
    );
    const at = sentence.findIndex((word) => good.includes(word) || bad.includes(word));
    const positive = good.includes(sentence[at]!) !== (sentence[at - 1] === "not");
    assert.equal(moods![row], Number(positive), sentence.join(" "));
  }
});

test("the variance of a dot product is d, and 1 after scaling", async () => {
  const { variances, growth, widths } = await measure(scoresExperiment, run());
  assert.equal(growth, "as the width");
  const of = (kind: string) => variances.find(({ score }) => score === kind)!.values;
  of("dot").forEach((value, i) => assert.ok(Math.abs(value / widths[i]! - 1) < 0.1));
  of("scaled dot").forEach((value) => assert.ok(Math.abs(value - 1) < 0.1));
});

test("with softmax every score has a gradient, with argmax none, and a mixture beats the maximum at averages", async () => {
  const { trained, temperatures, averaging } = await measure(averageExperiment, run());
  assert.deepEqual(
    trained.map(({ reached }) => Math.round(reached)),
    [1, 0, 1],
  );
  assert.ok(trained[0]!.recall.mean > trained[1]!.recall.mean + 0.2);
  assert.ok(averaging.soft.mean < averaging.argmax.mean / 2);
  const largest = temperatures.map((one) => one.largest);
  assert.deepEqual(
    largest,
    largest.toSorted((a, b) => b - a),
  );
});

test("the steps of a reading agree with one another", async () => {
  const { scores, weights, answer } = await measure(stepsExperiment, run());
  const exps = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = exps.reduce((sum, value) => sum + value);
  assertClose(
    weights,
    exps.map((value) => value / total),
  );
  assertClose([answer.reduce((sum, value) => sum + value)], [1]);
});

slow("the quick forms of the experiments on networks and keys run", async () => {
  const { recall } = await measure(keysExperiment, run());
  assert.ok(recall.separate[0]!.at(-1)!.mean > 0.8);
  const { sizes, example } = await measure(encoderExperiment, run());
  assert.ok(sizes[1]!.parameters >= sizes[0]!.parameters && sizes[3]!.parameters >= sizes[2]!.parameters);
  assertClose([example.weights.topic.reduce((sum, value) => sum + value)], [1]);
  const { example: picture } = await measure(pictureExperiment, run());
  assertClose([picture.maxima.reduce((sum, value) => sum + value)], [1]);
  assert.equal((await measure(anywhereExperiment, run())).hosts.length, 3);
});
