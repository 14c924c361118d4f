/** Regularization on few digits, its updates compared with their formulas, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, adam, adamw, compile, crossEntropy, parameters, random, sgd } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { fewDigits } from "../shared/few-digits.ts";
import { Classifier, boundNorms, l1Penalty, l2Penalty, minimizeWithDecay } from "./model.ts";
import { std, sureGain } from "../shared/statistics.ts";
import { norm } from "./norm.ts";
import { system } from "./system.ts";
import { trainClassifier } from "./train.ts";

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
  const { table, answer } = await findingOf(system.experiments["l2-decay"]!, quick());
  const rows = table.rows as readonly (readonly [string, number, number, string, number, number, number, number])[];
  const distance = (optimizer: string) => rows.find(([name]) => name === optimizer)![4];
  assert.ok(distance("SGD") < 1e-6, `${distance("SGD")} under SGD`);
  assert.ok(distance("momentum") > 0.01, `${distance("momentum")} with momentum`);
  assert.ok(distance("Adam") > 0.1, `${distance("Adam")} under Adam`);
  const kept = (way: string) => rows.find(([name, , , how]) => name === "Adam" && how === way)![7];
  assert.ok(kept("L2") < 0.2 && kept("decay") > 0.9, `${kept("L2")} and ${kept("decay")} are left`);
  assert.match(answer, /SGD L2 is weight decay/);
});

test("L1 leaves the most weights near zero, and the bound holds", async () => {
  const { table } = await findingOf(system.experiments["norms"]!, quick());
  const rows = table.rows as readonly (readonly [string, number, number, number, number, number])[];
  const of = (name: string) => rows.find(([kind]) => kind === name)!;
  const small = rows.map((row) => row[4]);
  assert.equal(of("L1")[4], Math.max(...small));
  assert.ok(of("L1")[4] > 3 * of("none")[4], `${of("L1")[4]} and ${of("none")[4]} are near zero`);
  assert.ok(of("norms ≤ 1")[3] < 1 + 1e-5, `a unit's norm is ${of("norms ≤ 1")[3]}`);
  assert.ok(of("none")[3] > 1.1, `${of("none")[3]} without a bound`);
  for (const kind of ["L1", "L2", "weight decay"]) assert.ok(of(kind)[1] < of("none")[1], `${kind} makes W₁ smaller`);
});

slow("longer patience never restores a worse epoch", async () => {
  const { table } = await findingOf(system.experiments["early"]!, quick());
  const rows = table.rows.filter(([patience]) => typeof patience === "number") as number[][];
  for (const [i, row] of rows.entries()) {
    const [patience, stopped, best, validation] = row as [number, number, number, number, number];
    assert.ok(stopped <= best + patience + 1, `patience ${patience} stopped ${stopped - best} epochs after the best`);
    if (i > 0) assert.ok(validation <= rows[i - 1]![3]!, `patience ${patience} restored a worse epoch`);
  }
  assert.ok(rows.at(-1)![3]! <= (table.rows.at(-1) as number[])[3]!, "no better than the last epoch");
});

test("too strong a regularization is worse than a suitable one", async () => {
  const { table } = await findingOf(system.experiments["strength"]!, quick());
  for (const kind of ["L1", "L2", "weight decay"]) {
    const [right, strong] = table.rows.filter(([name]) => name === kind).map((row) => row[2] as number);
    assert.ok(strong! > right! + 0.1, `${kind}: ${right} and ${strong}`);
  }
});
