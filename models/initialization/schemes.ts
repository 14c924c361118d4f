/** The compared initialization schemes, with the variance used by the theory. */
import { type Initializer, initializers } from "hebb";
import { type Text, name, text } from "../text.ts";
import type { Activation } from "./model.ts";

/** An initialization scheme for an activation. */
export interface Scheme {
  readonly title: Text;
  /** The initialization in a phrase. */
  readonly phrase: Text;
  readonly activation: Activation;
  readonly weight: Initializer;
  /** Variance of the elements of a weight [outputs, inputs]. */
  readonly variance: (inputs: number, outputs: number) => number;
}

const gaussian = (activation: Activation, std: number): Scheme => ({
  title: { en: `Gaussian, σ = ${std}`, zh: `高斯，σ = ${std}` },
  phrase: { en: `Gaussian initialization (σ = ${std})`, zh: `高斯初始化（σ = ${std}）` },
  activation,
  weight: initializers.normal(0, std),
  variance: () => std ** 2,
});

const xavier = (activation: Activation): Scheme => ({
  title: name("Xavier"),
  phrase: { en: "Xavier initialization", zh: "Xavier 初始化" },
  activation,
  weight: initializers.xavierNormal(),
  variance: (inputs, outputs) => 2 / (inputs + outputs),
});

const orthogonal = (activation: Activation, gain: number): Scheme => ({
  title: text("orthogonal", "正交"),
  phrase: { en: "orthogonal initialization", zh: "正交初始化" },
  activation,
  weight: initializers.orthogonal({ gain }),
  // The rows or the columns, whichever are longer, have the norm `gain`.
  variance: (inputs, outputs) => gain ** 2 / Math.max(inputs, outputs),
});

const zero = (activation: Activation): Scheme => ({
  title: text("zero", "零"),
  phrase: { en: "zero initialization", zh: "全零初始化" },
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
    title: name("He"),
    phrase: { en: "He initialization", zh: "He 初始化" },
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

/** Label of a scheme in the progress of a run. */
export function labelOf({ activation, title }: Scheme): string {
  return `${activation}, ${title.en}`;
}
