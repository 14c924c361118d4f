/** Hand-written gradients compared with automatic differentiation, the training, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, compile, grad, initialize, observe, reference, sgd } from "hebb";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { type ActivationName, activations } from "./activations.ts";
import { deviation, relativeDifference } from "./deviation.ts";
import { deltas } from "./experiments/deltas.ts";
import { regularizer } from "./experiments/regularizer.ts";
import { errors } from "./looks/errors.ts";
import { BPNetwork } from "./model.ts";
import type { SavedRun } from "../saved-run.ts";
import { system } from "./system.ts";
import { inputs, load, targets } from "./training.ts";

const run = () => new Run({ quick: true, seed: 1 });
const names = Object.keys(activations) as ActivationName[];
const sizes = [64, 20, 15, 12, 10];

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, run());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("hand-written gradients equal those of autodiff for every activation", async () => {
  const { train } = await load();
  for (const activation of names) {
    const model = new BPNetwork(sizes, { activation });
    const found = await deviation(model, train.take(30), 0.01);
    assert.ok(found <= 1e-10, `${activation}: ${found}`);
  }
});

test("error terms are the derivatives by the net inputs", async () => {
  const { train } = await load();
  const [x, y] = [inputs(train.take(5).field(0)), targets(train.take(5).field(1))];
  for (const activation of names) {
    const model = new BPNetwork(sizes, { activation });
    const [risk, seen] = observe(() => model.risk(x, y));
    const byHand = model.deltas(model.propagate(x), y);
    const nets = byHand.map((_, l) => seen[`z${l + 1}`]!);
    const values = await reference(...byHand, ...grad(risk, nets));
    byHand.forEach((_, l) => {
      const difference = relativeDifference(values[l]!, values[byHand.length + l]!);
      assert.ok(difference <= 1e-10, `${activation}, layer ${l + 1}: ${difference}`);
    });
  }
});

test("slopes agree with finite differences", async () => {
  const z = Tensor.from([-2, -0.5, 0.25, 3]);
  const h = 2 ** -10;
  for (const name of names) {
    const { value, slope } = activations[name];
    const difference = value(z.add(h))
      .sub(value(z.sub(h)))
      .div(2 * h);
    const [found, expected] = await reference(slope(z, value(z)), difference);
    found!.forEach((value, i) => assert.ok(Math.abs(value - expected![i]!) < 1e-6, `${name} at ${i}: ${value}`));
  }
});

test("a wrong gradient is detected", () => {
  assert.equal(relativeDifference([1, 2, 3], [1, 2, 4]), 0.25);
});

test("the update equals that of gradient descent", async () => {
  const { train } = await load();
  const [byHand, byAutodiff] = [new BPNetwork(sizes), new BPNetwork(sizes)];
  for (const model of [byHand, byAutodiff]) initialize(model, { scope: "same" });
  const optimizer = sgd(byAutodiff, { learningRate: 0.3 });
  const step = compile((images: Tensor, labels: Tensor) => {
    const [x, y] = [inputs(images), targets(labels)];
    const pass = byHand.propagate(x);
    byHand.update(byHand.gradients(pass, byHand.deltas(pass, y), 0.01), 0.3);
    return optimizer.minimize(byAutodiff.risk(x, y, 0.01));
  });
  for (const [images, labels] of train.take(200).batches(20, { epochs: 1 })) await step(images, labels).item();
  for (const [l, { weight, bias }] of byHand.layers.entries()) {
    const other = byAutodiff.layers[l]!;
    assert.ok((await weight.sub(other.weight).abs().max().item()) < 1e-6, `weights of layer ${l + 1}`);
    assert.ok((await bias.sub(other.bias).abs().max().item()) < 1e-6, `bias of layer ${l + 1}`);
  }
});

test("error terms vanish through logistic layers but not through tanh layers", async () => {
  const { flows } = await measure(deltas, run());
  const [logistic, tanh] = flows.map(({ shares }) => shares[0]!.mean);
  assert.ok(logistic! < 0.02, `logistic: ${logistic}`);
  assert.ok(tanh! > 0.3, `tanh: ${tanh}`);
});

test("the regularizer adds λW to the gradient and shrinks the weights", async () => {
  const { verdict, trained, rest } = await measure(regularizer, run());
  assert.equal(verdict, "equal");
  const norms = trained.map(({ weights }) => weights.mean);
  norms.slice(1).forEach((norm, i) => assert.ok(norm < norms[i]!, `‖W‖ with λ = ${trained[i + 1]!.lambda}: ${norm}`));
  // At convergence, both parts of the gradient cancel.
  assert.ok(rest.mean < -0.98, `cosine ${rest.mean}`);
  const { loss, regularizer: pull } = trained.at(-1)!.course.at(-1)!;
  assert.ok(Math.abs(loss / pull - 1) < 0.1, `${loss} against ${pull}`);
});

test("the error terms of a look end in prediction minus target", async () => {
  const saved: SavedRun = {
    load: async (_, other) => other,
    text: async () => JSON.stringify({ sizes }),
  };
  for (const shift of [0, 1]) {
    const { target, probabilities, deltas: found } = await errors.view({ digit: 3, shift }, async () => saved);
    assert.deepEqual(
      found.map(({ length }) => length),
      sizes.slice(1),
    );
    probabilities.forEach((q, c) => {
      assert.ok(Math.abs(found.at(-1)![c]! - (q - Number(c === target))) < 1e-6, `target ${target}, class ${c}`);
    });
  }
});
