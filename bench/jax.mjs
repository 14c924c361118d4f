// jax-js (wasm device): `node jax.mjs WORKLOAD [--length N]` prints one line of JSON. README.md defines the workloads.
// The whole training step is inside one jit. In Node the wasm device uses one thread. A function consumes the arrays
// passed to it; `.ref` keeps an array for another use.
import { readFileSync } from "node:fs";
import * as jax from "@jax-js/jax";
import { filled, gaussian } from "./jax-layers.mjs";
import * as networks from "./jax-networks.mjs";
import { bandwidth, batchPool, elementCount, gemmSizes, gflops, main, measure } from "./protocol.mjs";

const { blockUntilReady, jit, nn, numpy: np, random, tree, valueAndGrad } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

const normal = (...shape) => filled(shape, gaussian);

/** Mean cross entropy over all rows: images, or time steps of sequences. */
function crossEntropy(logits, labels) {
  const classes = logits.shape.at(-1);
  const rows = labels.shape.reduce((a, b) => a * b, 1);
  return nn
    .logSoftmax(logits)
    .mul(nn.oneHot(labels, classes))
    .sum()
    .mul(-1 / rows);
}

/** Adam with b1 = 0.9, b2 = 0.999, eps = 1e-8. c1 and c2 are the powers of b1 and b2 for the bias correction. */
function adamUpdate(parameters, { m, v, c1, c2 }, gradients) {
  c1 = c1.mul(0.9);
  c2 = c2.mul(0.999);
  m = tree.map((a, g) => a.mul(0.9).add(g.mul(0.1)), m, tree.ref(gradients));
  v = tree.map((a, g) => a.mul(0.999).add(np.square(g).mul(0.001)), v, gradients);
  const change = (a, b) => {
    const mean = a.mul(-1e-3).div(np.array(1).sub(c1.ref));
    return mean.div(np.sqrt(b.div(np.array(1).sub(c2.ref))).add(1e-8));
  };
  const updated = tree.map((p, a, b) => p.add(change(a, b)), parameters, tree.ref(m), tree.ref(v));
  return [updated, { m, v, c1, c2 }];
}

function train(parameters, lossOf, makeBatch) {
  const zeros = () => tree.map((p) => np.zeros(p.shape), parameters);
  let state = { m: zeros(), v: zeros(), c1: np.array(1), c2: np.array(1) };
  const update = jit((parameters, state, ...batch) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), ...batch);
    return [...adamUpdate(parameters, state, gradients), loss];
  });
  const nextBatch = batchPool(makeBatch);
  return measure(async () => {
    const batch = nextBatch().map((each) => each.ref);
    let loss;
    [parameters, state, loss] = update(parameters, state, ...batch);
    await blockUntilReady([parameters, state]);
    return (await loss.data())[0];
  });
}

function classify({ parameters, apply }, makeBatch) {
  const lossOf = (p, ...batch) => crossEntropy(apply(p, ...batch.slice(0, -1)), batch.at(-1));
  return train(parameters(), lossOf, makeBatch);
}

const integers = (shape, count) => filled(shape, () => Math.floor(Math.random() * count), Int32Array);
const images =
  (...shape) =>
  () => [normal(...shape), integers([shape[0]], 10)];
/** A pool of batches of `count` random sequences; the last sequence is the target. */
const tokens = (count, shape, vocabulary) => () => Array.from({ length: count }, () => integers(shape, vocabulary));

function mlpSmall() {
  const { parameters, apply } = networks.mlpSmall;
  const lossOf = (p, x, y) => np.mean(np.square(apply(p, x).sub(y)));
  return train(parameters(), lossOf, () => [normal(32, 2), filled([32, 1], () => Math.sign(gaussian()))]);
}

