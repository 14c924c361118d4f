/** fit: learning, reports, validation, stopping by a signal, reproducibility by seeds. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError } from "../../src/base/errors.ts";
import { Dataset } from "../../src/data/dataset.ts";
import { Dropout, Linear, Sequential, crossEntropy, tanh } from "../../src/nn/index.ts";
import { adam, sgd } from "../../src/optim/index.ts";
import { Module, Param, type Tensor, adopt, initialize, parameters, random, zeros } from "../../src/tensor/index.ts";
import {
  type Callback,
  type FitOptions,
  type StepReport,
  accuracy,
  correct,
  evaluate,
  fit,
} from "../../src/train/index.ts";

type Examples = Dataset<[Tensor, Tensor]>;

/** Creates two interleaved half circles of radius 1 with noise: points f32 [n, 2], labels i32 [n]. */
async function twoMoons(count: number, seed: number): Promise<Examples> {
  random.seed(seed);
  const noise = await random.normal([count, 2], { std: 0.1 }).array();
  const points = new Float32Array(2 * count);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const angle = (Math.PI * i) / count;
    const [x, y] = i % 2 === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    points[2 * i] = x + noise[2 * i]!;
    points[2 * i + 1] = y + noise[2 * i + 1]!;
  }
  return datasetOf([count, 2], points, labels);
}

function datasetOf(shape: number[], inputs: Float32Array, labels: Int32Array): Examples {
  const fields = [
    { data: inputs, shape },
    { data: labels, shape: [labels.length] },
  ];
  return new Dataset<[Tensor, Tensor]>(fields, (data, shape) => adopt(data, shape));
}

/** Creates `count` examples: input i is i, and the label is 0. */
const counted = (count: number) =>
  datasetOf(
    [count, 1],
    Float32Array.from({ length: count }, (_, i) => i),
    new Int32Array(count),
  );

/** Model with one parameter, added to the input, so that the mean of the output over a batch has the gradient 1. */
class Shift extends Module {
  readonly shift = new Param([], (shape) => zeros(shape));
  forward(x: Tensor): Tensor {
    return x.add(this.shift);
  }
}

function shifting(options: Partial<FitOptions> = {}): { model: Shift; options: FitOptions } {
  const model = new Shift();
  const loss = (prediction: Tensor) => prediction.mean();
  return {
    model,
    options: { loss, optimizer: sgd(model, { learningRate: 1 }), batchSize: 4, shuffle: false, ...options },
  };
}

test("fit learns two moons to 99% accuracy", async () => {
  const [examples, validation] = [await twoMoons(400, 1), await twoMoons(200, 2)];
  const model = new Sequential(new Linear(2, 16), tanh, new Linear(16, 2));
  initialize(model, { seed: 0 });
  const history = await fit(model, examples, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 0.03 }),
    epochs: 40,
    batchSize: 64,
    seed: 0,
    validation,
    metrics: { accuracy: correct },
  });
  const last = history.epochs.at(-1)!;
  assert.equal(history.epochs.length, 40);
  assert.ok(last.training["loss"]! < 0.1 * history.epochs[0]!.training["loss"]!);
  assert.ok(last.validation!["accuracy"]! >= 0.99, `${last.validation!["accuracy"]}`);
  assert.ok(Math.abs((await accuracy(model, validation)) - last.validation!["accuracy"]!) < 1e-9);
});

test("equal seeds result in equal parameters, bit for bit, including dropout", async () => {
  const train = async (seed: number) => {
    const examples = await twoMoons(100, 1);
    random.seed(3);
    const model = new Sequential(new Linear(2, 8), tanh, new Dropout(0.3), new Linear(8, 2));
    await fit(model, examples, { loss: crossEntropy, optimizer: adam(model), epochs: 2, batchSize: 32, seed });
    const values = await Promise.all(parameters(model).map(([, param]) => param.array()));
    return values.map((value) => [...value]);
  };
  assert.deepEqual(await train(5), await train(5));
  assert.notDeepEqual(await train(5), await train(6));
});

test("means weight the smaller last batch by its number of examples", async () => {
  const { model, options } = shifting({ metrics: { input: (prediction) => prediction }, validation: counted(6) });
  const { epochs, steps, stopped } = await fit(model, counted(10), options);
  assert.deepEqual([steps, stopped], [3, false]);
  const [epoch] = epochs;
  // Losses 1.5, 5.5 - 1 and 8.5 - 2 with 4, 4 and 2 examples; then the shift is -3.
  assert.deepEqual(epoch!.training, { loss: (4 * 1.5 + 4 * 4.5 + 2 * 6.5) / 10, input: 3.7 });
  assert.deepEqual(epoch!.validation, { loss: -0.5, input: -0.5 });
  assert.ok(epoch!.seconds > 0);
});

test("the last batch can be dropped", async () => {
  const { model, options } = shifting({ last: "drop", epochs: 2 });
  const history = await fit(model, counted(10), options);
  assert.equal(history.steps, 4);
  assert.equal(await model.shift.item(), -4);
});

