/** Wrong arguments of losses, optimizers, training, decoding and checkpoints. */
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
  "a positional reduction": () => js.crossEntropy(logits(), ints(0, 1), "sum"),
  label_smoothing: () => js.crossEntropy(logits(), ints(0, 1), { label_smoothing: 0.1 }),
  "a misspelled reduction": () => js.crossEntropy(logits(), ints(0, 1), { reduction: "avg" }),
  "labelSmoothing as a string": () => js.crossEntropy(logits(), ints(0, 1), { labelSmoothing: "0.1" }),
  "class weights as an array": () => js.crossEntropy(logits(), ints(0, 1), { weight: [1, 2, 3] }),
  "labels as an array": () => js.crossEntropy(logits(), [0, 1]),
  "logits as an array": () => js.crossEntropy([[1, 2, 3]], ints(0)),
  "f32 labels": () => js.crossEntropy(logits(), Tensor.from([0, 1])),
  "a label out of range": () => js.crossEntropy(logits(), ints(0, 3)).item(),
  "a label of -100": () => js.crossEntropy(logits(), ints(-100, 2)).item(),
  "one-hot integers": () => js.crossEntropy(logits(), zeros([2, 3], "i32")),
  "logits of images with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4, 4]), zeros([2, 4, 4], "i32")),
  "logits of sequences with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4]), zeros([2, 4], "i32")),
  "probabilities of images with the classes on axis 1": () => js.crossEntropy(ones([2, 5, 4, 4]), ones([2, 4, 4, 5])),
  "a missing target": () => js.crossEntropy(logits()),
  "a column and a vector": () => js.meanSquaredError(ones([3, 1]), ones([3])),
  "a target as an array": () => js.meanSquaredError(ones([2]), [1, 2]),
  "a misspelled option": () => js.meanSquaredError(ones([2]), ones([2]), { reductions: "sum" }),
  posWeight: () => js.binaryCrossEntropyWithLogits(ones([2]), ones([2]), { posWeight: 2 }),
  "positiveWeight as an array": () => js.binaryCrossEntropyWithLogits(ones([2]), ones([2]), { positiveWeight: [1, 2] }),
  "PyTorch's beta for huber": () => js.huber(ones([2]), ones([2]), { beta: 1 }),
  "delta as a string": () => js.huber(ones([2]), ones([2]), { delta: "1" }),
  "a positional delta": () => js.huber(ones([2]), ones([2]), 1),
  log_target: () => js.klDivergence(ones([2, 2]), ones([2, 2]), { log_target: true }),
  "PyTorch's batchmean": () => js.klDivergence(ones([2, 2]), ones([2, 2]), { reduction: "batchmean" }),
  "a margin of 2": () => js.cosineEmbedding(ones([2, 3]), ones([2, 3]), ones([2]), { margin: 2 }),
  "PyTorch's dim for cosineSimilarity": () => js.cosineSimilarity(ones([2, 3]), ones([2, 3]), { dim: 1 }),
  "a vector as an array": () => js.cosineSimilarity([1, 2], ones([2])),
  "a penalty on numbers": () => js.regularizers.l2([1, 2]),
  "a penalty on no tensors": () => js.regularizers.l1([]),
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
  "a positional learning rate": () => js.sgd(model(), 0.1),
  "a learning rate as a string": () => js.sgd(model(), { learningRate: "0.1" }),
  "a negative learning rate": () => js.sgd(model(), { learningRate: -1 }),
  "one number as betas": () => js.adamw(model(), { betas: 0.9 }),
  "a beta as a string": () => js.adamw(model(), { betas: ["0.9", 0.999] }),
  "a misspelled option": () => js.rmsprop(model(), { center: true }),
  "nesterov as a string": () => js.sgd(model(), { momentum: 0.9, nesterov: "true" }),
  "a missing model": () => js.adagrad(),
  "pairs of names and parameters": () => js.adam(hebb.parameters(model())),
  "an empty list of parameters": () => js.adam([]),
  "a misspelled option of a parameter group": () => js.adam([{ params: model(), weightdecay: 0.1 }]),
  "a parameter group without parameters": () => js.adam([{ learningRate: 0.1 }]),
  "minimize outside compile": () => js.adam(model()).minimize(ones([])),
  "a loss that is not a scalar": () => {
    const m = model();
    const optimizer = js.adam(m);
    return hebb
      .compile((x: hebb.Tensor) => optimizer.minimize(m.forward(x)))(ones([2, 3]))
      .item();
  },
  "a misspelled option of minimize": () => trained({}, { clipnorm: 1 }),
  "clipNorm as a string": () => trained({}, { clipNorm: "1" }),
  "setLearningRate with a schedule": () =>
    js.adam(model(), { learningRate: js.schedules.cosine(0.1, { steps: 10 }) }).setLearningRate(0.1),
  "a factor as a string": () => js.adam(model()).scaleLearningRate("0.5"),
  "a positional floor": () => js.adam(model()).scaleLearningRate(0.5, 0.1),
  "a schedule with positional steps": () => js.schedules.cosine(0.1, 100),
  "a schedule without steps": () => js.schedules.cosine(0.1, {}),
  "a misspelled option of a schedule": () => js.schedules.step(0.1, { every: 3, gamma: 0.5 }),
  "an option of a schedule as a string": () => js.schedules.exponential(0.1, { factor: "0.9" }),
  "a warm-up without steps": () => js.schedules.warmUp(0.1),
  "a one-cycle schedule too short to warm up": () => js.schedules.oneCycle(0.1, { steps: 2 }),
  "a string as gradients": () => js.clipByNorm("gradients", 1),
  "numbers as gradients": () => js.clipByValue([1, 2], 1),
  "a limit of 0": () => js.clipByNorm([ones([2])], 0),
  "the norm of no gradients": () => js.globalNorm([]),
  "a limit of a projection as a string": () => js.maxNorm(model().weight, "1"),
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
  "a misspelled optimizer option": () =>
    js.fit(model(), examples(), { loss: js.crossEntropy, optimzer: js.sgd(model()) }),
  "a missing optimizer": () => js.fit(model(), examples(), { loss: js.crossEntropy }),
  "a missing loss": () => js.fit(model(), examples(), { optimizer: js.sgd(model()) }),
  "missing options": () => js.fit(model(), examples()),
  "an optimizer by name": () => fit({ optimizer: "adam" }),
  "an optimizer that was not called": () => fit({ optimizer: js.adam }),
  "a loss by name": () => fit({ loss: "crossEntropy" }),
  "examples as an array": () => fit({}, [[1]]),
  "examples as a tensor": () => fit({}, ones([4, 3])),
  "missing examples": () => js.fit(model(), undefined, options(model())),
  "a function as a model": () => js.fit((x: hebb.Tensor) => x, examples(), options(model())),
  batch: () => fit({ batch: 2 }),
  "a batch size as a string": () => fit({ batchSize: "2" }),
  "half an epoch": () => fit({ epochs: 0.5 }),
  "clipNorm of 0": () => fit({ clipNorm: 0 }),
  "metrics as an array": () => fit({ metrics: [js.correct] }),
  "callbacks that are not an array": () => fit({ callbacks: {} }),
  "a metric called loss": () => fit({ metrics: { loss: js.correct } }),
  "a metric that is not a function": () => fit({ metrics: { accuracy: "accuracy" } }),
  "validation as an array": () => fit({ validation: [1, 2] }),
  "shuffle as a number": () => fit({ shuffle: 1 }),
  "a misspelled value of last": () => fit({ last: "dropped" }),
  "a loss that returns one value per row": () =>
    fit({ loss: (x: hebb.Tensor, y: hebb.Tensor) => hebb.crossEntropy(x, y, { reduction: "none" }) }),
  "accuracy on an array": () => js.accuracy(model(), [[1, 2]]),
  "accuracy with a positional batch size": () => js.accuracy(model(), examples(), 10),
  "a misspelled option of accuracy": () => js.accuracy(model(), examples(), { batch: 3 }),
  "evaluate without metrics": () => js.evaluate(model(), examples(), {}),
  "evaluate without options": () => js.evaluate(model(), examples()),
  "labels of the wrong shape": () => js.correct(ones([2, 3]), ints(1)),
  "labels as an array for a metric": () => js.correct(ones([2, 3]), [0, 1]),
  "a positional patience": () => js.earlyStopping(model(), 5),
  "patience as a string": () => js.earlyStopping(model(), { patience: "5" }),
  minDelta: () => js.earlyStopping(model(), { minDelta: 0.1 }),
  "a misspelled value of better": () => js.earlyStopping(model(), { better: "max" }),
  "a metric that is not measured": () => {
    const m = model();
    const callbacks = [js.earlyStopping(m, { metric: "accuracy" })];
    return js.fit(m, examples(), { ...options(m), callbacks });
  },
  "a model as plateau's optimizer": () => js.plateau(model()),
  "a misspelled option of plateau": () => js.plateau(js.sgd(model()), { cooldowns: 1 }),
});

