/** Positional encodings: what tells attention, which knows no order, where each element stands. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { checkCounts, noMore, readOptions } from "../base/options.ts";
import { type Initializer, Module, Param, Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { normal } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/**
 * f32 [length, features]: at position p, feature 2i is sin(p / 10000^(2i / features)) and feature 2i + 1 the cosine of
 * that (Vaswani et al., 2017). Computed in f64, as angles of late positions have no digits to lose.
 */
export function sinusoidalPositions(length: number, features: number): Tensor {
  checkCounts("sinusoidalPositions", { length, features }, 1);
  const values = new Float32Array(length * features);
  for (let feature = 0; feature < features; feature++) {
    const frequency = 10000 ** ((-2 * Math.floor(feature / 2)) / features);
    const wave = feature % 2 === 0 ? Math.sin : Math.cos;
    for (let position = 0; position < length; position++) {
      values[position * features + feature] = wave(position * frequency);
    }
  }
  return Tensor.from(values, [length, features]);
}

/** x [..., length, features] plus `sinusoidalPositions` of its length. */
export class SinusoidalEncoding extends Module {
  static override readonly name: string = "SinusoidalEncoding";
  constructor(...rest: never[]) {
    super();
    noMore("SinusoidalEncoding", rest);
  }

  forward(x: Tensor): Tensor {
    const [length, features] = lastTwo("SinusoidalEncoding", x);
    return x.add(sinusoidalPositions(length, features));
  }
}

/**
 * x [..., length, features] plus the first rows of `weight` [maximum length, features], which are learned (Gehring et al.,
 * 2017). Drawn from the standard normal distribution, as an embedding, unless `weight` says otherwise.
 */
export class LearnedEncoding extends Module {
  static override readonly name: string = "LearnedEncoding";
  readonly weight: Param;

  constructor(maximumLength: number, features: number, options: { readonly weight?: Initializer } = {}) {
    super();
    const { weight = normal(0, 1) } = readOptions("LearnedEncoding", options, { weight: "function" });
    checkSizes("LearnedEncoding", { maximumLength, features });
    this.weight = new Param([maximumLength, features], weight);
  }

  /** Throws a ShapeError for other features, and for more positions than were made. */
  forward(x: Tensor): Tensor {
    const [length, features] = lastTwo("LearnedEncoding", x);
    const [maximumLength, own] = this.weight.shape as [number, number];
    if (features === own && length <= maximumLength) return x.add(this.weight.slice([0, length]));
    throw new ShapeError(`${String(this)} has no encoding of this shape`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      rule: `x has ${own} features and no more than ${maximumLength} positions.`,
    });
  }

  override toString(): string {
    return `LearnedEncoding(${this.weight.shape.join(", ")})`;
  }
}

function lastTwo(layer: string, x: Tensor): [length: number, features: number] {
  const [features, length] = [given(x, layer).shape.at(-1), x.shape.at(-2)];
  if (length !== undefined && features !== undefined) return [length, features];
  throw new ShapeError(`${layer} needs positions and features`, {
    operands: [operandOf(x.node, "x")],
    rule: "x has the shape [..., length, features].",
  });
}
