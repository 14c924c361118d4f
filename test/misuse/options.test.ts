/**
 * Checks that every public function, constructor and method with options rejects misspelled options and values that are
 * not options. The list is compared with the declarations in dist/types, so that none can be forgotten.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as hebb from "../../src/index.ts";
import { root } from "../repository/sources.ts";
import { loosely } from "./loosely.ts";

const js = loosely(hebb);
const { Tensor, ones } = hebb;
const x = () => ones([2, 3]);
const labels = () => Tensor.from(Int32Array.of(0, 1));
const model = () => new js.Linear(3, 2);
const optimizer = () => js.sgd(model());
const examples = { length: 1, batches: () => [] };
const step = () => ({ logits: Float32Array.of(0, 1), state: null });
const inStep = (fn: (loss: hebb.Tensor) => unknown) => hebb.compile(() => void fn(ones([])))();

/** Calls of everything that has options, with the given options. */
const calls: Record<string, (options: unknown) => unknown> = {
  AdditiveScore: (o) => new js.AdditiveScore(2, 2, 3, o),
  AvgPool1d: (o) => new js.AvgPool1d(2, o),
  AvgPool2d: (o) => new js.AvgPool2d(2, o),
  BatchNorm: (o) => new js.BatchNorm(3, o),
  BilinearScore: (o) => new js.BilinearScore(2, 2, o),
  Conv1d: (o) => new js.Conv1d(1, 2, 3, o),
  Conv2d: (o) => new js.Conv2d(1, 2, 3, o),
  ConvTranspose2d: (o) => new js.ConvTranspose2d(1, 2, 3, o),
  Dropout: (o) => new js.Dropout(0.5, o),
  Embedding: (o) => new js.Embedding(3, 2, o),
  GRU: (o) => new js.GRU(3, 4, o),
  GRUCell: (o) => new js.GRUCell(3, 4, o),
  LayerNorm: (o) => new js.LayerNorm(3, o),
  LearnedEncoding: (o) => new js.LearnedEncoding(3, 4, o),
  Linear: (o) => new js.Linear(3, 2, o),
  LSTM: (o) => new js.LSTM(3, 4, o),
  LSTMCell: (o) => new js.LSTMCell(3, 4, o),
  MaxPool1d: (o) => new js.MaxPool1d(2, o),
  MaxPool2d: (o) => new js.MaxPool2d(2, o),
  ModernHopfieldNetwork: (o) => new js.ModernHopfieldNetwork(4, 2, o),
  MultiHeadAttention: (o) => new js.MultiHeadAttention(4, 2, o),
  "MultiHeadAttention.attend": (o) => {
    const layer = new js.MultiHeadAttention(4, 2);
    return layer.attend(ones([1, 2, 4]), layer.project(ones([1, 2, 4])), o);
  },
  "MultiHeadAttention.forward": (o) => new js.MultiHeadAttention(4, 2).forward(ones([2, 4]), ones([2, 4]), x(), o),
  "MultiHeadAttention.weights": (o) => new js.MultiHeadAttention(4, 2).weights(ones([2, 4]), ones([2, 4]), o),
  "Optimizer.minimize": (o) => inStep((loss) => optimizer().minimize(loss, o)),
  "Optimizer.scaleLearningRate": (o) => optimizer().scaleLearningRate(0.5, o),
  "Random.normal": (o) => js.random.normal([2], o),
  "Random.uniform": (o) => js.random.uniform([2], o),
  "Recurrent.forward": (o) => new js.GRU(3, 4).forward(ones([1, 2, 3]), o),
  ReadHeads: (o) => new js.ReadHeads(3, 2, o),
  Residual: (o) => new js.Residual(js.relu, o),
  RMSNorm: (o) => new js.RMSNorm(3, o),
  RNN: (o) => new js.RNN(3, 4, o),
  RotaryEncoding: (o) => new js.RotaryEncoding(o),
  Param: (o) => new js.Param([2], () => ones([2]), o),
  RNNCell: (o) => new js.RNNCell(3, 4, o),
  "Tensor.argmax": (o) => loosely(x()).argmax(1, o),
  "Tensor.logSumExp": (o) => loosely(x()).logSumExp(1, o),
  "Tensor.max": (o) => loosely(x()).max(1, o),
  "Tensor.mean": (o) => loosely(x()).mean(1, o),
  "Tensor.min": (o) => loosely(x()).min(1, o),
  "Tensor.norm": (o) => loosely(x()).norm(1, o),
  "Tensor.prod": (o) => loosely(x()).prod(1, o),
  "Tensor.sum": (o) => loosely(x()).sum(1, o),
  "Tensor.std": (o) => loosely(x()).std(1, o),
  "Tensor.variance": (o) => loosely(x()).variance(1, o),
  TransformerDecoderLayer: (o) => new js.TransformerDecoderLayer(4, 2, o),
  "TransformerDecoderLayer.decode": (o) => {
    const layer = new js.TransformerDecoderLayer(4, 2);
    return layer.decode(ones([1, 2, 4]), layer.emptyCache(ones([1, 2, 4]), 2), o);
  },
  "TransformerDecoderLayer.forward": (o) => new js.TransformerDecoderLayer(4, 2).forward(ones([2, 4]), ones([2, 4]), o),
  TransformerEncoderLayer: (o) => new js.TransformerEncoderLayer(4, 2, o),
  "TransformerEncoderLayer.forward": (o) => new js.TransformerEncoderLayer(4, 2).forward(ones([2, 4]), o),
  accuracy: (o) => js.accuracy(model(), examples, o),
  adadelta: (o) => js.adadelta(model(), o),
  adagrad: (o) => js.adagrad(model(), o),
  adam: (o) => js.adam(model(), o),
  adamax: (o) => js.adamax(model(), o),
  adamw: (o) => js.adamw(model(), o),
  argsort: (o) => js.argsort(x(), 1, o),
  associativeScan: (o) => js.associativeScan((a: hebb.Tensor, b: hebb.Tensor) => a.add(b), x(), o),
  attention: (o) => js.attention(x(), x(), x(), o),
  attentionWeights: (o) => js.attentionWeights(x(), x(), o),
  beamSearch: (o) => js.beamSearch(step, o),
  binaryCrossEntropyWithLogits: (o) => js.binaryCrossEntropyWithLogits(x(), x(), o),
  compile: (o) => js.compile(() => ones([2]), o),
  cosineEmbedding: (o) => js.cosineEmbedding(x(), x(), ones([2]), o),
  cosineSimilarity: (o) => js.cosineSimilarity(x(), x(), o),
  crossEntropy: (o) => js.crossEntropy(x(), labels(), o),
  cumulativeSum: (o) => js.cumulativeSum(x(), 1, o),
  decode: (o) => js.decode(step, o),
  decodeState: (o) => js.decodeState({}, new Uint8Array(8), o),
  decodeModel: (o) => js.decodeModel(model(), new Uint8Array(8), o),
  earlyStopping: (o) => js.earlyStopping(model(), o),
  encodeModel: (o) => js.encodeModel(model(), o),
  evaluate: (o) => js.evaluate(model(), examples, o),
  beginFit: (o) => js.beginFit(model(), examples, o),
  fit: (o) => js.fit(model(), examples, o),
  gradCheck: (o) => js.gradCheck((y: hebb.Tensor) => y.sum(), [x()], o),
  grad: (o) => js.grad(x().sum(), [x()], o),
  huber: (o) => js.huber(x(), x(), o),
  "initializers.heNormal": (o) => js.initializers.heNormal(o),
  "initializers.heUniform": (o) => js.initializers.heUniform(o),
  "initializers.orthogonal": (o) => js.initializers.orthogonal(o),
  "initializers.xavierNormal": (o) => js.initializers.xavierNormal(o),
  "initializers.xavierUniform": (o) => js.initializers.xavierUniform(o),
  initialize: (o) => js.initialize(model(), o),
  klDivergence: (o) => js.klDivergence(x(), x(), o),
  reinforce: (o) => js.reinforce(x(), x(), o),
  lanczos: (o) => js.lanczos((vector: Float64Array) => vector, o),
  loadModel: (o) => js.loadModel(model(), "/nowhere/model", o),
  meanSquaredError: (o) => js.meanSquaredError(x(), x(), o),
  pointerLogits: (o) => js.pointerLogits(x(), x(), o),
  WriteHeads: (o) => new js.WriteHeads(3, 2, o),
  memoryHops: (o) => js.memoryHops(x(), [{ addresses: x(), contents: x() }], o),
  plateau: (o) => js.plateau(optimizer(), o),
  rmsprop: (o) => js.rmsprop(model(), o),
  sampling: (o) => js.sampling(o),
  saveModel: (o) => js.saveModel(model(), "/nowhere/model", o),
  scan: (o) => js.scan((carry: hebb.Tensor) => [carry, null], ones([]), x(), o),
  "schedules.cosine": (o) => js.schedules.cosine(0.1, o),
  "schedules.exponential": (o) => js.schedules.exponential(0.1, o),
  "schedules.oneCycle": (o) => js.schedules.oneCycle(0.1, o),
  "schedules.step": (o) => js.schedules.step(0.1, o),
  "schedules.warmUp": (o) => js.schedules.warmUp(0.1, o),
  sgd: (o) => js.sgd(model(), o),
  sort: (o) => js.sort(x(), 1, o),
  window: (o) => js.window(x(), 2, o),
};

