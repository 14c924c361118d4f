/**
 * Theoretical mean squares of values and gradients in a wide chain of layers with independent random weights. The
 * pre-activations of each layer are normal, so one number per layer follows from that of the previous layer (Glorot and
 * Bengio, 2010; He et al., 2015; Poole et al., 2016).
 */
import type { Activation } from "./model.ts";

/** Number of inputs and outputs of a layer, and the variance of its weights. */
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

/**
 * Returns E[h_l²] for l = 0 … L, starting from that of the inputs: E[f(z)²] for normal z with variance inputs · Var(w)
 * · E[h_{l-1}²].
 */
export function valueSquares(activation: Activation, layers: readonly LayerLaw[], input: number): number[] {
  const squares = [input];
  for (const { inputs, variance } of layers) {
    squares.push(normalMean((z) => functions[activation].value(z) ** 2, inputs * variance * squares.at(-1)!));
  }
  return squares;
}

/**
 * Returns E[(∂L/∂h_l)²] for l = 0 … L, starting from that of the last layer. Each step back multiplies by outputs ·
 * Var(w) · E[f'(z)²], under the assumption that the weights of the backward pass are independent of those of the
 * forward pass.
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

/** Returns E[g(z)] for normal z with mean 0 and this variance, by the midpoint rule. */
function normalMean(g: (z: number) => number, variance: number): number {
  const std = Math.sqrt(variance);
  const [reach, steps] = [10, 2000];
  let sum = 0;
  for (let i = 0; i < 2 * steps; i++) {
    // Midpoints avoid 0, where the slope of ReLU jumps.
    const z = ((i + 0.5) / steps - 1) * reach;
    sum += g(std * z) * Math.exp((-z * z) / 2);
  }
  return (sum * reach) / steps / Math.sqrt(2 * Math.PI);
}