function rbmUpdate({ weight, visibleBias, hiddenBias }, v0, key) {
  const [batch, rate] = [v0.shape[0], 0.05];
  const keys = random.split(key, 3);
  const keyAt = (i) => keys.ref.slice(i);
  const sample = (key, mean) => random.bernoulli(key, mean, [...mean.shape]).astype(np.float32);
  const hidden = (v) => nn.sigmoid(np.dot(v, weight.ref).add(hiddenBias.ref));
  const h0Mean = hidden(v0.ref);
  const h0 = sample(keyAt(1), h0Mean.ref);
  const v1Mean = nn.sigmoid(np.dot(h0, np.transpose(weight.ref)).add(visibleBias.ref));
  const v1 = sample(keyAt(2), v1Mean.ref);
  const h1Mean = hidden(v1.ref);
  const positive = np.dot(np.transpose(v0.ref), h0Mean.ref);
  const negative = np.dot(np.transpose(v1.ref), h1Mean.ref);
  const nextKey = keyAt(0);
  keys.dispose();
  const loss = np.mean(np.square(v0.ref.sub(v1Mean)));
  const next = {
    weight: weight.add(positive.sub(negative).mul(rate / batch)),
    visibleBias: visibleBias.add(np.mean(v0.sub(v1), 0).mul(rate)),
    hiddenBias: hiddenBias.add(np.mean(h0Mean.sub(h1Mean), 0).mul(rate)),
  };
  return [next, nextKey, loss];
}

function rbm() {
  const weight = filled([784, 500], () => gaussian() * 0.01);
  let parameters = { weight, visibleBias: np.zeros([784]), hiddenBias: np.zeros([500]) };
  let key = random.key(0);
  const v0 = filled([100, 784], () => Number(Math.random() < 0.3));
  const update = jit(rbmUpdate);
  return measure(async () => {
    let loss;
    [parameters, key, loss] = update(parameters, v0.ref, key);
    await blockUntilReady(parameters);
    return (await loss.data())[0];
  });
}

/** A step that runs a compiled function on the same arrays and waits for its result. */
function forwardStep(compute, ...inputs) {
  const compiled = jit(compute);
  return async () => {
    const result = compiled(...inputs.map((x) => x.ref));
    await blockUntilReady(result);
    result.dispose();
    return 0;
  };
}

async function gemm() {
  const sizes = {};
  for (const n of gemmSizes) {
    const [a, b] = [normal(n, n), normal(n, n)];
    const rate = (compute) => gflops(n, forwardStep(compute, a, b));
    sizes[n] = {
      gflops: await rate((a, b) => np.matmul(a, b)),
      tn: await rate((a, b) => np.matmul(np.transpose(a), b)),
      nt: await rate((a, b) => np.matmul(a, np.transpose(b))),
      tt: await rate((a, b) => np.matmul(np.transpose(a), np.transpose(b))),
    };
  }
  return { sizes };
}

async function elementwise() {
  const fused = (x) =>
    np
      .tanh(x.ref.mul(1.5).add(0.1))
      .mul(x.ref)
      .add(np.exp(np.square(x).mul(-1)));
  return {
    fused: await bandwidth(forwardStep(fused, normal(elementCount))),
    softmax: await bandwidth(forwardStep((rows) => nn.softmax(rows, -1), normal(4096, 1024))),
  };
}

const manifest = new URL("./node_modules/@jax-js/jax/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
const characters =
  (network) =>
  (length = 64) =>
    classify(network, tokens(2, [32, length], 65));
const recurrent = {
  lstm: characters(networks.lstm),
  gru: characters(networks.gru),
  elman: characters(networks.elman),
  seq2seq: (length = 16) => classify(networks.seq2seq, tokens(3, [32, length], 100)),
};
const workloads = {
  gemm,
  mlp: () => classify(networks.mlp, images(128, 784)),
  "mlp-small": mlpSmall,
  lenet: () => classify(networks.lenet, images(64, 1, 28, 28)),
  resnet: () => classify(networks.resnet, images(32, 3, 32, 32)),
  transformer: () => classify(networks.transformer, tokens(2, [16, 64], 65)),
  rbm,
  elementwise,
};
await main("jax", version, workloads, recurrent);
