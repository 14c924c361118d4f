// Layers of the networks in README.md for jax-js: for each layer, a function that draws its parameters and one that
// applies them. A function consumes the arrays passed to it; `.ref` keeps an array for another use. Layers consume
// their parameters unless stated otherwise. Images have the layout NCHW.
import { lax, nn, numpy as np, tree } from "@jax-js/jax";

export const gaussian = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const size = (shape) => shape.reduce((a, b) => a * b, 1);

/** An array of numbers returned by `draw`. */
export const filled = (shape, draw, Type = Float32Array) =>
  np.array(Type.from({ length: size(shape) }, draw)).reshape(shape);

/** Uniform numbers in ± 1 / √inputs. */
export const uniform = (shape, inputs) => filled(shape, () => (2 * Math.random() - 1) / Math.sqrt(inputs));

export const linearParameters = (inputs, outputs) => ({
  weight: uniform([inputs, outputs], inputs),
  bias: uniform([outputs], inputs),
});
export const linear = ({ weight, bias }, x) => np.dot(x, weight).add(bias);

export const embeddingParameters = (count, features) => uniform([count, features], 1);
export const embedding = (weight, ids) => weight.slice(ids);

export function convolutionParameters(inputs, outputs, size, { bias = true } = {}) {
  const taps = inputs * size * size;
  const weight = uniform([outputs, inputs, size, size], taps);
  return bias ? { weight, bias: uniform([outputs, 1, 1], taps) } : { weight };
}
/** Applies a convolution. `padding` is "SAME" or "VALID". */
export function convolution({ weight, bias }, x, padding) {
  const sum = lax.convGeneralDilated(x, weight, [1, 1], padding);
  return bias === undefined ? sum : sum.add(bias);
}

export const maxPool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2]);

const normParameters = (shape) => ({ gain: np.ones(shape), bias: np.zeros(shape) });
/** Normalizes x to mean 0 and variance 1 over `axes`. */
function norm({ gain, bias }, x, axes) {
  const centered = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centered.ref), axes, { keepdims: true });
  return centered
    .mul(np.reciprocal(np.sqrt(variance.add(1e-5))))
    .mul(gain)
    .add(bias);
}
/** Batch normalization without running statistics. */
export const batchNormParameters = (channels) => normParameters([1, channels, 1, 1]);
export const batchNorm = (parameters, x) => norm(parameters, x, [0, 2, 3]);
export const layerNormParameters = (features) => normParameters([features]);
export const layerNorm = (parameters, x) => norm(parameters, x, -1);

/**
 * Recurrent cells. `states` is the number of tensors in a state; the first one is the output. `step` maps parameters,
 * which it does not consume, an input and a state to the next state.
 */
export const cells = {
  lstm: {
    states: 2,
    parameters: (inputs, hidden) => linearParameters(inputs + hidden, 4 * hidden),
    step(parameters, x, [h, c]) {
      const gates = linear(tree.ref(parameters), np.concatenate([x, h], 1));
      const [input, forget, candidate, output] = np.split(gates, 4, 1);
      const next = nn
        .sigmoid(forget)
        .mul(c)
        .add(nn.sigmoid(input).mul(np.tanh(candidate)));
      return [nn.sigmoid(output).mul(np.tanh(next.ref)), next];
    },
  },
  gru: {
    states: 1,
    parameters: (inputs, hidden) => ({
      ofInput: linearParameters(inputs, 3 * hidden),
      ofState: linearParameters(hidden, 3 * hidden),
    }),
    step(parameters, x, [h]) {
      const { ofInput, ofState } = tree.ref(parameters);
      const [r1, z1, n1] = np.split(linear(ofInput, x), 3, 1);
      const [r2, z2, n2] = np.split(linear(ofState, h.ref), 3, 1);
      const [reset, update] = [nn.sigmoid(r1.add(r2)), nn.sigmoid(z1.add(z2))];
      const candidate = np.tanh(n1.add(reset.mul(n2)));
      return [candidate.ref.add(update.mul(h.sub(candidate)))];
    },
  },
  elman: {
    states: 1,
    parameters: (inputs, hidden) => linearParameters(inputs + hidden, hidden),
    step: (parameters, x, [h]) => [np.tanh(linear(tree.ref(parameters), np.concatenate([x, h], 1)))],
  },
};

/** Splits x along axis 1: [n, length, m] -> [n, m] each. */
export function elementsOf(x) {
  const [n, length, m] = x.shape;
  return np.split(x, length, 1).map((each) => each.reshape([n, m]));
}

/** Unrolls a cell over axis 1 of x, since jax-js has no loops. Returns the outputs of all steps. */
export function unroll({ states, step }, parameters, x, hidden) {
  let state = Array.from({ length: states }, () => np.zeros([x.shape[0], hidden]));
  const outputs = elementsOf(x).map((each) => {
    state = step(parameters, each, state);
    return state[0].ref;
  });
  tree.dispose([state, parameters]);
  return np.stack(outputs, 1);
}
