/**
 * Initializers: functions that return an `Initializer`, which computes the initial value of a `Param`. The scaled ones
 * keep the variance of activations or gradients constant across layers. They expect a weight
 * [outputs, inputs, ...kernel].
 */
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { sizeOf } from "../base/shape.ts";
import { type Initializer, full } from "../tensor/index.ts";

export { orthogonal } from "./orthogonal.ts";

/** Option of the Xavier initializers. */
export interface GainOption {
  /** Factor of the standard deviation. Default 1. */
  readonly gain?: number;
}

/** Option of the He initializers. */
export interface HeOptions {
  /** Slope of the leaky ReLU after the layer. Default 0: ReLU. */
  readonly slope?: number;
}

/** Initializes a parameter to 0. */
export const zeros = (): Initializer => constant(0);

/** Initializes all elements of a parameter to `value`. */
export function constant(value: number): Initializer {
  return (shape) => full(shape, value);
}

/** Draws from the uniform distribution on [low, high). */
export function uniform(low: number, high: number): Initializer {
  return (shape, random) => random.uniform(shape, { low, high });
}

/** Draws from the normal distribution with the given mean and standard deviation. */
export function normal(mean: number, std: number): Initializer {
  return (shape, random) => random.normal(shape, { mean, std });
}

/**
 * Xavier initialization, uniform within ± gain √(6 / (inputs + outputs)) (Glorot and Bengio, 2010). Inputs and outputs
 * are multiplied by the number of kernel elements. Throws a ShapeError for a parameter with fewer than 2 axes.
 */
export function xavierUniform(options: GainOption = {}): Initializer {
  const { gain = 1 } = readOptions("xavierUniform", options, { gain: "number" });
  return (shape, random) => {
    const { inputs, outputs } = fans(shape, "xavierUniform");
    const bound = gain * Math.sqrt(6 / Math.max(1, inputs + outputs));
    return random.uniform(shape, { low: -bound, high: bound });
  };
}

/**
 * Xavier initialization, normal with standard deviation gain √(2 / (inputs + outputs)) (Glorot and Bengio, 2010).
 * Inputs and outputs are multiplied by the number of kernel elements. Throws a ShapeError for a parameter with fewer
 * than 2 axes.
 */
export function xavierNormal(options: GainOption = {}): Initializer {
  const { gain = 1 } = readOptions("xavierNormal", options, { gain: "number" });
  return (shape, random) => {
    const { inputs, outputs } = fans(shape, "xavierNormal");
    return random.normal(shape, { std: gain * Math.sqrt(2 / Math.max(1, inputs + outputs)) });
  };
}

/**
 * He initialization, uniform within ± √(6 / ((1 + slope²) inputs)) (He et al., 2015). Inputs are multiplied by the
 * number of kernel elements. Throws a ShapeError for a parameter with fewer than 2 axes.
 */
export function heUniform(options: HeOptions = {}): Initializer {
  const { slope = 0 } = readOptions("heUniform", options, { slope: "number" });
  return (shape, random) => {
    const bound = Math.sqrt(6 / ((1 + slope ** 2) * Math.max(1, fans(shape, "heUniform").inputs)));
    return random.uniform(shape, { low: -bound, high: bound });
  };
}

/**
 * He initialization, normal with standard deviation √(2 / ((1 + slope²) inputs)) (He et al., 2015). Inputs are
 * multiplied by the number of kernel elements. Throws a ShapeError for a parameter with fewer than 2 axes.
 */
export function heNormal(options: HeOptions = {}): Initializer {
  const { slope = 0 } = readOptions("heNormal", options, { slope: "number" });
  return (shape, random) => {
    const std = Math.sqrt(2 / ((1 + slope ** 2) * Math.max(1, fans(shape, "heNormal").inputs)));
    return random.normal(shape, { std });
  };
}

/** Fan-in and fan-out: the numbers of inputs and outputs times the number of kernel elements. */
function fans(shape: Shape, initializer: string): { inputs: number; outputs: number } {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new ShapeError(`${initializer} requires a parameter with at least 2 axes`, {
      operands: [{ name: "param", shape }],
      rule: "Its shape must be [outputs, inputs, ...kernel].",
      fix: "Use zeros, constant, uniform or normal.",
    });
  }
  return { inputs: inputs * sizeOf(kernel), outputs: outputs * sizeOf(kernel) };
}