test("fit calls and awaits callbacks in order", async () => {
  const calls: string[] = [];
  const note = async (call: string) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    calls.push(call);
  };
  const reports: StepReport[] = [];
  const callback: Callback = {
    onTrainBegin: ({ epochs, steps, examples }) => note(`begin ${epochs} ${steps} ${examples}`),
    onEpochBegin: (epoch) => note(`epoch ${epoch}`),
    onStepEnd: (report) => {
      reports.push(report);
      return note(`step ${report.step}`);
    },
    onEpochEnd: ({ epoch, steps }) => note(`epoch ${epoch} ended after ${steps}`),
    onTrainEnd: ({ steps }) => note(`end ${steps}`),
  };
  const { model, options } = shifting({ epochs: 2, callbacks: [callback, {}] });
  await fit(model, counted(6), options);
  const epoch = (n: number) => [`epoch ${n}`, "step 1", "step 2", `epoch ${n} ended after 2`];
  assert.deepEqual(calls, ["begin 2 2 12", ...epoch(1), ...epoch(2), "end 4"]);
  assert.deepEqual(
    reports.map(({ examples }) => examples),
    [4, 6, 10, 12],
  );
  assert.deepEqual(reports[1]!.values, { loss: 3.5 });
  assert.deepEqual(reports[1]!.means, { loss: (4 * 1.5 + 2 * 3.5) / 6 });
});

describe("a signal ends the training after the present step", () => {
  const stopping = (at: number, validation?: Examples) => {
    const controller = new AbortController();
    let ended = 0;
    const callback: Callback = {
      onStepEnd: ({ examples }) => {
        if (examples === at) controller.abort();
      },
      onEpochEnd: () => void ended++,
      onTrainEnd: () => void (ended += 100),
    };
    const more = validation === undefined ? {} : { validation };
    return {
      ...shifting({ epochs: 3, signal: controller.signal, callbacks: [callback], ...more }),
      ended: () => ended,
    };
  };

  test("within an epoch", async () => {
    const { model, options, ended } = stopping(18);
    const history = await fit(model, counted(10), options);
    assert.deepEqual([history.steps, history.stopped], [5, true]);
    assert.deepEqual(
      history.epochs.map(({ steps }) => steps),
      [3, 2],
    );
    assert.equal(ended(), 101);
    assert.equal(await model.shift.item(), -5);
  });

  test("at the end of an epoch, without validation", async () => {
    const { model, options, ended } = stopping(10, counted(4));
    const history = await fit(model, counted(10), options);
    assert.deepEqual([history.steps, history.stopped], [3, true]);
    assert.equal(history.epochs[0]!.validation, null);
    assert.equal(ended(), 101);
  });

  test("before the first step", async () => {
    const { model, options } = shifting({ signal: AbortSignal.abort() });
    assert.deepEqual(await fit(model, counted(10), options), { epochs: [], steps: 0, stopped: true });
    assert.equal(await model.shift.item(), 0);
  });

  test("from a timer, since the event loop turns", async () => {
    const { model, options } = shifting({ epochs: 1e9, signal: AbortSignal.timeout(50) });
    const history = await fit(model, counted(4), options);
    assert.ok(history.stopped && history.steps > 0);
    assert.equal(await model.shift.item(), -history.steps);
  });
});

test("an error thrown by a callback ends the training", async () => {
  const failure = new Error("no");
  const fail = () => {
    throw failure;
  };
  const { model, options } = shifting({ callbacks: [{ onStepEnd: fail }] });
  await assert.rejects(fit(model, counted(4), options), failure);
});

test("fit with 0 epochs does not train", async () => {
  const { model, options } = shifting({ epochs: 0 });
  assert.deepEqual(await fit(model, counted(4), options), { epochs: [], steps: 0, stopped: false });
});

test("fit rejects examples without a full step, and a metric named loss", async () => {
  const { model, options } = shifting();
  await assert.rejects(fit(model, counted(0), options), ArgumentError);
  await assert.rejects(fit(model, counted(3), { ...options, last: "drop" }), ArgumentError);
  await assert.rejects(fit(model, counted(4), { ...options, batchSize: 0 }), ArgumentError);
  await assert.rejects(fit(model, counted(4), { ...options, metrics: { loss: correct } }), ArgumentError);
});

test("evaluate returns the mean over all examples, including the last batch", async () => {
  const { model } = shifting();
  const values = await evaluate(model, counted(10), { metrics: { input: (prediction) => prediction }, batchSize: 4 });
  assert.deepEqual(values, { input: 4.5 });
  assert.deepEqual(await evaluate(model, counted(0), { metrics: { input: (prediction) => prediction } }), {
    input: NaN,
  });
});

test("accuracy is the fraction of rows whose largest logit is that of the label, for bytes too", async () => {
  class Identity extends Module {
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const logits = Float32Array.of(3, 1, 0, 5, 2, 9, 4, 4);
  const fields = [
    { data: logits, shape: [4, 2] },
    { data: Uint8Array.of(0, 1, 0, 0), shape: [4] },
  ];
  const examples = new Dataset<[Tensor, Tensor]>(fields, (data, shape) => adopt(data, shape));
  assert.equal(await accuracy(new Identity(), examples, { batchSize: 3 }), 0.75);
  assert.throws(() => correct(zeros([4, 2]), zeros([2], "i32")), { name: "ShapeError" });
});
