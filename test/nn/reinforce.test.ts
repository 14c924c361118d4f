/** REINFORCE: its mean is the exact gradient, by enumeration and by sampling; samples and their log-probabilities. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import {
  categoricalLogProbability,
  normalLogProbability,
  reinforce,
  sampleCategorical,
  sampleNormal,
} from "../../src/nn/index.ts";
import { Tensor, arange, compile, full, grad, ones, random, zeros } from "../../src/tensor/index.ts";

const values = async (x: Tensor) => [...(await x.array())];
const close = (found: readonly number[], expected: readonly number[], tolerance = 1e-5) => {
  assert.equal(found.length, expected.length);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) < tolerance, `${found.join(" ")}, not ${expected.join(" ")}`),
  );
};

test("the loss is -(R - b) log p, with every reduction", async () => {
  const [logP, reward] = [Tensor.from([-1, -2, -0.5]), Tensor.from([3, -1, 0])];
  const baseline = Tensor.from([1, 1, 1]);
  close(await values(reinforce(logP, reward, { reduction: "none" })), [3, -2, 0]);
  close(await values(reinforce(logP, reward, { baseline, reduction: "none" })), [2, -4, -0.5]);
  close([await reinforce(logP, reward, { baseline, reduction: "sum" }).item()], [-2.5]);
  close([await reinforce(logP, reward, { baseline }).item()], [-2.5 / 3]);
  assert.ok(Number.isNaN(await reinforce(zeros([0]), zeros([0])).item()));
});

test("rewards and baseline receive no gradient", async () => {
  random.seed(1);
  const [logits, reward, baseline] = [random.normal([4, 5]), random.normal([4]), random.normal([4])];
  const chosen = Tensor.from([0, 4, 2, 2], [4], "i32");
  const loss = reinforce(categoricalLogProbability(logits, chosen), reward, { baseline })
    .add(reward.sum().mul(0))
    .add(baseline.sum().mul(0));
  const [dLogits, dReward, dBaseline] = grad(loss, [logits, reward, baseline]);
  assert.deepEqual([...(await values(dReward)), ...(await values(dBaseline))], Array(8).fill(0));
  assert.ok((await values(dLogits)).some((x) => Math.abs(x) > 1e-3));
});

/** Gradients of every choice, weighted by its probability, and the gradient of the expected reward. */
async function enumerated(n: number, baseline: number) {
  const [logits, rewards] = [random.normal([n]), random.normal([n])];
  const exact = grad(logits.softmax().mul(rewards).sum(), [logits])[0];
  const all = categoricalLogProbability(logits.unsqueeze(0).expand([n, n]), arange(n));
  const losses = reinforce(all, rewards, { baseline: full([n], baseline), reduction: "none" });
  const mean = grad(losses.mul(logits.softmax().detach()).sum(), [logits])[0];
  return { exact: await values(exact.neg()), mean: await values(mean) };
}

test("the mean over all choices is the negative gradient of the expected reward, with any baseline", async () => {
  random.seed(2);
  for (const n of [1, 2, 7, 33]) {
    for (const baseline of [0, -3, 5]) {
      const { exact, mean } = await enumerated(n, baseline);
      close(mean, exact);
    }
  }
});

test("sampled choices: the mean is unbiased, and a baseline reduces the variance", async () => {
  random.seed(3);
  const [n, samples] = [5, 20_000];
  const [logits, rewards] = [random.normal([n]), random.normal([n]).add(10)];
  const p = logits.softmax();
  const estimates = compile((baseline: Tensor) => {
    const rows = logits.unsqueeze(0).expand([samples, n]);
    const chosen = sampleCategorical(rows);
    const reward = chosen.oneHot(n).mul(rewards).sum(-1);
    const loss = reinforce(categoricalLogProbability(rows, chosen), reward, {
      baseline: baseline.expand([samples]),
      reduction: "sum",
    });
    const each = grad(loss, [rows])[0];
    return { mean: each.mean(0), variance: each.variance(0).sum() };
  });
  const exact = await values(grad(p.mul(rewards).sum().neg(), [logits])[0]);
  const [plain, reduced] = [estimates(0), estimates(p.mul(rewards).sum())];
  close(await values(reduced.mean), exact, 0.03);
  close(await values(plain.mean), exact, 0.3);
  assert.ok((await plain.variance.item()) > 20 * (await reduced.variance.item()));
});

