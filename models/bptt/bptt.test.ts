/**
 * Hand-written gradients compared with autodiff, also truncated, and the claims about influence, Jacobians and
 * clipping.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, crossEntropy, grad, observe, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { type Cell, LanguageModel } from "../shared/language.ts";
import { Run } from "../run.ts";
import { lossOf } from "./cliff.ts";
import { explosionExperiment } from "./experiments/explosion.ts";
import { gradientsExperiment } from "./experiments/gradients.ts";
import { jacobianExperiment } from "./experiments/jacobian.ts";
import { radiusExperiment } from "./experiments/radius.ts";
import { scalarExperiment } from "./experiments/scalar.ts";
import { truncationExperiment } from "./experiments/truncation.ts";
import { logNorms, oneUnit } from "./growth.ts";
import { influence } from "./influence.ts";
import { jacobians, singularValues } from "./jacobian.ts";
import { scalar } from "./looks/scalar.ts";
import { growthOver, times } from "./products.ts";
import { deviation, system } from "./system.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("hand-written gradients equal those of autodiff at odd sizes, with and without truncation", async () => {
  random.seed(3);
  for (const [time, batch, truncate] of [
    [1, 1],
    [2, 3],
    [17, 2],
    [9, 1, 4],
    [8, 2, 1],
    [6, 2, 100],
  ] as const) {
    const found = await deviation(time, batch, truncate);
    assert.ok(found <= 1e-10, `${time}, ${batch}, ${truncate}: ${found}`);
  }
});

test("the influence of a state is the gradient of one loss by it, for every kind of cell", async () => {
  const [time, at] = [7, 4];
  const tokens = Tensor.from([0, 3, 1, 2, 4, 1, 0], [1, time], "i32");
  const targets = Tensor.from([3, 1, 2, 4, 1, 0, 2], [1, time], "i32");
  for (const cell of ["SRN", "GRU", "LSTM"] satisfies Cell[]) {
    const model = new LanguageModel({ cell, tokens: 5, embedding: 3, hidden: 6 });
    const values = await influence(model, tokens, targets);
    const [{ logits }, seen] = observe(() => model.forward(tokens));
    const alone = crossEntropy(logits, targets, { reduction: "none" })
      .slice([0, 1], [at, at + 1])
      .sum();
    const states = Object.keys(seen).filter((name) => name.startsWith("recurrent.states"));
    const slopes = await Promise.all(
      grad(
        alone,
        states.map((name) => seen[name]!),
      ).map((slope) => slope.array()),
    );
    for (let k = 0; k < time; k++) {
      const squares = slopes.flatMap((slope) => [...slope.subarray(6 * k, 6 * (k + 1))]).map((value) => value * value);
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      if (k > at) assert.ok(norm === 0 && Number.isNaN(values[k]![at]));
      else assert.ok(Math.abs(norm - values[k]![at]!) <= 1e-5 * norm, `${cell} at ${k}`);
    }
  }
});

test("a Jacobian follows from the cell's equation, and over several steps it is the product", async () => {
  const text = Int32Array.of(0, 3, 1, 2, 4, 1);
  for (const cell of ["SRN", "GRU", "LSTM"] satisfies Cell[]) {
    const model = new LanguageModel({ cell, tokens: 5, embedding: 3, hidden: 6 });
    const [single, triple] = [await jacobians(model, text, 1), await jacobians(model, text, 3)];
    assert.deepEqual([single.length, triple.length], [6, 4]);
    const product = times(single[3]!, times(single[2]!, single[1]!));
    near(triple[1]!, product, `${cell}: three steps`);
    if (cell !== "SRN") continue;
    // The Jacobian of h' = tanh(U h + …) is diag(1 - h'²) U.
    const [, U] = parameters(model).find(([name]) => name.endsWith("weightHh"))!;
    const weights = await U.array();
    const [state] = model.forward(Tensor.from(text.slice(0, 5), [1, 5], "i32")).state as [Tensor];
    const h = await state.array();
    const expected = Array.from(h, (value, i) =>
      Array.from(weights.subarray(6 * i, 6 * (i + 1)), (weight) => weight * (1 - value * value)),
    );
    near(single[4]!, expected, cell);
  }
});

test("singular values are the semi-axes of an ellipse", () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const values = singularValues([Float32Array.of(3 * c, -3 * s), Float32Array.of(0.25 * s, 0.25 * c)]);
  assert.ok(Math.abs(values[0]! - 3) < 1e-6 && Math.abs(values[1]! - 0.25) < 1e-6, values.join());
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("the gradient of one unit is the product of w and the slopes of tanh", async () => {
  const [w, x] = [1.3, [0.4, -1, 0.2, 0.7, -0.3]];
  const logs = await logNorms(
    oneUnit(w, (input) => input.tanh()),
    Tensor.from(x, [1, x.length, 1]),
  );
  let h = 0;
  const states = x.map((now) => (h = Math.tanh(w * h + now)));
  for (let k = 0; k + 1 < x.length; k++) {
    const product = states.slice(k + 1).reduce((left, state) => left * w * (1 - state * state), 1);
    assert.ok(Math.abs(Math.exp(logs[k]! - logs.at(-1)!) / product - 1) < 1e-4, `${k}`);
  }
});

test("one linear unit keeps a power of its weight, and a tanh unit less", async () => {
  const { weights, cases, closed, above } = await measure(scalarExperiment, quick());
  assert.deepEqual([closed, above], ["equal", "all vanish"]);
  const [linear, small, large] = cases.map(({ shares }) => shares.map((share) => share.at(-1)!));
  for (const [i, w] of weights.entries()) {
    assert.ok(small![i]! < linear![i]! && large![i]! < small![i]!, `w = ${w}`);
  }
});

test("a step back multiplies the gradient by the singular values of U and by the slope of tanh", async () => {
  const { radii, cases, linear } = await measure(radiusExperiment, quick());
  assert.equal(linear, "equal");
  for (const [i, radius] of radii.entries()) {
    const [alone, small, large] = cases.map(({ growth }) => growth[i]!.mean);
    assert.ok(Math.abs(alone! / radius - 1) < 1e-3, `${radius}: ${alone}`);
    assert.ok(small! <= alone! * (1 + 1e-6) && large! < small!, `${radius}: ${small}, ${large}`);
  }
});

test("the look shows the error terms of a weight, and refuses one out of range", async () => {
  const saved = () => Promise.reject(new Error("no trained model is needed"));
  const facts = await scalar.view(chosenInputs(scalar.inputs, { w: "0.5", size: "1" }), saved);
  assert.ok(facts.shares[1]! < 0.5 && facts.shares.at(-1)! < 0.5 ** 20);
  assert.match(scalar.words(facts).en, /it vanishes/);
  assert.match(scalar.words({ ...facts, shares: [1, 3, 9] }).en, /does not vanish/);
  assert.throws(() => chosenInputs(scalar.inputs, { w: "5" }), /from -3 to 3/);
});

test("products of one Jacobian are its powers, and the bound is never below a product", () => {
  const rotated = (angle: number) => [
    Float64Array.of(2 * Math.cos(angle), -2 * Math.sin(angle)),
    Float64Array.of(0.5 * Math.sin(angle), 0.5 * Math.cos(angle)),
  ];
  near(
    times(rotated(0), rotated(0)),
    [
      [4, 0],
      [0, 0.25],
    ],
    "square",
  );
  const { different, repeated, bound } = growthOver([0, 1.5, 0, 1.5].map(rotated), [1, 3], 2);
  assert.ok(Math.abs(bound[1]! - 3 * Math.log10(2)) < 1e-6);
  assert.ok(different[1]! <= bound[1]! && repeated[1]! <= bound[1]!);
  assert.equal(different[0], repeated[0]);
});

test("the loss of one unit is that of its formula", async () => {
  let h = 0.5;
  for (let t = 0; t < 20; t++) h = Math.tanh(1.4 * h - 0.1);
  const found = await lossOf(Tensor.from([1.4]), Tensor.from([-0.1])).array();
  assert.ok(Math.abs(found[0]! - (h - 0.7) ** 2 / 2) < 1e-6, `${found[0]}, ${h}`);
});

test("clipping limits the steps on the cliff and on DigitSum", async () => {
  const { cliff, trainings, guess, norms, percentile } = await measure(explosionExperiment, quick());
  const { free, clipped, bound, section } = cliff;
  assert.ok(clipped.longest <= bound * (1 + 1e-6) && free.longest > bound && free.path.length === 101);
  const steepest = Math.max(...section.norms.map(([, norm]) => norm));
  assert.ok(steepest > 100, `a norm of ${steepest} at the cliff`);
  assert.ok(Math.abs(guess - 2.794) < 0.001);
  const above = norms.filter((norm) => norm > percentile).length / norms.length;
  assert.ok(above > 0.02 && above <= 0.06, `${above} above the percentile`);
  const [none, rare, every] = trainings.map((one) => one.clipped.mean);
  assert.ok(none === 0 && rare! < every!, `${rare}, ${every}`);
});

slow("truncation, gates and Jacobians: claims that hold after little training", async () => {
  const { cosines } = await measure(truncationExperiment, quick());
  assert.ok(Math.abs(cosines.at(-1)!.mean - 1) < 1e-4 && cosines[0]!.mean < 0.95);
  const { networks, distance, time } = await measure(gradientsExperiment, quick());
  const left = new Map(networks.map((one) => [one.kind, one]));
  const [srn, gru] = (["SRN", "GRU"] as const).map((kind) => left.get(kind)!.after[distance]!.mean);
  const [lstm, open] = (["LSTM", "open LSTM"] as const).map((kind) => left.get(kind)!.before[distance]!.mean);
  assert.ok(gru! > srn! + 2 && open! > lstm! + 2, `${srn}, ${gru}; ${lstm}, ${open}`);
  for (const { before, maps } of networks) {
    assert.equal(before[0]!.mean, 0);
    assert.notDeepEqual(maps.before, maps.after);
    for (const map of [maps.before, maps.after]) assert.ok(map.length === time * time && Number.isNaN(map[time]));
  }
});

slow("singular values of Jacobians are measured before and after training", async () => {
  const { networks } = await measure(jacobianExperiment, quick());
  for (const { kind, largest, median, chain, after } of networks) {
    assert.ok(largest.mean > median.mean && after.one[0]! > after.one.at(-1)!, kind);
    const [many, bound] = [chain.different.at(-1)!.mean, chain.bound.at(-1)!.mean];
    assert.ok(many <= bound && Math.abs(chain.different[0]!.mean - chain.bound[0]!.mean) < 1e-6, `${kind}: ${many}`);
    // The product of single Jacobians is the Jacobian of all steps, up to different means over the text.
    assert.ok(Math.abs(many - Math.log10(after.many[0]!)) < 0.5, `${kind}: ${many}, ${after.many[0]}`);
  }
});

type Rows = readonly ArrayLike<number>[];

function near(found: Rows, expected: Rows, what: string): void {
  const values = Array.from(expected, (row) => Array.from(row)).flat();
  const largest = Math.max(...values.map(Math.abs));
  Array.from(found, (row) => Array.from(row))
    .flat()
    .forEach((value, i) => assert.ok(Math.abs(value - values[i]!) < 1e-5 * largest, `${what}: ${value}, ${values[i]}`));
}