/** Functions with any number of arguments before the options. */
const variadic: typeof calls = {
  graphOf: (o) => js.graphOf((y: hebb.Tensor) => y.exp(), x(), o),
};

/** Classes without options that must reject additional arguments. */
const withoutOptions = ["AdditiveScore", "BilinearScore"];

test("the table lists everything that has options", () => {
  const found = new Set(declarations());
  assert.ok(found.size > 60, `found only ${found.size}`);
  const known = Object.keys(calls).filter((name) => !withoutOptions.includes(name));
  assert.deepEqual([...found].sort(), known.sort());
});

for (const [name, call] of [...Object.entries(calls), ...Object.entries(variadic)]) {
  test(`${name} rejects unknown options and values that are not options`, async () => {
    const own = name.split(".").at(-1)!;
    for (const options of [{ misspelled: 1 }, ...(name in variadic ? [] : [1536, "options", [1], null, ones([1])])]) {
      await assert.rejects(
        async () => call(options),
        (error: unknown) => {
          assert.ok(error instanceof hebb.ArgumentError, String(error));
          assert.match(error.message, /misspelled|as options|an extra argument/);
          assert.ok(
            error.message.includes(own) ||
              error.message.includes(name.split(".")[0]!.toLowerCase()) ||
              /sgd|GRU/.test(error.message),
          );
          return true;
        },
      );
    }
  });
}

