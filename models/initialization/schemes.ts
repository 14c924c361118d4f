/** The ways to draw the first weights that are compared here, each with the variance that theory counts with. */
import { type Initializer, initializers } from "hebb";
import type { Activation } from "./model.ts";

export interface Scheme {
  readonly title: string;
  readonly activation: Activation;
  readonly weight: Initializer;
  /** Of a weight [outputs, inputs]. */
  readonly variance: (inputs: number, outputs: number) => number;
}

const gaussian = (activation: Activation, deviation: number): Scheme => ({
  title: `Gaussian, σ = ${deviation}`,
  activation,
  weight: initializers.normal(0, deviation),
  variance: () => deviation ** 2,
});

const xavier = (activation: Activation): Scheme => ({
  title: "Xavier",
  activation,
  weight: initializers.xavierNormal(),
  variance: (inputs, outputs) => 2 / (inputs + outputs),
});

const orthogonal = (activation: Activation, gain: number): Scheme => ({
  title: "orthogonal",
  activation,
  weight: initializers.orthogonal({ gain }),
  // Rows or columns have the length `gain`, whichever are longer.
  variance: (inputs, outputs) => gain ** 2 / Math.max(inputs, outputs),
});

const zero = (activation: Activation): Scheme => ({
  title: "zero",
  activation,
  weight: initializers.zeros(),
  variance: () => 0,
});

export const schemes = {
  relu_zero: zero("relu"),
  relu_small: gaussian("relu", 0.03),
  relu_large: gaussian("relu", 0.2),
  relu_xavier: xavier("relu"),
  relu_he: {
    title: "He",
    activation: "relu",
    weight: initializers.heNormal(),
    variance: (inputs) => 2 / inputs,
  },
  relu_orthogonal: orthogonal("relu", Math.SQRT2),
  tanh_zero: zero("tanh"),
  tanh_small: gaussian("tanh", 0.03),
  tanh_large: gaussian("tanh", 0.2),
  tanh_xavier: xavier("tanh"),
  tanh_orthogonal: orthogonal("tanh", 1),
} satisfies Record<string, Scheme>;

export type SchemeName = keyof typeof schemes;

export const schemeNames = Object.keys(schemes) as SchemeName[];