const step = () => ({ logits: Float32Array.of(0, 1), state: null });

misuses("decoding", {
  "options in place of a step": () => js.decode({ prefix: [0], state: null, maxLength: 3 }),
  maxLen: () => js.decode(step, { prefix: [0], state: null, maxLen: 3 }),
  "a missing prefix": () => js.decode(step, { state: null, maxLength: 3 }),
  "a prefix as a number": () => js.decode(step, { prefix: 0, state: null, maxLength: 3 }),
  "an empty prefix": () => js.decode(step, { prefix: [], state: null, maxLength: 3 }),
  "choose by name": () => js.decode(step, { prefix: [0], state: null, maxLength: 3, choose: "greedy" }),
  "logits as a tensor": () =>
    js.decode(() => ({ logits: ones([2]), state: null }), { prefix: [0], state: null, maxLength: 3 }),
  "a step that returns only logits": () =>
    js.decode(() => Float32Array.of(0, 1), { prefix: [0], state: null, maxLength: 3 }),
  "a choice out of range": () => js.decode(step, { prefix: [0], state: null, maxLength: 3, choose: () => 7 }),
  "a positional temperature": () => js.sampling(0.7),
  "a missing seed": () => js.sampling({ temperature: 0.7 }),
  "a temperature of 0": () => js.sampling({ seed: 1, temperature: 0 }),
  topk: () => js.sampling({ seed: 1, topk: 5 }),
  beams: () => js.beamSearch(step, { prefix: [0], state: null, maxLength: 3, beams: 2 }),
  "a width as a string": () => js.beamSearch(step, { prefix: [0], state: null, maxLength: 3, width: "2" }),
  "logits as an array": () => js.greedy([1, 2]),
});

