/** What losses, optimizers, training, decoding and checkpoints say to wrong arguments. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { rmSync } from "node:fs";
import { Dataset } from "../../src/data/index.ts";
import * as hebb from "../../src/index.ts";
import { loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const js = loosely(hebb);
const { Tensor, ones, zeros } = hebb;
const ints = (...numbers: number[]) => Tensor.from(Int32Array.of(...numbers));
const logits = () => ones([2, 3]);
const model = () => new js.Linear(3, 2);

misuses("losses", {
  "a reduction by position": () => js.crossEntropy(logits(), ints(0, 1), "sum"),
  label_smoothing: () => js.crossEntropy(logits(), ints(0, 1), { label_smoothing: 0.1 }),
  "a misspelled reduction": () => js.crossEntropy(logits(), ints(0, 1), { reduction: "avg" }),
  "labelSmoothing in a string": () => js.crossEntropy(logits(), ints(0, 1), { labelSmoothing: "0.1" }),
  "weights in an array": () => js.crossEntropy(logits(), ints(0, 1), { weight: [1, 2, 3] }),
  "labels in an array": () => js.crossEntropy(logits(), [0, 1]),
  "logits in an array": () => js.crossEntropy([[1, 2, 3]], ints(0)),
  "labels of f32": () => js.crossEntropy(logits(), Tensor.from([0, 1])),
  "a label out of range": () => js.crossEntropy(logits(), ints(0, 3)).item(),
  "a label of -100": () => js.crossEntropy(logits(), ints(-100, 2)).item(),
  "one-hot integers": () => js.crossEntropy(logits(), zeros([2, 3], "i32")),
  "logits of images with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4, 4]), zeros([2, 4, 4], "i32")),
  "logits of sequences with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4]), zeros([2, 4], "i32")),
  "probabilities of images with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4, 4]), ones([2, 4, 4, 5])),
  "no target": () => js.crossEntropy(logits()),
  "a column beside a row": () => js.meanSquaredError(ones([3, 1]), ones([3])),
  "a target in an array": () => js.meanSquaredError(ones([2]), [1, 2]),
  "a misspelled option": () => js.meanSquaredError(ones([2]), ones([2]), { reductions: "sum" }),
  posWeight: () => js.binaryCrossEntropyWithLogits(ones([2]), ones([2]), { posWeight: 2 }),
  "a weight in an array": () => js.binaryCrossEntropyWithLogits(ones([2]), ones([2]), { positiveWeight: [1, 2] }),
  "beta of huber": () => js.huber(ones([2]), ones([2]), { beta: 1 }),
  "a delta in a string": () => js.huber(ones([2]), ones([2]), { delta: "1" }),
  "a delta by position": () => js.huber(ones([2]), ones([2]), 1),
  log_target: () => js.klDivergence(ones([2, 2]), ones([2, 2]), { log_target: true }),
  "PyTorch's batchmean": () => js.klDivergence(ones([2, 2]), ones([2, 2]), { reduction: "batchmean" }),
  "a margin of 2": () => js.cosineEmbedding(ones([2, 3]), ones([2, 3]), ones([2]), { margin: 2 }),
  "dim of a cosine": () => js.cosineSimilarity(ones([2, 3]), ones([2, 3]), { dim: 1 }),
  "vectors in an array": () => js.cosineSimilarity([1, 2], ones([2])),
  "a penalty of numbers": () => js.regularizers.l2([1, 2]),
  "a penalty of nothing": () => js.regularizers.l1([]),
});

const trained = (options: object, given: object = {}) => {
  const m = model();
  const optimizer = js.adam(m, options);
  return hebb
    .compile((x: hebb.Tensor) => optimizer.minimize(m.forward(x).sum(), given))(ones([1, 3]))
    .item();
};

misuses("optimizers", {
  lr: () => js.adam(model(), { lr: 1e-3 }),
  "the learning rate by position": () => js.sgd(model(), 0.1),
  "the learning rate in a string": () => js.sgd(model(), { learningRate: "0.1" }),
  "a learning rate below 0": () => js.sgd(model(), { learningRate: -1 }),
  "betas in one number": () => js.adamw(model(), { betas: 0.9 }),
  "a beta in a string": () => js.adamw(model(), { betas: ["0.9", 0.999] }),
  "a misspelled option": () => js.rmsprop(model(), { centred: true }),
  "nesterov in a string": () => js.sgd(model(), { momentum: 0.9, nesterov: "true" }),
  "no model": () => js.adagrad(),
  "the parameters' pairs": () => js.adam(hebb.parameters(model())),
  "nothing to train": () => js.adam([]),
  "a misspelled option of a group": () => js.adam([{ params: model(), weightdecay: 0.1 }]),
  "a group without parameters": () => js.adam([{ learningRate: 0.1 }]),
  "a step outside compile": () => js.adam(model()).minimize(ones([])),
  "a loss that is no scalar": () => {
    const m = model();
    const optimizer = js.adam(m);
    return hebb
      .compile((x: hebb.Tensor) => optimizer.minimize(m.forward(x)))(ones([2, 3]))
      .item();
  },
  "a misspelled option of minimize": () => trained({}, { clipnorm: 1 }),
  "a limit in a string": () => trained({}, { clipNorm: "1" }),
  "the learning rate of a schedule": () =>
    js.adam(model(), { learningRate: js.schedules.cosine(0.1, { steps: 10 }) }).setLearningRate(0.1),
  "a factor in a string": () => js.adam(model()).scaleLearningRate("0.5"),
  "the floor by position": () => js.adam(model()).scaleLearningRate(0.5, 0.1),
  "a schedule by position": () => js.schedules.cosine(0.1, 100),
  "a schedule without its steps": () => js.schedules.cosine(0.1, {}),
  "a schedule's misspelled option": () => js.schedules.step(0.1, { every: 3, gamma: 0.5 }),
  "a schedule's option in a string": () => js.schedules.exponential(0.1, { factor: "0.9" }),
  "no steps to warm up": () => js.schedules.warmUp(0.1),
  "a cycle without a way up": () => js.schedules.oneCycle(0.1, { steps: 2 }),
  "gradients in a string": () => js.clipByNorm("gradients", 1),
  "numbers to clip": () => js.clipByValue([1, 2], 1),
  "a limit of 0": () => js.clipByNorm([ones([2])], 0),
  "the norm of nothing": () => js.globalNorm([]),
  "a limit in a string for a projection": () => js.maxNorm(model().weight, "1"),
  "a projection of a model": () => hebb.compile(() => js.maxNorm(model(), 1))(),
});

const examples = () =>
  new Dataset(
    [
      { data: new Float32Array(12), shape: [4, 3] },
      { data: new Int32Array(4), shape: [4] },
    ],
    (data, shape) => Tensor.from(data, shape),
  );
const options = (m: object) => ({ loss: js.crossEntropy, optimizer: js.sgd(m) });
const fit = (given: object, data: unknown = examples()) => {
  const m = model();
  return js.fit(m, data, { ...options(m), ...given });
};

misuses("training", {
  "a misspelled optimizer": () => js.fit(model(), examples(), { loss: js.crossEntropy, optimiser: js.sgd(model()) }),
  "no optimizer": () => js.fit(model(), examples(), { loss: js.crossEntropy }),
  "no loss": () => js.fit(model(), examples(), { optimizer: js.sgd(model()) }),
  "no options": () => js.fit(model(), examples()),
  "an optimizer's name": () => fit({ optimizer: "adam" }),
  "an optimizer that was not called": () => fit({ optimizer: js.adam }),
  "a loss's name": () => fit({ loss: "crossEntropy" }),
  "examples in an array": () => fit({}, [[1]]),
  "examples in a tensor": () => fit({}, ones([4, 3])),
  "no examples": () => js.fit(model(), undefined, options(model())),
  "a function for a model": () => js.fit((x: hebb.Tensor) => x, examples(), options(model())),
  batch: () => fit({ batch: 2 }),
  "a batch size in a string": () => fit({ batchSize: "2" }),
  "half an epoch": () => fit({ epochs: 0.5 }),
  "a limit of 0 for the gradients": () => fit({ clipNorm: 0 }),
  "metrics in an array": () => fit({ metrics: [js.correct] }),
  "a callback that is no list": () => fit({ callbacks: {} }),
  "a metric called loss": () => fit({ metrics: { loss: js.correct } }),
  "a metric that is no function": () => fit({ metrics: { accuracy: "accuracy" } }),
  "validation in an array": () => fit({ validation: [1, 2] }),
  "shuffle by a number": () => fit({ shuffle: 1 }),
  "a misspelled last": () => fit({ last: "dropped" }),
  "a loss that returns rows": () =>
    fit({ loss: (x: hebb.Tensor, y: hebb.Tensor) => hebb.crossEntropy(x, y, { reduction: "none" }) }),
  "accuracy of an array": () => js.accuracy(model(), [[1, 2]]),
  "accuracy with a batch by position": () => js.accuracy(model(), examples(), 10),
  "accuracy's misspelled option": () => js.accuracy(model(), examples(), { batch: 3 }),
  "evaluate without metrics": () => js.evaluate(model(), examples(), {}),
  "evaluate without options": () => js.evaluate(model(), examples()),
  "labels of another shape": () => js.correct(ones([2, 3]), ints(1)),
  "labels in an array for a metric": () => js.correct(ones([2, 3]), [0, 1]),
  "patience by position": () => js.earlyStopping(model(), 5),
  "patience in a string": () => js.earlyStopping(model(), { patience: "5" }),
  minDelta: () => js.earlyStopping(model(), { minDelta: 0.1 }),
  "a misspelled better": () => js.earlyStopping(model(), { better: "max" }),
  "a metric that nobody measures": () => {
    const m = model();
    const callbacks = [js.earlyStopping(m, { metric: "accuracy" })];
    return js.fit(m, examples(), { ...options(m), callbacks });
  },
  "a model for plateau": () => js.plateau(model()),
  "plateau's misspelled option": () => js.plateau(js.sgd(model()), { cooldowns: 1 }),
});

const step = () => ({ logits: Float32Array.of(0, 1), state: null });

misuses("decoding", {
  "options for a step": () => js.decode({ prefix: [0], state: null, maxLength: 3 }),
  maxLen: () => js.decode(step, { prefix: [0], state: null, maxLen: 3 }),
  "no prefix": () => js.decode(step, { state: null, maxLength: 3 }),
  "a prefix that is a number": () => js.decode(step, { prefix: 0, state: null, maxLength: 3 }),
  "an empty prefix": () => js.decode(step, { prefix: [], state: null, maxLength: 3 }),
  "a choice by name": () => js.decode(step, { prefix: [0], state: null, maxLength: 3, choose: "greedy" }),
  "logits in a tensor": () =>
    js.decode(() => ({ logits: ones([2]), state: null }), { prefix: [0], state: null, maxLength: 3 }),
  "a step that returns logits alone": () =>
    js.decode(() => Float32Array.of(0, 1), { prefix: [0], state: null, maxLength: 3 }),
  "a choice out of range": () => js.decode(step, { prefix: [0], state: null, maxLength: 3, choose: () => 7 }),
  "a temperature by position": () => js.sampling(0.7),
  "no seed": () => js.sampling({ temperature: 0.7 }),
  "a temperature of 0": () => js.sampling({ seed: 1, temperature: 0 }),
  topk: () => js.sampling({ seed: 1, topk: 5 }),
  beams: () => js.beamSearch(step, { prefix: [0], state: null, maxLength: 3, beams: 2 }),
  "a width in a string": () => js.beamSearch(step, { prefix: [0], state: null, maxLength: 3, width: "2" }),
  "logits in an array": () => js.greedy([1, 2]),
});

const folder = mkdtempSync(join(tmpdir(), "hebb-misuse-"));
after(() => rmSync(folder, { recursive: true }));

misuses("checkpoints", {
  "numbers in the metadata": () => js.saveModel(model(), join(folder, "m"), { metadata: { epoch: 3 } }),
  "text for metadata": () => js.encodeModel(model(), { metadata: "epoch 3" }),
  "a misspelled optimizer": () => js.saveModel(model(), join(folder, "m"), { optimiser: js.sgd(model()) }),
  "an optimizer by position": () => js.encodeModel(model(), js.sgd(model())),
  "a model for an optimizer": () => js.encodeModel(model(), { optimizer: model() }),
  "no path": () => js.saveModel(model()),
  "a path that is a number": () => js.saveModel(model(), 3),
  "the path before the model": () => js.saveModel(join(folder, "m"), model()),
  "no model": () => js.loadModel(join(folder, "m")),
  "a folder that is not there": () => js.saveModel(model(), "/nowhere/at/all/m.safetensors"),
  "a file that is not there": () => js.loadModel(model(), "/nowhere/m.safetensors"),
  "bytes in an array": () => js.decodeModel(model(), [1, 2, 3]),
  "text for bytes": () => js.decodeModel(model(), "model.safetensors"),
  "bytes of something else": () => js.decodeModel(model(), new Uint8Array(64)),
  "another model's bytes": async () => js.decodeModel(model(), await js.encodeModel(new js.Linear(4, 2))),
  "a misspelled option of loading": () => js.loadModel(model(), join(folder, "m"), { strict: false }),
});