test("the mean of a normal distribution follows the reward", async () => {
  random.seed(4);
  const [samples, std] = [20_000, 0.5];
  const mean = full([samples], 0.3);
  const x = sampleNormal(mean, std);
  // E[-x²] = -(mean² + std²), whose derivative is -2 mean.
  const loss = reinforce(normalLogProbability(x, mean, std), x.square().neg(), { reduction: "sum" });
  const slope = grad(loss, [mean])[0].mean();
  close([await slope.item()], [0.6], 0.05);
});

test("sampled categories have the probabilities of the softmax", async () => {
  random.seed(5);
  const logits = Tensor.from([0, Math.log(2), -Infinity, Math.log(5)]);
  const chosen = await values(sampleCategorical(logits.unsqueeze(0).expand([40_000, 4])));
  const shares = [0, 1, 2, 3].map((k) => chosen.filter((one) => one === k).length / 40_000);
  close(shares, [1 / 8, 2 / 8, 0, 5 / 8], 0.01);
  assert.deepEqual(await values(sampleCategorical(zeros([3, 2, 1]))), Array(6).fill(0));
  assert.deepEqual(sampleCategorical(zeros([3, 2, 1])).shape, [3, 2]);
  assert.deepEqual(await values(sampleCategorical(Tensor.from([[0, 200, 0]]))), [1]);
});

test("every run of a compiled function draws again, and equal seeds draw the same", async () => {
  const draw = compile(() => ({ chosen: sampleCategorical(zeros([50, 9])), x: sampleNormal(zeros([50]), 1) }));
  const twice = async () => {
    random.seed(6);
    const [a, b] = [draw(), draw()];
    return [await values(a.chosen), await values(b.chosen), await values(a.x), await values(b.x)];
  };
  const found = await twice();
  assert.notDeepEqual(found[0], found[1]);
  assert.notDeepEqual(found[2], found[3]);
  assert.deepEqual(await twice(), found);
});

test("log-probabilities are those of the definitions", async () => {
  const logits = Tensor.from([
    [1, 2, 3],
    [0, -Infinity, 0],
  ]);
  const total = Math.log(Math.E + Math.E ** 2 + Math.E ** 3);
  close(await values(categoricalLogProbability(logits, Tensor.from([2, 0], [2], "i32"))), [3 - total, -Math.log(2)]);
  const density = (x: number, mean: number, std: number) =>
    Math.log(Math.exp(-0.5 * ((x - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI)));
  const [x, mean] = [Tensor.from([1, 2]), Tensor.from([0.5, 2.5])];
  close(await values(normalLogProbability(x, mean, 0.7)), [density(1, 0.5, 0.7), density(2, 2.5, 0.7)]);
  const std = Tensor.from([0.7, 2]);
  close(await values(normalLogProbability(x, mean, std)), [density(1, 0.5, 0.7), density(2, 2.5, 2)]);
  assert.deepEqual(
    (await values(sampleNormal(mean, Tensor.from([1e-9, 1e-9])))).map((one) => one.toFixed(3)),
    ["0.500", "2.500"],
  );
});

test("samples have no gradient", async () => {
  random.seed(7);
  const mean = random.normal([3]);
  const [slope] = grad(sampleNormal(mean, 1).sum().add(mean.sum().mul(0)), [mean]);
  assert.deepEqual(await values(slope), [0, 0, 0]);
});

test("wrong arguments explain themselves", async () => {
  const ints = Tensor.from([1, 0], [2], "i32");
  assert.throws(() => reinforce(ones([2]), ones([3])), ShapeError);
  assert.throws(() => reinforce(ones([2, 1]), ones([2])), /Losses do not broadcast/);
  assert.throws(() => reinforce(ones([2]), ones([2]), { baseline: ones([1]) }), ShapeError);
  assert.throws(() => reinforce(ones([2]), ints), DTypeError);
  assert.throws(() => reinforce(ones([2]), ones([2]), { reduction: "batch" as "sum" }), ArgumentError);
  assert.throws(() => sampleCategorical(ints), DTypeError);
  assert.throws(() => sampleCategorical(zeros([3, 0])), ShapeError);
  assert.throws(() => categoricalLogProbability(ones([2, 3]), ones([2])), /Choices are integers/);
  assert.throws(() => categoricalLogProbability(ones([2, 3]), Tensor.from([1], [1], "i32")), ShapeError);
  await assert.rejects(categoricalLogProbability(ones([2, 2]), Tensor.from([1, 2], [2], "i32")).array(), /label/);
  assert.throws(() => sampleNormal(ones([2]), 0), ArgumentError);
  assert.throws(() => sampleNormal(ints, 1), DTypeError);
  assert.throws(() => normalLogProbability(ones([2]), ones([3]), 1), ShapeError);
  assert.throws(() => normalLogProbability(ones([2]), ones([2]), Number.NaN), /must be positive/);
});
