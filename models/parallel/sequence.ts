/**
 * One network with five ways to mix information across time; all its other layers process each time step separately.
 * The variants have the same width and the same number of parameters to within 1%, so they also need as many
 * multiplications outside of the mixing layers.
 */
import {
  Conv1d,
  Embedding,
  GRU,
  LayerNorm,
  Linear,
  Module,
  MultiHeadAttention,
  SinusoidalEncoding,
  type Tensor,
  gelu,
} from "hebb";
import { MinGRU } from "./model.ts";
import { outputsOf, parameterCount } from "../shared/layers.ts";

export const kinds = ["scan", "loop", "gru", "convolution", "attention"] as const;
export type Kind = (typeof kinds)[number];

/** Display names. */
export const names: Readonly<Record<Kind, string>> = {
  scan: "minGRU by scan",
  loop: "minGRU by loop",
  gru: "GRU",
  convolution: "convolution",
  attention: "self-attention",
};

/** A convolution over each time step and the `taps` - 1 steps before it. */
export class CausalConvolution extends Module {
  readonly convolution: Conv1d;
  readonly #taps: number;

  constructor(width: number, taps: number) {
    super();
    this.convolution = new Conv1d(width, width, taps);
    this.#taps = taps;
  }

  /** Maps [batch, time, width] to the same shape. */
  forward(x: Tensor): Tensor {
    const before = [this.#taps - 1, 0] as const;
    return this.convolution.forward(x.transpose().pad([[0, 0], [0, 0], before])).transpose();
  }
}

/** Causal self-attention with positional encoding. */
export class CausalAttention extends Module {
  readonly positions = new SinusoidalEncoding();
  readonly attention: MultiHeadAttention;

  constructor(width: number, heads: number) {
    super();
    this.attention = new MultiHeadAttention(width, heads);
  }

  /** Maps [batch, time, width] to the same shape. */
  forward(x: Tensor): Tensor {
    const placed = this.positions.forward(x);
    return this.attention.forward(placed, placed, placed, { causal: true });
  }
}

const taps = 4;
/** Size of an attention head. */
const headWidth = 32;

/** Returns the number of heads, which must divide the width. */
function headsOf(width: number): number {
  let heads = Math.max(1, Math.round(width / headWidth));
  while (width % heads > 0) heads--;
  return heads;
}

/** Returns the mixing layer of a kind, [batch, time, width] to the same shape. */
export function mixerOf(kind: Kind, width: number): MinGRU | GRU | CausalConvolution | CausalAttention {
  switch (kind) {
    case "scan":
    case "loop":
      return new MinGRU(width, width, { by: kind });
    case "gru":
      return new GRU(width, width);
    case "convolution":
      return new CausalConvolution(width, taps);
    case "attention":
      return new CausalAttention(width, headsOf(width));
  }
}

/** Number of parameters of a block in units of width²: six for the GRU and two for the feed-forward layers. */
const matrices = 8;

/**
 * Computes x + mix(norm(x)), then x + W_2 gelu(W_1 norm(x)). The number of units of the feed-forward layers balances
 * the parameters of the mixing layer.
 */
export class Block extends Module {
  readonly mixerNorm: LayerNorm;
  readonly mixer: ReturnType<typeof mixerOf>;
  readonly norm: LayerNorm;
  readonly first: Linear;
  readonly second: Linear;

  constructor(kind: Kind, width: number) {
    super();
    this.mixerNorm = new LayerNorm(width);
    this.mixer = mixerOf(kind, width);
    this.norm = new LayerNorm(width);
    const units = Math.round((matrices * width ** 2 - parameterCount(this.mixer)) / (2 * width));
    this.first = new Linear(width, units);
    this.second = new Linear(units, width);
  }

  /** Maps [batch, time, width] to the same shape. */
  forward(x: Tensor): Tensor {
    const mixed = this.mixer.forward(this.mixerNorm.forward(x));
    const seen = x.add(outputsOf(mixed));
    return seen.add(this.second.forward(gelu(this.first.forward(this.norm.forward(seen)))));
  }
}

/** Predicts the next token at each time step. */
export class SequenceModel extends Module {
  readonly embedding: Embedding;
  readonly block: Block;
  readonly norm: LayerNorm;
  readonly output: Linear;

  constructor(kind: Kind, { tokens, width }: { readonly tokens: number; readonly width: number }) {
    super();
    this.embedding = new Embedding(tokens, width);
    this.block = new Block(kind, width);
    this.norm = new LayerNorm(width);
    this.output = new Linear(width, tokens);
  }

  /** Maps i32 [batch, time] to logits [batch, time, tokens]. */
  forward(tokens: Tensor): Tensor {
    return this.output.forward(this.norm.forward(this.block.forward(this.embedding.forward(tokens))));
  }
}
