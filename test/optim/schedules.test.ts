/** Schedules: comparison with PyTorch, and use as the learning rate of an optimizer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/errors.ts";
import { type Schedule, schedules, sgd } from "../../src/optim/index.ts";
import { Param, type Tensor, compile, ones } from "../../src/tensor/index.ts";

async function follows(schedule: Schedule, expected: readonly number[]): Promise<void> {
  const rate = compile((step: Tensor) => schedule(step));
  for (const [step, value] of expected.entries()) {
    const found = await rate(step).item();
    assert.ok(Math.abs(found - value) <= 1e-6 * Math.max(...expected), `${found} instead of ${value} at ${step}`);
  }
}

test("constant", () => follows(schedules.constant(0.3), [0.3, 0.3, 0.3]));

test("step agrees with StepLR of PyTorch", () =>
  follows(schedules.step(1, { every: 2 }), [1, 1, 0.1, 0.1, 0.01, 0.01]));

test("exponential agrees with ExponentialLR of PyTorch", () =>
  follows(schedules.exponential(1, { factor: 0.9 }), [1, 0.9, 0.81, 0.729]));

test("cosine agrees with CosineAnnealingLR of PyTorch, then stays at the floor", () =>
  follows(schedules.cosine(1, { steps: 4, floor: 0.1 }), [1, 0.8681980515, 0.55, 0.2318019485, 0.1, 0.1, 0.1]));

test("warm-up agrees with LinearLR of PyTorch, before a learning rate or a schedule", async () => {
  await follows(schedules.warmUp(1, { steps: 4 }), [0.25, 0.5, 0.75, 1, 1, 1]);
  const after = schedules.exponential(2, { factor: 0.5 });
  await follows(schedules.warmUp(after, { steps: 2 }), [1, 2, 2, 1, 0.5]);
});

test("one cycle agrees with OneCycleLR of PyTorch, then stays at the end", () =>
  follows(
    schedules.oneCycle(2, { steps: 10 }),
    [0.08, 1.04, 2, 1.900969264, 1.623491308, 1.222524044, 0.777483956, 0.376516692, 0.099038736, 8e-6, 8e-6],
  ));

const halfCosine = (from: number, to: number, share: number) =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
const oneCycleOf = (step: number) =>
  step <= 11 ? halfCosine(0.1, 2, step / 11) : halfCosine(2, 0.01, Math.min(1, (step - 11) / 28));

const formulas: Record<string, [Schedule, (step: number) => number]> = {
  step: [schedules.step(0.7, { every: 7, factor: 0.3 }), (step) => 0.7 * 0.3 ** Math.floor(step / 7)],
  exponential: [schedules.exponential(0.7, { factor: 0.93 }), (step) => 0.7 * 0.93 ** step],
  cosine: [schedules.cosine(0.7, { steps: 30, floor: 0.02 }), (step) => halfCosine(0.7, 0.02, Math.min(1, step / 30))],
  "warm-up and cosine": [
    schedules.warmUp(schedules.cosine(0.7, { steps: 30 }), { steps: 9 }),
    (step) => halfCosine(0.7, 0, Math.min(1, Math.max(0, step - 9) / 30)) * Math.min(1, (step + 1) / 9),
  ],
  "one cycle": [schedules.oneCycle(2, { steps: 40, start: 0.1, end: 0.01 }), oneCycleOf],
};

for (const [name, [schedule, formula]] of Object.entries(formulas)) {
  test(`${name}: 60 steps agree with the formula`, () =>
    follows(
      schedule,
      Array.from({ length: 60 }, (_, step) => formula(step)),
    ));
}

/** Computes (1 + cos πs) / 2 without cancellation, from the remaining fraction. */
const fall = (rate: number, floor: number, left: number) =>
  floor + (rate - floor) * Math.sin((Math.PI / 2) * left) ** 2;

const long = 100_000;
const lateFormulas: Record<string, [Schedule, (step: number) => number]> = {
  step: [schedules.step(0.7, { every: 3, factor: 0.9997 }), (step) => 0.7 * 0.9997 ** Math.floor(step / 3)],
  exponential: [schedules.exponential(0.7, { factor: 0.9999 }), (step) => 0.7 * 0.9999 ** step],
  cosine: [schedules.cosine(0.7, { steps: long }), (step) => fall(0.7, 0, (long - step) / long)],
  "cosine with a floor": [
    schedules.cosine(0.7, { steps: long, floor: 1e-9 }),
    (step) => fall(0.7, 1e-9, (long - step) / long),
  ],
  "one cycle": [
    schedules.oneCycle(2, { steps: long, warmUp: 0.5, start: 1e-9, end: 1e-9 }),
    (step) =>
      step <= long / 2 - 1
        ? fall(2, 1e-9, step / (long / 2 - 1))
        : fall(2, 1e-9, (long - 1 - step) / (long - 1 - (long / 2 - 1))),
  ],
  "warm-up": [schedules.warmUp(0.7, { steps: long }), (step) => (0.7 * (step + 1)) / long],
};

for (const [name, [schedule, formula]] of Object.entries(lateFormulas)) {
  test(`${name}: every learning rate over ${long} steps is precise, including the smallest ones`, async () => {
    const rates = compile((step: Tensor) => schedule(step));
    const ends = [0, 1, 2, 3, 17, 316, 49_998, 49_999, 50_000, 70_000, 99_000, 99_990];
    for (const step of [...ends, ...[4, 3, 2, 1].map((left) => long - left)]) {
      const [found, expected] = [await rates(step).item(), formula(step)];
      assert.ok(Math.abs(found - expected) <= 2e-6 * expected, `${found}, not ${expected} at ${step}`);
    }
  });
}

test("schedules reject an invalid number of steps", () => {
  assert.throws(() => schedules.cosine(1, { steps: 0 }), ArgumentError);
  assert.throws(() => schedules.step(1, { every: -1 }), ArgumentError);
  assert.throws(() => schedules.warmUp(1, { steps: NaN }), ArgumentError);
  assert.throws(() => schedules.oneCycle(1, { steps: 3 }), ArgumentError);
});

test("an optimizer follows its schedule in one program, and shows the learning rate it used", async () => {
  const x = new Param([], (shape) => ones(shape));
  const optimizer = sgd([x], { learningRate: schedules.step(1, { every: 1, factor: 0.5 }) });
  let traces = 0;
  const step = compile(() => {
    traces++;
    return optimizer.minimize(x.mul(1));
  });
  const values: number[] = [];
  for (let i = 0; i < 3; i++) {
    step();
    values.push(await x.item(), await optimizer.learningRates[0]!.item());
  }
  assert.deepEqual(values, [0, 1, -0.5, 0.5, -0.75, 0.25]);
  assert.equal(traces, 1);
  await assert.rejects(optimizer.setLearningRate(1), { name: "StateError" });
});
