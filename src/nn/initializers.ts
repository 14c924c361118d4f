/**
 * First values of parameters: functions that make an `Initializer` for `new Param`. The scaled ones keep the variance of
 * values or gradients from layer to layer; they count the axes of a weight as [outputs, inputs, ...kernel].
 */
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { sizeOf } from "../base/shape.ts";
import { type Initializer, full } from "../tensor/index.ts";

export { orthogonal } from "./orthogonal.ts";

export interface GainOption {
  /** Factor of the standard deviation. Default 1. */
  readonly gain?: number;
}

export interface HeOptions {
  /** That of the leaky ReLU which follows. Default 0: ReLU. */
  readonly slope?: number;
}

export const zeros = (): Initializer => constant(0);

export function constant(value: number): Initializer {
  return (shape) => full(shape, value);
}

/** In [low, high). */
export function uniform(low: number, high: number): Initializer {
  return (shape, random) => random.uniform(shape, { low, high });
}

export function normal(mean: number, std: number): Initializer {
  return (shape, random) => random.normal(shape, { mean, std });
}

/** Uniform within ± gain √(6 / (inputs + outputs)) (Glorot and Bengio, 2010). */
export function xavierUniform(options: GainOption = {}): Initializer {
  const { gain = 1 } = readOptions("xavierUniform", options, { gain: "number" });
  return (shape, random) => {
    const { inputs, outputs } = fans(shape, "xavierUniform");
    const bound = gain * Math.sqrt(6 / Math.max(1, inputs + outputs));
    return random.uniform(shape, { low: -bound, high: bound });
  };
}

/** Normal of standard deviation gain √(2 / (inputs + outputs)) (Glorot and Bengio, 2010). */
export function xavierNormal(options: GainOption = {}): Initializer {
  const { gain = 1 } = readOptions("xavierNormal", options, { gain: "number" });
  return (shape, random) => {
    const { inputs, outputs } = fans(shape, "xavierNormal");
    return random.normal(shape, { std: gain * Math.sqrt(2 / Math.max(1, inputs + outputs)) });
  };
}

/** Uniform within ± √(6 / ((1 + slope²) inputs)) (He et al., 2015). */
export function heUniform(options: HeOptions = {}): Initializer {
  const { slope = 0 } = readOptions("heUniform", options, { slope: "number" });
  return (shape, random) => {
    const bound = Math.sqrt(6 / ((1 + slope ** 2) * Math.max(1, fans(shape, "heUniform").inputs)));
    return random.uniform(shape, { low: -bound, high: bound });
  };
}

/** Normal of standard deviation √(2 / ((1 + slope²) inputs)) (He et al., 2015). */
export function heNormal(options: HeOptions = {}): Initializer {
  const { slope = 0 } = readOptions("heNormal", options, { slope: "number" });
  return (shape, random) => {
    const std = Math.sqrt(2 / ((1 + slope ** 2) * Math.max(1, fans(shape, "heNormal").inputs)));
    return random.normal(shape, { std });
  };
}

/** How many values each output is a sum of, and how many outputs each value goes into. */
function fans(shape: Shape, initializer: string): { inputs: number; outputs: number } {
  const [outputs, inputs, ...kernel] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new ShapeError(`${initializer} cannot scale a parameter by its inputs and outputs`, {
      operands: [{ name: "param", shape }],
      rule: "A weight has the shape [outputs, inputs, ...kernel].",
      fix: "Use zeros, constant, uniform or normal.",
    });
  }
  return { inputs: inputs * sizeOf(kernel), outputs: outputs * sizeOf(kernel) };
}
