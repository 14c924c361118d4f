// TensorFlow.js (wasm backend): `node tfjs.mjs WORKLOAD [--length N]` prints one line of JSON. README.md defines the
// workloads. In Node the wasm backend uses one thread.
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { bandwidth, batchPool, elementCount, gemmSizes, gflops, main, measure } from "./protocol.mjs";
import * as networks from "./tfjs-networks.mjs";

setWasmPaths(fileURLToPath(new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url)));
tf.enableProdMode();
await tf.setBackend("wasm");
await tf.ready();

function train(lossOf, makeBatch) {
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const nextBatch = batchPool(makeBatch);
  return measure(() => {
    const loss = optimizer.minimize(() => tf.tidy(() => lossOf(...nextBatch())), true);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  });
}

/** Mean cross entropy over all rows: images, or time steps of sequences. */
function classify(network, makeBatch) {
  const lossOf = (...batch) => {
    const logits = network(...batch.slice(0, -1));
    const classes = logits.shape.at(-1);
    const labels = tf.oneHot(tf.reshape(batch.at(-1), [-1]), classes).toFloat();
    return tf.losses.softmaxCrossEntropy(labels, tf.reshape(logits, [-1, classes]));
  };
  return train(lossOf, makeBatch);
}

const integers = (shape, count) => tf.randomUniform(shape, 0, count, "int32");
const images =
  (...shape) =>
  () => [tf.randomNormal(shape), integers([shape[0]], 10)];
/** A pool of batches of `count` random sequences; the last sequence is the target. */
const tokens = (count, shape, vocabulary) => () => Array.from({ length: count }, () => integers(shape, vocabulary));

function mlpSmall() {
  const network = networks.mlpSmall();
  return train(
    (x, y) => tf.mean(tf.square(tf.sub(network(x), y))),
    () => [tf.randomNormal([32, 2]), tf.sign(tf.randomNormal([32, 1]))],
  );
}

function rbm() {
  const [batch, rate] = [100, 0.05];
  const weight = tf.variable(tf.randomNormal([784, 500]).mul(0.01));
  const visibleBias = tf.variable(tf.zeros([784]));
  const hiddenBias = tf.variable(tf.zeros([500]));
  const sample = (mean) => tf.less(tf.randomUniform(mean.shape), mean).toFloat();
  const v0 = sample(tf.mul(tf.ones([batch, 784]), 0.3));
  const hidden = (v) => tf.sigmoid(tf.add(tf.matMul(v, weight), hiddenBias));
  const increase = (variable, change, factor) => variable.assign(tf.add(variable, tf.mul(change, factor)));
  function update() {
    const h0Mean = hidden(v0);
    const v1Mean = tf.sigmoid(tf.add(tf.matMul(sample(h0Mean), weight, false, true), visibleBias));
    const v1 = sample(v1Mean);
    const h1Mean = hidden(v1);
    increase(weight, tf.sub(tf.matMul(v0, h0Mean, true), tf.matMul(v1, h1Mean, true)), rate / batch);
    increase(visibleBias, tf.mean(tf.sub(v0, v1), 0), rate);
    increase(hiddenBias, tf.mean(tf.sub(h0Mean, h1Mean), 0), rate);
    return tf.mean(tf.square(tf.sub(v0, v1Mean)));
  }
  return measure(() => {
    const loss = tf.tidy(update);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  });
}

async function gemm() {
  const sizes = {};
  for (const n of gemmSizes) {
    const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
    const rate = (first, second) =>
      gflops(n, () => {
        tf.matMul(a, b, first, second).dispose();
        return 0;
      });
    sizes[n] = {
      gflops: await rate(false, false),
      tn: await rate(true, false),
      nt: await rate(false, true),
      tt: await rate(true, true),
    };
  }
  return { sizes };
}

async function elementwise() {
  const x = tf.randomNormal([elementCount]);
  const rows = tf.randomNormal([4096, 1024]);
  const rate = (compute) =>
    bandwidth(() => {
      tf.tidy(compute).dispose();
      return 0;
    });
  const fused = () => tf.add(tf.mul(tf.tanh(tf.add(tf.mul(x, 1.5), 0.1)), x), tf.exp(tf.neg(tf.square(x))));
  return { fused: await rate(fused), softmax: await rate(() => tf.softmax(rows)) };
}

const characters =
  (network) =>
  (length = 64) =>
    classify(network(), tokens(2, [32, length], 65));
const recurrent = {
  lstm: characters(networks.lstm),
  gru: characters(networks.gru),
  elman: characters(networks.elman),
  seq2seq: (length = 16) => classify(networks.seq2seq(), tokens(3, [32, length], 100)),
};
const workloads = {
  gemm,
  mlp: () => classify(networks.mlp(), images(128, 784)),
  "mlp-small": mlpSmall,
  lenet: () => classify(networks.lenet(), images(64, 28, 28, 1)),
  resnet: () => classify(networks.resnet(), images(32, 32, 32, 3)),
  transformer: () => classify(networks.transformer(), tokens(2, [16, 64], 65)),
  rbm,
  elementwise,
};
await main("tfjs", tf.version.tfjs, workloads, recurrent);
