/** A training that is saved between two steps and resumed in a new program ends as one that was not interrupted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateError } from "../../src/base/errors.ts";
import { Dataset } from "../../src/data/dataset.ts";
import { decodeState, encodeState } from "../../src/io/state.ts";
import { BatchNorm, Dropout, Linear, Sequential, crossEntropy, relu } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { Tensor, parameters, random } from "../../src/tensor/index.ts";
import { type Examples, beginFit, correct, earlyStopping, plateau } from "../../src/train/index.ts";

const inputs = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i * i));
const labels = Int32Array.from({ length: 40 }, (_, i) => Number(inputs[2 * i]! > inputs[2 * i + 1]!));
const all = new Dataset<[Tensor, Tensor]>(
  [
    { data: inputs, shape: [40, 2] },
    { data: labels, shape: [40] },
  ],
  (data, shape) => Tensor.from(data, shape),
);

async function begin(examples: Examples = all) {
  random.seed(1);
  const model = new Sequential(new Linear(2, 8), new BatchNorm(8), relu, new Dropout(0.3), new Linear(8, 2));
  const optimizer = adam(model, { learningRate: 0.05 });
  const options = { loss: crossEntropy, optimizer, epochs: 12, batchSize: 16, seed: 4, metrics: { accuracy: correct } };
  const callbacks = [earlyStopping(model, { patience: 1, threshold: 0.2 }), plateau(optimizer, { patience: 0 })];
  return { model, fitting: await beginFit(model, examples, { ...options, validation: all, callbacks }) };
}

type Fitting = Awaited<ReturnType<typeof begin>>["fitting"];

async function finish(fitting: Fitting, from: number) {
  for (let i = from; i < fitting.total; i++) {
    if ((await random.scope(`training ${i}`, () => fitting.step(i))).done) break;
  }
  const { epochs, ...history } = await fitting.end();
  return { ...history, epochs: epochs.map((report) => ({ ...report, seconds: 0 })) };
}

const weightsOf = async (model: Sequential) =>
  Promise.all(parameters(model).map(async ([path, param]) => [path, ...(await param.array())]));

test("resumed at any step, it has the same weights and the same record", async () => {
  const whole = await begin();
  const expected = await finish(whole.fitting, 0);
  assert.ok(expected.stopped, "early stopping is part of what is tested");
  for (const stop of [1, 3, 7, expected.steps - 1]) {
    const { fitting } = await begin();
    for (let i = 0; i < stop; i++) await random.scope(`training ${i}`, () => fitting.step(i));
    const bytes = await encodeState(fitting.state);
    const resumed = await begin();
    await decodeState(resumed.fitting.state, bytes);
    assert.deepEqual(await finish(resumed.fitting, stop), expected);
    assert.deepEqual(await weightsOf(resumed.model), await weightsOf(whole.model));
  }
});

test("steps are run in order, and only indexed batches can be resumed", async () => {
  const { fitting } = await begin();
  await assert.rejects(fitting.step(1), StateError);
  await fitting.step(0);
  await assert.rejects(fitting.step(0), StateError);
  const bytes = await encodeState(fitting.state);
  const iterated = {
    length: 40,
    batches: (...args: Parameters<typeof all.batches>) => [...all.batches(...args)].values(),
  };
  const other = await begin(iterated);
  await decodeState(other.fitting.state, bytes);
  await assert.rejects(other.fitting.step(1), /cannot resume at step 1/);
});