/** Returns the names of public functions, classes and methods with a parameter for options. */
function declarations(): string[] {
  const folder = join(root, "dist", "types");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /^(nn|numeric|optim|train|io|tensor)\b/.test(file),
  );
  return files
    .filter((file) => file.endsWith(".d.ts"))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8").replaceAll(/\/\*[^]*?\*\//g, "");
      const functions = [...text.matchAll(/^export declare function (\w+)[^]*?;$/gm)].flatMap(([declared, name]) =>
        takesOptions(declared) ? publicNames(name!) : [],
      );
      const classes = [...text.matchAll(/^(?:export )?declare (?:abstract )?class (\w+)[^]*?^}$/gm)].flatMap(
        ([declared, name]) => methodsOf(name!, declared),
      );
      return [...functions, ...classes];
    });
}

function methodsOf(owner: string, declared: string): string[] {
  const methods = [...declared.matchAll(/^ {4}(?:static )?(\w+)(?:<[^(]*>)?\([^]*?;$/gm)].filter(([text]) =>
    takesOptions(text),
  );
  return methods.flatMap(([, name]) => {
    if (name !== "constructor") return [`${owner}.${name}`];
    return publicNames(owner);
  });
}

/** Returns true if a parameter is named as options or destructured. */
function takesOptions(declared: string): boolean {
  return /[(,]\s*(?:(?:options|masks)\??:|\{[^}]*\}(?:\?:|: \w*Options\b))/.test(declared);
}

function publicNames(name: string): string[] {
  if (name in hebb) return [name];
  const spaces: Record<string, object> = {
    initializers: hebb.initializers,
    regularizers: hebb.regularizers,
    schedules: hebb.schedules,
  };
  return Object.entries(spaces).flatMap(([space, members]) => (name in members ? [`${space}.${name}`] : []));
}
