// Networks of README.md for TensorFlow.js: each function draws the parameters and returns a function of the input.
import * as tf from "@tensorflow/tfjs";
import {
  batchNorm,
  convolution,
  elmanCell,
  embedding,
  gelu,
  gruCell,
  layerNorm,
  linear,
  lstmCell,
  positions,
  unroll,
} from "./tfjs-layers.mjs";

/** Applies layers in order. */
const chain =
  (...layers) =>
  (x) =>
    layers.reduce((value, layer) => layer(value), x);

export const mlp = () => chain(linear(784, 512), tf.relu, linear(512, 512), tf.relu, linear(512, 10));

export const mlpSmall = () => chain(linear(2, 16), tf.tanh, linear(16, 16), tf.tanh, linear(16, 1));

export function lenet() {
  const pool = (x) => tf.maxPool(x, 2, 2, "valid");
  const first = [convolution(1, 6, 5, { padding: 2 }), tf.relu, pool];
  const second = [convolution(6, 16, 5), tf.relu, pool];
  const flatten = (x) => tf.reshape(x, [-1, 400]);
  return chain(...first, ...second, flatten, linear(400, 120), tf.relu, linear(120, 84), tf.relu, linear(84, 10));
}

export function resnet() {
  const normalized = (inputs) => [convolution(inputs, 32, 3, { padding: 1, bias: false }), batchNorm(32)];
  const block = () => {
    const change = chain(...normalized(32), tf.relu, ...normalized(32));
    return (x) => tf.relu(tf.add(x, change(x)));
  };
  const average = (x) => tf.mean(x, [1, 2]);
  return chain(...normalized(3), tf.relu, block(), block(), block(), average, linear(32, 10));
}

/** A character-level language model with one recurrent layer. */
function recurrent(cell, states) {
  const [tokens, step, head] = [embedding(65, 64), cell(64, 128), linear(128, 65)];
  return (ids) => head(unroll(step, tokens(ids), 128, states).outputs);
}

export const lstm = () => recurrent(lstmCell, 2);
export const gru = () => recurrent(gruCell, 1);
export const elman = () => recurrent(elmanCell, 1);

function attention(features, heads) {
  const [qkv, projection] = [linear(features, 3 * features), linear(features, features)];
  const size = features / heads;
  return (x, hidden) => {
    const [batch, length] = x.shape;
    const split = (part) => tf.transpose(tf.reshape(part, [batch, length, heads, size]), [0, 2, 1, 3]);
    const [q, k, v] = tf.split(qkv(x), 3, -1).map(split);
    const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size));
    const mixed = tf.matMul(tf.softmax(tf.add(scores, hidden)), v);
    return projection(tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, length, features]));
  };
}

export function transformer(length = 64, features = 128) {
  // Causal mask added to the scores: 0 up to the current position, -1e9 after it.
  const hidden = tf.mul(tf.sub(tf.linalg.bandPart(tf.ones([length, length]), -1, 0), 1), 1e9);
  const block = () => {
    const [attend, norm1, norm2] = [attention(features, 4), layerNorm(features), layerNorm(features)];
    const feedForward = chain(norm2, linear(features, 4 * features), gelu, linear(4 * features, features));
    return (x) => {
      const attended = tf.add(x, attend(norm1(x), hidden));
      return tf.add(attended, feedForward(attended));
    };
  };
  const embed = chain(embedding(65, features), positions(length, features));
  return chain(embed, block(), block(), block(), block(), layerNorm(features), linear(features, 65));
}

export function seq2seq(features = 64, hidden = 128) {
  const [ofSource, ofTarget] = [embedding(100, features), embedding(100, features)];
  const [encoder, decoder] = [gruCell(features, hidden), gruCell(features + hidden, hidden)];
  const [key, query] = [linear(hidden, hidden, { bias: false }), linear(hidden, hidden)];
  const [score, head] = [linear(hidden, 1, { bias: false }), linear(2 * hidden, 100)];
  return (source, target) => {
    const { outputs: encoded, state: last } = unroll(encoder, ofSource(source), hidden);
    const keys = key(encoded);
    let state = last;
    const steps = tf.unstack(ofTarget(target), 1).map((token) => {
      const scores = tf.squeeze(score(tf.tanh(tf.add(keys, tf.expandDims(query(state[0]), 1)))), [2]);
      const context = tf.squeeze(tf.matMul(tf.expandDims(tf.softmax(scores), 1), encoded), [1]);
      state = decoder(tf.concat([token, context], 1), state);
      return tf.concat([state[0], context], 1);
    });
    return head(tf.stack(steps, 1));
  };
}
