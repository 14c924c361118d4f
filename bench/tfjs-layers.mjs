// Layers of the networks in README.md as TensorFlow.js operations; each layer is a function of its input. The wasm
// backend has no gradients of convolutions and lookups, which are therefore products. Images have the layout NHWC.
import * as tf from "@tensorflow/tfjs";

/** A variable with uniform values in ± 1 / √inputs. */
function uniform(shape, inputs) {
  const bound = 1 / Math.sqrt(inputs);
  return tf.variable(tf.randomUniform(shape, -bound, bound));
}

/** x · weight over the last axis of x, with any number of leading axes. */
function product(x, weight) {
  const [inputs, outputs] = weight.shape;
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, inputs]), weight), [...x.shape.slice(0, -1), outputs]);
}

export function linear(inputs, outputs, { bias = true } = {}) {
  const weight = uniform([inputs, outputs], inputs);
  if (!bias) return (x) => product(x, weight);
  const offset = uniform([outputs], inputs);
  return (x) => tf.add(product(x, weight), offset);
}

export function embedding(count, features) {
  const weight = uniform([count, features], 1);
  return (ids) => product(tf.cast(tf.oneHot(ids, count), "float32"), weight);
}

/** Adds learned vectors of the positions 0 to length - 1 to x. */
export function positions(length, features) {
  const weight = uniform([length, features], 1);
  return (x) => tf.add(x, weight);
}

/** A convolution as the product of concatenated windows with one matrix: [n, h, w, inputs] -> [n, ..., outputs]. */
export function convolution(inputs, outputs, size, { padding = 0, bias = true } = {}) {
  const taps = size * size * inputs;
  const weight = uniform([taps, outputs], taps);
  const offset = bias ? uniform([outputs], taps) : undefined;
  const around = [padding, padding];
  return (x) => {
    const padded = padding === 0 ? x : tf.pad(x, [[0, 0], around, around, [0, 0]]);
    const [n, height, width] = padded.shape;
    const counts = [n, height - size + 1, width - size + 1, inputs];
    const corners = Array.from({ length: size * size }, (_, tap) => [0, Math.floor(tap / size), tap % size, 0]);
    const windows = corners.map((corner) => tf.slice(padded, corner, counts));
    const sum = product(tf.concat(windows, 3), weight);
    return offset === undefined ? sum : tf.add(sum, offset);
  };
}

/** Normalizes x, then applies a gain and a bias along the last axis. */
function normalize(x, { mean, variance }, gain, bias) {
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain), bias);
}

export function batchNorm(channels) {
  const [gain, bias] = [tf.variable(tf.ones([channels])), tf.variable(tf.zeros([channels]))];
  const [runningMean, runningVariance] = [tf.zeros([channels]), tf.ones([channels])].map((x) => tf.variable(x, false));
  const blend = (running, fresh) => running.assign(tf.add(tf.mul(running, 0.9), tf.mul(fresh, 0.1)));
  return (x) => {
    const moments = tf.moments(x, [0, 1, 2]);
    blend(runningMean, moments.mean);
    blend(runningVariance, moments.variance);
    return normalize(x, moments, gain, bias);
  };
}

export function layerNorm(features) {
  const [gain, bias] = [tf.variable(tf.ones([features])), tf.variable(tf.zeros([features]))];
  return (x) => normalize(x, tf.moments(x, -1, true), gain, bias);
}

/** GELU, x · Φ(x), computed with the error function. */
export const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

/** Recurrent cells: functions (x, state) -> next state, whose first tensor is the output. */
export function lstmCell(inputs, hidden) {
  const gates = linear(inputs + hidden, 4 * hidden);
  return (x, [h, c]) => {
    const [input, forget, candidate, output] = tf.split(gates(tf.concat([x, h], 1)), 4, 1);
    const next = tf.add(tf.mul(tf.sigmoid(forget), c), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
    return [tf.mul(tf.sigmoid(output), tf.tanh(next)), next];
  };
}

export function gruCell(inputs, hidden) {
  const [ofInput, ofState] = [linear(inputs, 3 * hidden), linear(hidden, 3 * hidden)];
  return (x, [h]) => {
    const [r1, z1, n1] = tf.split(ofInput(x), 3, 1);
    const [r2, z2, n2] = tf.split(ofState(h), 3, 1);
    const reset = tf.sigmoid(tf.add(r1, r2));
    const update = tf.sigmoid(tf.add(z1, z2));
    const candidate = tf.tanh(tf.add(n1, tf.mul(reset, n2)));
    return [tf.add(candidate, tf.mul(update, tf.sub(h, candidate)))];
  };
}

export function elmanCell(inputs, hidden) {
  const sum = linear(inputs + hidden, hidden);
  return (x, [h]) => [tf.tanh(sum(tf.concat([x, h], 1)))];
}

/** Unrolls a cell over axis 1 of x. Returns all outputs and the last state; `states` is its number of tensors. */
export function unroll(cell, x, hidden, states = 1) {
  let state = Array.from({ length: states }, () => tf.zeros([x.shape[0], hidden]));
  const outputs = tf.unstack(x, 1).map((each) => {
    state = cell(each, state);
    return state[0];
  });
  return { outputs: tf.stack(outputs, 1), state };
}
