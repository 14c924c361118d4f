/**
 * What the mean squares of values and gradients are in a wide chain of layers with independent random weights: each layer's
 * pre-activations are then normal, and one number per layer follows from that of the layer before (Glorot and Bengio, 2010;
 * He et al., 2015; Poole et al., 2016).
 */
import type { Activation } from "./model.ts";

/** Of one layer: how many values it takes and gives, and the variance of its weights. */
export interface LayerLaw {
  readonly inputs: number;
  readonly outputs: number;
  readonly variance: number;
}

interface Function {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
}

const functions: Record<Activation, Function> = {
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
};

/** E[h_l²] for l = 0 … L, from that of the inputs: E[f(z)²] with z normal of variance inputs · Var(w) · E[h_{l-1}²]. */
export function valueSquares(activation: Activation, layers: readonly LayerLaw[], input: number): number[] {
  const squares = [input];
  for (const { inputs, variance } of layers) {
    squares.push(normalMean((z) => functions[activation].value(z) ** 2, inputs * variance * squares.at(-1)!));
  }
  return squares;
}

/**
 * E[(∂L/∂h_l)²] for l = 0 … L, from that of the last layer: each step down multiplies by outputs · Var(w) · E[f'(z)²],
 * which takes the weights on the way down for independent of those on the way up.
 */
export function gradientSquares(
  activation: Activation,
  layers: readonly LayerLaw[],
  values: readonly number[],
  last: number,
): number[] {
  const squares = [last];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs, outputs, variance } = layers[l]!;
    const slope = normalMean((z) => functions[activation].slope(z) ** 2, inputs * variance * values[l]!);
    squares.unshift(outputs * variance * slope * squares[0]!);
  }
  return squares;
}

/** E[g(z)] for z normal with mean 0 and this variance, by the midpoint rule. */
function normalMean(g: (z: number) => number, variance: number): number {
  const deviation = Math.sqrt(variance);
  const [reach, steps] = [10, 2000];
  let sum = 0;
  for (let i = 0; i < 2 * steps; i++) {
    // Midpoints, so that no place falls on 0, where the slope of ReLU jumps.
    const z = ((i + 0.5) / steps - 1) * reach;
    sum += g(deviation * z) * Math.exp((-z * z) / 2);
  }
  return (sum * reach) / steps / Math.sqrt(2 * Math.PI);
}
