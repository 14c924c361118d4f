/** Regularization on few digits, its updates compared with their formulas, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, adam, adamw, compile, crossEntropy, parameters, random, relu, sgd, tanh } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { fewDigits } from "../shared/few-digits.ts";
import { straightness } from "./curve.ts";
import { early } from "./experiments/early.ts";
import { l2Decay } from "./experiments/l2-decay.ts";
import { linearity } from "./experiments/linearity.ts";
import { norms } from "./experiments/norms.ts";
import { strength } from "./experiments/strength.ts";
import { bendOf, shuffledLabels } from "./linearity.ts";
import { curveLook } from "./looks/curve.ts";
import { Classifier, boundNorms, l1Penalty, l2Penalty, minimizeWithDecay } from "./model.ts";
import { std, sureGain } from "../shared/statistics.ts";
import { norm } from "./norm.ts";
import { system } from "./system.ts";
import { stopOf } from "./stopping.ts";
import { type Kind, measureDigits, trainClassifier } from "./train.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, quick());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("L1 changes each weight by αλ, L2 by αλ times the weight, and biases stay fixed", async () => {
  const [alpha, lambda] = [0.5, 0.2];
  for (const way of ["l1", "l2"] as const) {
    random.seed(3);
    const model = new Classifier({ units: 4 });
    const [before, bias] = [await model.output.weight.array(), await model.output.bias!.array()];
    const optimizer = sgd(model, { learningRate: alpha });
    // The penalty is the only loss.
    await compile(() => optimizer.minimize((way === "l1" ? l1Penalty : l2Penalty)(model.weights, lambda)))().item();
    const after = await model.output.weight.array();
    before.forEach((weight, i) => {
      const pull = way === "l1" ? Math.sign(weight) : weight;
      assert.ok(Math.abs(after[i]! - (weight - alpha * lambda * pull)) < 1e-6, `${way}: ${weight} became ${after[i]}`);
    });
    assert.deepEqual(await model.output.bias!.array(), bias);
  }
});

test("Adam with weight decay equals AdamW", async () => {
  const [alpha, lambda] = [1e-2, 0.3];
  const results: number[][] = [];
  for (const way of ["by hand", "adamw"] as const) {
    random.seed(4);
    const model = new Classifier({ units: 8 });
    // Initial values depend on the names of parameters, which the model must assign before the groups do.
    parameters(model);
    const { weights, biases } = model;
    const groups = [
      { params: weights, weightDecay: lambda },
      { params: biases, weightDecay: 0 },
    ] as const;
    const optimizer = way === "adamw" ? adamw(groups, { learningRate: alpha }) : adam(model, { learningRate: alpha });
    const step = compile((images: Tensor, labels: Tensor) => {
      const loss = crossEntropy(model.forward(images), labels);
      return way === "adamw" ? optimizer.minimize(loss) : minimizeWithDecay(optimizer, loss, weights, alpha * lambda);
    });
    const images = Tensor.from(
      Uint8Array.from({ length: 5 * 784 }, (_, i) => (i * 37) % 256),
      [5, 784],
    );
    for (let i = 0; i < 20; i++) await step(images, Tensor.from([0, 1, 2, 3, 4], [5], "u8")).item();
    results.push(Array.from(await model.hidden.weight.array()));
  }
  const [byHand, built] = results as [number[], number[]];
  byHand.forEach((weight, i) => assert.ok(Math.abs(weight - built[i]!) < 1e-6, `${weight} and ${built[i]}`));
});

test("regularization of strength 0 has no effect", async () => {
  const digits = (await fewDigits({ examples: 100, validation: 50 }))(1);
  const options = { units: 8, epochs: 5, seed: 2 };
  const none = await trainClassifier(quick(), "none", digits, options);
  for (const kind of ["l1", "l2", "decay"] as const) {
    const { validation } = await trainClassifier(quick(), kind, digits, { ...options, strength: 0 });
    none.validation.forEach((loss, i) => assert.ok(Math.abs(loss - validation[i]!) < 1e-5, `${kind}, epoch ${i + 1}`));
  }
  const { validation } = await trainClassifier(quick(), "decay", digits, { ...options, strength: 30 });
  assert.ok(Math.abs(validation.at(-1)! - none.validation.at(-1)!) > 1e-3, "decay has no effect");
});

test("the bound scales down only units whose norm exceeds it", async () => {
  const model = new Classifier({ units: 2 });
  const rows = Array.from({ length: 2 }, (_, unit) =>
    Array.from({ length: 784 }, (_, i) => (i < 2 ? unit * 3 + i : 0)),
  );
  await model.hidden.weight.set(rows);
  await compile(() => {
    boundNorms([model.hidden.weight], 1);
    return model.hidden.weight.sum();
  })().item();
  const after = await model.hidden.weight.array();
  // [0, 1] has the norm 1 and stays; [3, 4] has the norm 5.
  const expected = [0, 1, 0.6, 0.8];
  [after[0]!, after[1]!, after[784]!, after[785]!].forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${value} is not ${expected[i]}`),
  );
});

test("a gain that seeds could explain is not significant", () => {
  assert.equal(std([1, 2, 3]), 1);
  assert.equal(
    norm(Float32Array.of(3, 9, 4), (i) => i !== 1),
    5,
  );
  // The same difference in each pair, then differences with mean 1 and standard deviation √2.
  assert.ok(Math.abs(sureGain([3, 5, 4], [2, 4, 3]) - 1) < 1e-12);
  assert.ok(Math.abs(sureGain([2, 2], [0, 2]) - (1 - 12.706)) < 1e-9);
  assert.throws(() => sureGain([1], [1]), /from 2 to 10/);
});

test("L2 equals weight decay with SGD, but not with momentum or Adam", async () => {
  const { pairs, sgd, momentum, adam: underAdam } = await measure(l2Decay, quick());
  const [first, second, third] = pairs.map(({ distance }) => distance.mean) as [number, number, number];
  assert.ok(first < 1e-6 && second > 0.01 && third > 0.1, `${first}, ${second}, ${third}`);
  assert.deepEqual([sgd, momentum, underAdam], ["same", "different", "different"]);
  const { L2, decay } = pairs.find(({ name }) => name === "Adam")!.ways;
  assert.ok(L2.kept.mean < 0.2 && decay.kept.mean > 0.9, `${L2.kept.mean} and ${decay.kept.mean} are left`);
});

test("L1 leaves the most weights near zero, and the bound holds", async () => {
  const { kinds: found, bounded } = await measure(norms, quick());
  const of = (kind: Kind) => found.find((one) => one.kind === kind)!;
  const small = found.map((one) => one.small.mean);
  assert.equal(of("l1").small.mean, Math.max(...small));
  assert.ok(of("l1").small.mean > 3 * of("none").small.mean, `${small.join()} are near zero`);
  assert.equal(bounded, "kept");
  assert.ok(of("none").largest.mean > 1.1, `${of("none").largest.mean} without a bound`);
  for (const kind of ["l1", "l2", "decay"] as const) {
    assert.ok(of(kind).hidden.mean < of("none").hidden.mean, `${kind} makes W₁ smaller`);
  }
});

test("the rule of early stopping is that of Hebb's callback", async () => {
  const digits = (await fewDigits({ examples: 100, validation: 100, test: 50 }))(1);
  const options = { units: 8, epochs: 60, seed: 2, learningRate: 0.03 };
  const whole = await trainClassifier(quick(), "none", digits, options);
  for (const patience of [0, 1, 3]) {
    const { model, validation } = await trainClassifier(quick(), "early", digits, { ...options, patience });
    const { stopped, best } = stopOf(whole.validation, patience);
    assert.equal(validation.length, stopped, `patience ${patience}`);
    const { loss } = await measureDigits(model, digits.validation);
    assert.ok(Math.abs(loss - whole.validation[best - 1]!) < 1e-6, `patience ${patience}: ${loss}`);
  }
  assert.deepEqual(stopOf([3, 2, 4, 1], 0), { stopped: 3, best: 2 });
  assert.deepEqual(stopOf([3, 2, 4, 1], 1), { stopped: 4, best: 4 });
});

slow("longer patience never restores a worse epoch", async () => {
  const { waiting, end, course } = await measure(early, quick());
  for (const [i, { patience, stopped, best, validation }] of waiting.entries()) {
    assert.ok(stopped.mean <= best.mean + patience + 1, `patience ${patience}`);
    if (i > 0) assert.ok(validation.mean <= waiting[i - 1]!.validation.mean, `patience ${patience}`);
  }
  assert.ok(waiting.at(-1)!.validation.mean <= end.validation.mean, "no better than the last epoch");
  assert.equal(course.test.length, course.validation.length);
});

test("too strong a regularization is worse than a suitable one", async () => {
  const { sweeps } = await measure(strength, quick());
  for (const { kind, losses } of sweeps.filter(({ kind }) => kind !== "norm")) {
    const [right, strong] = losses.map(({ mean }) => mean) as [number, number];
    assert.ok(strong > right + 0.1, `${kind}: ${right} and ${strong}`);
  }
});

test("the bend of a linear network is 0, and that of ReLU does not depend on the scale", async () => {
  const { test: digits } = (await fewDigits({ examples: 20, validation: 10, test: 40 }))(1);
  random.seed(5);
  assert.ok((await bendOf(new Classifier({ units: 8, activation: (z) => z }), digits)) < 1e-5);
  const bends: number[] = [];
  for (const activation of [relu, tanh]) {
    const model = new Classifier({ units: 8, activation });
    await model.hidden.bias!.set(new Float32Array(8));
    for (const scale of [1, 0.01]) {
      await model.hidden.weight.set(model.hidden.weight.mul(scale));
      bends.push(await bendOf(model, digits));
    }
  }
  const [large, small, steep, flat] = bends as [number, number, number, number];
  // Without biases, ReLU only changes its scale with the weights.
  assert.ok(large > 0.05 && Math.abs(large - small) < 1e-3, `${large} and ${small}`);
  assert.ok(steep > 1e-3 && flat < 1e-3 * steep + 1e-5, `${steep} and ${flat}`);
});

test("shuffled labels are the same labels in another order", async () => {
  const { train: digits } = (await fewDigits({ examples: 60, validation: 10 }))(1);
  const mixed = await shuffledLabels(digits, 3);
  const [before, after] = [digits, mixed].map(({ fields }) => Array.from(fields[1]!.data)) as [number[], number[]];
  assert.notDeepEqual(after, before);
  const sorted = (labels: readonly number[]) => labels.toSorted((a, b) => a - b);
  assert.deepEqual(sorted(after), sorted(before));
});

slow("a larger λ makes networks bend less, and learn fewer shuffled labels", async () => {
  const { networks, memorized, curves } = await measure(linearity, quick());
  const [bent, , straight] = networks[0]!.bend.map(({ mean }) => mean) as [number, number, number];
  assert.equal(networks[0]!.activation, "tanh");
  assert.ok(straight < 0.5 * bent, `${bent} and ${straight}`);
  assert.ok(memorized.at(-1)!.mean < memorized[0]!.mean - 0.3);
  const straightest = curves.fitted.map(({ curve }) => straightness(curve));
  assert.ok(straightest.at(-1)! > straightest[0]!, straightest.join());
});

test("a look fits a curve with a λ of the reader's choice, and refuses an unknown activation", async () => {
  const none = () => Promise.reject(new Error("no training is needed"));
  const bent = await curveLook.view({ lambda: 1e-6, activation: "tanh", seed: 1 }, none);
  const flat = await curveLook.view({ lambda: 3, activation: "tanh", seed: 1 }, none);
  assert.equal(flat.shape, "flat");
  assert.ok(bent.straight < 0.9 && bent.range > 0.7, `${bent.straight} and ${bent.range}`);
  await assert.rejects(curveLook.view({ lambda: 1, activation: "gelu", seed: 0 }, none), /must be tanh or relu/);
});

test("straightness is 1 for a line and 0 for a symmetric bend", () => {
  const x = [-1, 0, 1];
  assert.ok(Math.abs(straightness({ x, y: [1, 3, 5] }) - 1) < 1e-12);
  assert.ok(straightness({ x, y: [1, 0, 1] }) < 1e-12);
});
