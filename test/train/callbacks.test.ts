/** Plateau and early stopping: with constructed reports, compared with PyTorch, and within fit. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError, StateError } from "../../src/base/errors.ts";
import { Dataset } from "../../src/data/dataset.ts";
import { schedules, sgd } from "../../src/optim/index.ts";
import { Module, Param, type Tensor, adopt, zeros } from "../../src/tensor/index.ts";
import {
  type Callback,
  type EpochReport,
  type PlateauOptions,
  type MetricValues,
  earlyStopping,
  fit,
  plateau,
} from "../../src/train/index.ts";
import { numbersOf, readGolden } from "../golden/read.ts";

/** Model with one parameter, added to the input, and a state that is not trained. */
class Shift extends Module {
  readonly shift = new Param([], (shape) => zeros(shape));
  readonly seen = new Param([], (shape) => zeros(shape, "i32"), { trainable: false, dtype: "i32" });
  forward(x: Tensor): Tensor {
    return x.add(this.shift);
  }
}

const report = (epoch: number, training: MetricValues, validation: MetricValues | null = null): EpochReport => {
  return { epoch, steps: 1, training, validation, seconds: 1 };
};
const plan = { epochs: 99, steps: 1, examples: 1 };
const history = { epochs: [], steps: 0, stopped: false };
const examples = new Dataset<[Tensor, Tensor]>(
  [
    { data: new Float32Array(1), shape: [1, 1] },
    { data: new Float32Array(1), shape: [1, 1] },
  ],
  (data, shape) => adopt(data, shape),
);

describe("plateau follows PyTorch's ReduceLROnPlateau", () => {
  for (const { name, attributes, inputs, outputs } of readGolden("plateau.json")) {
    test(name, async () => {
      const optimizer = sgd(new Shift(), { learningRate: 1 });
      const callback = plateau(optimizer, attributes);
      await callback.onTrainBegin?.(plan);
      const rates: number[] = [];
      for (const [i, loss] of numbersOf(inputs["metric"]!).entries()) {
        await callback.onEpochEnd?.(report(i + 1, { loss }));
        rates.push(await optimizer.learningRates[0]!.item());
      }
      assert.deepEqual(rates, numbersOf(outputs["learningRate"]!));
      assert.ok(new Set(rates).size > 1);
    });
  }
});

test("plateau reduces the learning rate that fit uses", async () => {
  const model = new Shift();
  const optimizer = sgd(model, { learningRate: 1 });
  // The gradient is 1, and the metric never improves after the first epoch.
  const metrics = { steady: (prediction: Tensor) => prediction.mul(0) };
  const callbacks = [plateau(optimizer, { metric: "steady", factor: 0.5, patience: 0 })];
  await fit(model, examples, { loss: (prediction) => prediction.mean(), optimizer, epochs: 4, metrics, callbacks });
  // Epochs with learning rates 1, 1, 0.5 and 0.25.
  assert.equal(await model.shift.item(), -2.75);
});

/** Runs epochs with the given losses and returns the results of `callback`. Shift and state are the epoch's number. */
async function run(callback: Callback, model: Shift, losses: readonly number[]): Promise<unknown[]> {
  const verdicts: unknown[] = [];
  await callback.onTrainBegin?.(plan);
  for (const [i, loss] of losses.entries()) {
    await model.shift.set(i + 1);
    await model.seen.set(Int32Array.of(i + 1));
    verdicts.push(await callback.onEpochEnd?.(report(i + 1, { loss: 0 }, { loss })));
  }
  await callback.onTrainEnd?.(history);
  return verdicts;
}

test("earlyStopping stops after patience epochs and restores every parameter of the best epoch", async () => {
  const model = new Shift();
  const verdicts = await run(earlyStopping(model, { patience: 1 }), model, [3, 1, 2, 0.5, NaN, 0.5]);
  assert.deepEqual(verdicts, [undefined, undefined, undefined, undefined, undefined, "stop"]);
  assert.deepEqual([await model.shift.item(), await model.seen.item()], [4, 4]);
});

test("earlyStopping restores the best epoch if the training ends normally, too", async () => {
  const model = new Shift();
  assert.deepEqual(await run(earlyStopping(model), model, [2, 1, 3]), [undefined, undefined, undefined]);
  assert.equal(await model.shift.item(), 2);
});

test("earlyStopping with larger values as better requires an increase beyond the threshold", async () => {
  const model = new Shift();
  const callback = earlyStopping(model, { better: "larger", threshold: 0.5, patience: 9 });
  await run(callback, model, [1, 1.25, 1.5, 1.625, 1]);
  assert.equal(await model.shift.item(), 4);
  await run(callback, model, [0.25, 0.125]);
  assert.equal(await model.shift.item(), 1, "the next training starts from scratch");
});

test("earlyStopping changes nothing if no epoch has a value", async () => {
  const model = new Shift();
  await run(earlyStopping(model), model, [NaN, NaN]);
  assert.equal(await model.shift.item(), 2);
});

test("earlyStopping ends fit after all callbacks, with the best model", async () => {
  const model = new Shift();
  const ended: number[] = [];
  // (x + shift - 2.5)²: with learning rate 1 and gradient ±1, the distance is 2.5, 1.5, 0.5, -0.5, 0.5 ...
  const loss = (prediction: Tensor) => prediction.sub(2.5).abs().mean();
  const record = await fit(model, examples, {
    loss,
    optimizer: sgd(model, { learningRate: 1 }),
    epochs: 50,
    validation: examples,
    callbacks: [earlyStopping(model, { patience: 2 }), { onEpochEnd: ({ epoch }) => void ended.push(epoch) }],
  });
  assert.deepEqual(ended, [1, 2, 3, 4, 5]);
  assert.deepEqual([record.steps, record.stopped], [5, true]);
  // After epochs 2, 3, 4 and 5, the shift is 2, 3, 2 and 3, at equal distances.
  assert.equal(await model.shift.item(), 2);
});

test("an epoch with interrupted validation is neither better nor worse", async () => {
  const model = new Shift();
  const callback = earlyStopping(model, { patience: 0 });
  await callback.onTrainBegin?.(plan);
  await model.shift.set(1);
  await callback.onEpochEnd?.(report(1, { loss: 9 }, { loss: 5 }));
  await model.shift.set(2);
  assert.equal(await callback.onEpochEnd?.(report(2, { loss: 1 })), undefined);
  await callback.onTrainEnd?.(history);
  assert.equal(await model.shift.item(), 1);
});

test("callbacks reject invalid options, unknown metrics and scheduled learning rates", async () => {
  const model = new Shift();
  const optimizer = sgd(model, { learningRate: 1 });
  const wrong = [{ patience: -1 }, { patience: 1.5 }, { threshold: -0.1 }, { threshold: 1 }, { better: "higher" }];
  for (const options of wrong as PlateauOptions[]) {
    assert.throws(() => plateau(optimizer, options), ArgumentError);
    assert.throws(() => earlyStopping(model, options), ArgumentError);
  }
  for (const options of [{ factor: 1 }, { factor: 0 }, { factor: NaN }, { floor: -1 }, { cooldown: 0.5 }]) {
    assert.throws(() => plateau(optimizer, options), ArgumentError);
  }
  assert.throws(() => plateau(sgd(model, { learningRate: schedules.constant(1) })), StateError);
  for (const callback of [plateau(optimizer, { metric: "f1" }), earlyStopping(model, { metric: "f1" })]) {
    await callback.onTrainBegin?.(plan);
    await assert.rejects(async () => callback.onEpochEnd?.(report(1, { loss: 1 })), /f1[^]*loss/);
  }
});
