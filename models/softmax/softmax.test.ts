/** The softmax classifier, entropies compared with closed forms, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, crossEntropy, grad, klDivergence } from "hebb";
import { checkSentences } from "../answer.ts";
import type { Chart, Panels } from "../figure.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { checkTerms } from "../terms.ts";
import { distinct, divergences, fitGaussians } from "./experiments/directions.ts";
import { kl } from "./experiments/kl.ts";
import { calibrationError, temperature } from "./experiments/temperature.ts";
import { entropy, identityGap } from "./information.ts";
import { divergence } from "./looks/divergence.ts";
import { softmax } from "./model.ts";
import { system } from "./system.ts";
import { smooth } from "./targets.ts";

const run = () => new Run({ quick: true, seed: 1 });

function assertClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-6) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]}, not ${value}`),
  );
}

test("the quick recipe reaches its bars, and its result depends on the seed", async () => {
  const [first, second] = [await train(system, run()), await train(system, run())];
  assert.ok(first.passed, JSON.stringify(first.bars));
  assert.deepEqual(second.metrics, first.metrics);
});

test("softmax is exp divided by the sum of exps, at any temperature and for large scores", async () => {
  const scores = [1, 2, 4];
  const closed = (T: number) => {
    const exps = scores.map((s) => Math.exp(s / T));
    return exps.map((e) => e / (exps[0]! + exps[1]! + exps[2]!));
  };
  for (const T of [0.5, 1, 3]) assertClose(await softmax(Tensor.from(scores), T).array(), closed(T));
  assertClose(await softmax(Tensor.from([1000, 1000, -1000])).array(), [0.5, 0.5, 0]);
});

test("entropy is 0 for one class, log k for equal probabilities, and correct for smoothed labels", async () => {
  const label = Tensor.from([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const smoothed = -0.91 * Math.log(0.91) - 0.09 * Math.log(0.01);
  const found = [label, smooth(label, 1), smooth(label)].map((p) => entropy(p).item());
  assertClose(await Promise.all(found), [0, Math.log(10), smoothed]);
});

test("the gradient of the cross entropy by the scores is q - p", async () => {
  const scores = Tensor.from([0.3, -1, 2]);
  const p = Tensor.from([0.2, 0.5, 0.3]);
  const [slope] = grad(crossEntropy(scores.reshape([1, 3]), p.reshape([1, 3])), [scores]);
  assertClose(await slope.array(), [...(await softmax(scores).sub(p).array())]);
});

test("a gap in the identity is detected", () => {
  assert.equal(identityGap({ crossEntropy: 2, entropy: 0.5, divergence: 1, reverse: 0 }), 0.5);
});

test("cross entropy and divergence have the same gradient", async () => {
  const { losses, course } = await measure(kl, run());
  assert.equal(losses, "equivalent");
  const { found } = course.at(-1)!;
  for (const one of found) {
    assert.ok(identityGap(one) <= 1e-6, `H(p,q) - H(p) - KL(p‖q) is ${identityGap(one)}`);
    assert.ok(one.divergence > 0 && one.crossEntropy > one.divergence - 1e-6 && one.entropy >= 0);
  }
  assert.equal(found[0]!.entropy, 0, "the entropy of one-hot labels");
});

test("KL(p‖q) matches the moments of p, and KL(q‖p) selects one mode", async () => {
  // The moments of 0.65 N(-2, 0.6²) + 0.35 N(2, 0.6²): its mean is -0.6, its variance 0.6² + 0.65 · 0.35 · 4².
  for (const { mean, std } of await fitGaussians(run(), "KL(p‖q)")) assertClose([mean, std], [-0.6, 2], 1e-4);
  const sought = distinct(await fitGaussians(run(), "KL(q‖p)"));
  assert.equal(sought.length, 2);
  // If q is one mode of p, the divergence is -log of the mode's weight, slightly less because of the other mode's tail.
  assertClose(
    sought.map(({ divergence }) => divergence),
    [-Math.log(0.65), -Math.log(0.35)],
    0.003,
  );
  assertClose(
    sought.map(({ mean }) => mean),
    [-2, 2],
    0.01,
  );
});

test("the divergence of two Gaussians equals the closed form", async () => {
  const spacing = 20 / 800;
  const x = Tensor.from(Float32Array.from({ length: 801 }, (_, i) => -10 + i * spacing));
  const log = (mean: number, s: number) =>
    x
      .sub(mean)
      .div(s)
      .square()
      .div(-2)
      .sub(Math.log(s * Math.sqrt(2 * Math.PI)));
  const [p, q] = [log(0, 1), log(1, 1.5)];
  const closed = (m: number, s: number, t: number) => Math.log(t / s) + (s * s + m * m) / (2 * t * t) - 0.5;
  const found = [divergences["KL(p‖q)"](p, q), divergences["KL(q‖p)"](p, q)].map((value) => value.item());
  assertClose(await Promise.all(found), [closed(1, 1, 1.5), closed(1, 1.5, 1)], 1e-5);
});

test("a higher temperature flattens the distribution and keeps the accuracy", async () => {
  const { found, fitted } = await measure(temperature, run());
  found.slice(1).forEach(({ temperature, accuracy, entropy }, i) => {
    assert.equal(accuracy, found[i]!.accuracy, `accuracy at T = ${temperature}`);
    assert.ok(entropy > found[i]!.entropy, `entropy at T = ${temperature}`);
  });
  const plain = found.find(({ temperature }) => temperature === 1)!;
  assert.ok(fitted.crossEntropy <= plain.crossEntropy + 1e-3, `${fitted.crossEntropy}, ${plain.crossEntropy} at 1`);
});

const look = (p: string, q: string) => divergence.view({ p, q }, () => Promise.reject(new Error("no run")));

test("the look computes both divergences of typed distributions, as klDivergence does", async () => {
  const [p, q] = [
    [0.7, 0.2, 0.1],
    [0.25, 0.5, 0.25],
  ].map((values) => Tensor.from(values, [1, 3])) as [Tensor, Tensor];
  const { forward, backward, normalized } = await look("0.7 0.2 0.1", "1, 2, 1");
  const expected = [klDivergence(q.log(), p), klDivergence(p.log(), q)].map((value) => value.item());
  assertClose([forward.sum, backward.sum], await Promise.all(expected));
  assert.equal(normalized, "q");
  const zero = await look("0.5 0.5 0", "0.25 0.5 0.25");
  assertClose([zero.forward.sum], [0.5 * Math.log(2)], 1e-12);
  assert.deepEqual([zero.backward.terms[2], zero.backward.sum], [Infinity, Infinity]);
});

test("the look refuses what is no pair of distributions", async () => {
  for (const wrong of ["1", "0.5 -0.5", "0 0", "1 a", "0.5 0.5,", "1 Infinity", " ", "1 1 1 1 1 1 1 1 1"]) {
    await assert.rejects(look(wrong, "0.5 0.5"), /p was given .*2 to 8 numbers that are at least 0/s, wrong);
    await assert.rejects(look("0.5 0.5", wrong), /q was given/, wrong);
  }
  await assert.rejects(look("0.5 0.5", "0.2 0.3 0.5"), /p has 2 numbers, and q has 3/);
});

test("the words and the figure of the look are correct for equal, finite and infinite divergences, typed with any sum", async () => {
  const pairs = [
    ["0.5 0.5", "0.5 0.5", /^Both distributions are equal/],
    ["0.7 0.2 0.1", "7 2 1", /^The numbers of q did not .* Both distributions are equal/],
    ["0.7 0.2 0.1", "2 2 6", /^The numbers of q did not .* KL\(p‖q\) is 0\.698 nats; class number 1 .* class number 3/],
    ["1 1", "0.9 0.1", /^The numbers of p did not/],
    ["2 2", "3 1", /^The numbers of p and those of q did not/],
    [
      "0.5 0.5 0",
      "0 0.5 0.5",
      /KL\(p‖q\) is infinite: class number 1 .* in p, .* KL\(q‖p\) is infinite: class number 3/,
    ],
  ] as const;
  for (const [p, q, expected] of pairs) {
    const facts = await look(p, q);
    const words = divergence.words(facts);
    assert.match(words.en, expected);
    assert.deepEqual([...checkSentences(words), ...checkTerms(words)], []);
    const [, terms] = (divergence.figure(facts) as Panels).panels as [Chart, Chart];
    const drawn = terms.layers.flatMap((layer) =>
      layer.mark === "bars" ? layer.values.map(([, value]) => value) : [],
    );
    const computed = [...facts.forward.terms, ...facts.backward.terms];
    assert.deepEqual(
      drawn,
      computed.map((term) => (term === Infinity ? NaN : term)),
    );
  }
});

test("the calibration error is the difference of confidence and accuracy, bin by bin", () => {
  assert.equal(calibrationError([1, 1, 1, 1], [1, 1, 0, 0]), 0.5);
  assertClose([calibrationError([0.9, 0.9, 0.1, 0.1], [1, 1, 0, 0])], [0.1], 1e-12);
});