const folder = mkdtempSync(join(tmpdir(), "hebb-misuse-"));
after(() => rmSync(folder, { recursive: true }));

misuses("checkpoints", {
  "numbers in the metadata": () => js.saveModel(model(), join(folder, "m"), { metadata: { epoch: 3 } }),
  "metadata as a string": () => js.encodeModel(model(), { metadata: "epoch 3" }),
  "a misspelled optimizer option": () => js.saveModel(model(), join(folder, "m"), { optimzer: js.sgd(model()) }),
  "a positional optimizer": () => js.encodeModel(model(), js.sgd(model())),
  "a model as an optimizer": () => js.encodeModel(model(), { optimizer: model() }),
  "a missing path": () => js.saveModel(model()),
  "a path as a number": () => js.saveModel(model(), 3),
  "the path before the model": () => js.saveModel(join(folder, "m"), model()),
  "a missing model": () => js.loadModel(join(folder, "m")),
  "a folder that does not exist": () => js.saveModel(model(), "/nowhere/at/all/m.safetensors"),
  "a file that does not exist": () => js.loadModel(model(), "/nowhere/m.safetensors"),
  "bytes as an array": () => js.decodeModel(model(), [1, 2, 3]),
  "bytes as a string": () => js.decodeModel(model(), "model.safetensors"),
  "bytes of something else": () => js.decodeModel(model(), new Uint8Array(64)),
  "another model's bytes": async () => js.decodeModel(model(), await js.encodeModel(new js.Linear(4, 2))),
  "an unknown option of loadModel": () => js.loadModel(model(), join(folder, "m"), { strict: false }),
});
