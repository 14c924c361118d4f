/** Rotary positional encodings: positions rotate queries and keys, so that scores depend on distances only. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { Module, Tensor, stack } from "../tensor/index.ts";
import { given } from "./given.ts";

/** Options of `RotaryEncoding`. */
export interface RotaryEncodingOptions {
  /** Base of the wavelengths, which grow from 2π to almost 2π · base positions. Default 10000. */
  readonly base?: number;
}

/**
 * Rotary positional encoding: [..., length, features] -> the same shape (Su et al., 2021). At position p, the pair of
 * features 2i and 2i + 1 is rotated by the angle p / base^(2i / features). The dot product of a rotated query and a
 * rotated key depends on the distance of their positions only. Throws an ArgumentError unless `base` is finite and
 * above 0.
 *
 * Apply it to queries and keys after their projection, never to values; `rotary` of MultiHeadAttention does so. Models
 * that pair feature i with i + features / 2, such as Llama's weights for Hugging Face, order their features differently.
 */
export class RotaryEncoding extends Module {
  static override readonly name: string = "RotaryEncoding";
  /** Base of the wavelengths. */
  readonly base: number;

  constructor(options: RotaryEncodingOptions = {}) {
    super();
    const { base = 10000 } = readOptions("RotaryEncoding", options, { base: "number" });
    if (!(base > 0 && base < Infinity)) {
      throw new ArgumentError(`RotaryEncoding was given ${shown(base)} as base`, {
        rule: "base must be finite and above 0.",
      });
    }
    this.base = base;
  }

  /** Throws a ShapeError unless `x` has at least 2 axes and an even number of features. */
  forward(x: Tensor): Tensor {
    const [length, features] = this.#sizes(x);
    return rotate(x, this.#waves(Math.cos, length, features), this.#waves(Math.sin, length, features));
  }

  /**
   * Encodes x [..., length, features] at `positions`, i32 [length], from 0 to `maximumLength` - 1, as in decoding with a
   * cache. Throws the errors of `forward`. If a position is out of range, reading the result rejects with a FaultError.
   */
  at(x: Tensor, positions: Tensor, maximumLength: number): Tensor {
    const [, features] = this.#sizes(x);
    const rows = (wave: (angle: number) => number) => this.#waves(wave, maximumLength, features).take(positions);
    return rotate(x, rows(Math.cos), rows(Math.sin));
  }

  #sizes(x: Tensor): [length: number, features: number] {
    const [features, length] = [given(x, this).shape.at(-1), x.shape.at(-2)];
    if (length !== undefined && features !== undefined && features % 2 === 0) return [length, features];
    throw new ShapeError("RotaryEncoding cannot encode this shape", {
      operands: [operandOf(x.node, "x")],
      rule: "x must have the shape [..., length, features] with an even number of features, which are rotated in pairs.",
    });
  }

  /** Waves of all angles, f32 [length, features / 2]. Angles are computed in f64, as in `sinusoidalPositions`. */
  #waves(wave: (angle: number) => number, length: number, features: number): Tensor {
    const pairs = features / 2;
    const value = (i: number) => wave(Math.floor(i / pairs) * this.base ** (-(i % pairs) / pairs));
    return Tensor.from(
      Float32Array.from({ length: length * pairs }, (_, i) => value(i)),
      [length, pairs],
    );
  }
}

function rotate(x: Tensor, cosine: Tensor, sine: Tensor): Tensor {
  const pairs = x.reshape([...x.shape.slice(0, -1), x.shape.at(-1)! / 2, 2]);
  const [first, second] = pairs.split(1, -1).map((part) => part.squeeze(-1)) as [Tensor, Tensor];
  const rotated = [first.mul(cosine).sub(second.mul(sine)), second.mul(cosine).add(first.mul(sine))];
  return stack(rotated, -1).reshape(x.shape);
}
