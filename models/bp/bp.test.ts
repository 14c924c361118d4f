/** Hand-written gradients compared with automatic differentiation, the training, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, compile, grad, initialize, observe, reference, sgd } from "hebb";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { type ActivationName, activations } from "./activations.ts";
import { deviation, relativeDifference } from "./deviation.ts";
import { BPNetwork } from "./model.ts";
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
  const { answer, table } = await findingOf(system.experiments["deltas"]!, run());
  assert.match(answer, /vanish/);
  const first = (name: string) => table.rows.find(([activation, steps]) => activation === name && steps === "first")!;
  const share = (name: string) => (first(name)[2] as number) / (first(name)[6] as number);
  assert.ok(share("logistic") < 0.02, `logistic: ${share("logistic")}`);
  assert.ok(share("tanh") > 0.3, `tanh: ${share("tanh")}`);
});

test("the regularizer adds λW to the gradient and shrinks the weights", async () => {
  const { answer, table } = await findingOf(system.experiments["regularizer"]!, run());
  assert.match(answer, /exactly what is added/);
  const norms = table.rows.map(([, norm]) => norm as number);
  norms.slice(1).forEach((norm, i) => assert.ok(norm < norms[i]!, `‖W‖ with λ = ${table.rows[i + 1]![0]}: ${norm}`));
  const strongest = table.rows.at(-1)! as number[];
  // At convergence, both parts of the gradient cancel.
  assert.ok(strongest[4]! < -0.98, `cosine ${strongest[4]}`);
  assert.ok(Math.abs(strongest[2]! / strongest[3]! - 1) < 0.1, `${strongest[2]} against ${strongest[3]}`);
});
