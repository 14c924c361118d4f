/**
 * The Transformer as a language model, in the symbols of the textbook: the word vectors plus positions are H⁽⁰⁾, and each
 * block computes Z = norm(H + MultiHead(H)) and H' = norm(Z + FFN(Z)). Options replace single parts for experiments.
 */
import {
  ArgumentError,
  type AttentionCache,
  Dropout,
  Embedding,
  LayerNorm,
  LearnedEncoding,
  Linear,
  Module,
  MultiHeadAttention,
  SinusoidalEncoding,
  type Tensor,
  arange,
  gelu,
  initializers,
  sinusoidalPositions,
} from "hebb";
import { type Mixing, FixedMixing, maskOf } from "./mixing.ts";

/**
 * Place of the layer normalization: "pre" before each sublayer, as in GPT-2; "post" after each sum, as in the textbook;
 * or none.
 */
export type Norm = "pre" | "post" | "none";

export type Positions = "learned" | "sinusoidal" | "rotary" | "none";

/** Sizes and parts of a Transformer. */
export interface TransformerOptions {
  /** Size of the vocabulary. */
  readonly tokens: number;
  /** Maximum number of tokens that it reads at once. */
  readonly context: number;
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
  /** Default "pre". */
  readonly norm?: Norm;
  /** Default "learned". */
  readonly positions?: Positions;
  /** Source of the attention weights. Default "attention". */
  readonly mixing?: Mixing;
  /** Dropout probability of sublayers. Default 0. */
  readonly dropout?: number;
}

/** States and attention weights of all layers. */
export interface Insight {
  /** Hidden states H⁽⁰⁾, H⁽¹⁾, …, [batch, n, features]. */
  readonly states: readonly Tensor[];
  /** Attention weights of each layer, [batch, heads, n, n]. */
  readonly weights: readonly Tensor[];
  /** Logits of the next token at each position, [batch, n, tokens]. */
  readonly logits: Tensor;
}

/** A block: self-attention and a feed-forward network, each with a residual connection. */
export class Block extends Module {
  readonly attention: MultiHeadAttention | FixedMixing;
  readonly inner: Linear;
  readonly outer: Linear;
  readonly norm1: LayerNorm | null;
  readonly norm2: LayerNorm | null;
  readonly dropout: Dropout;
  readonly norm: Norm;
  readonly mixing: Mixing;

  constructor({
    features,
    heads,
    context,
    norm = "pre",
    positions,
    mixing = "attention",
    dropout = 0,
  }: TransformerOptions) {
    super();
    this.attention =
      mixing === "uniform" || mixing === "random"
        ? new FixedMixing({ features, heads, context, kind: mixing })
        : new MultiHeadAttention(features, heads, { rotary: positions === "rotary" });
    this.inner = new Linear(features, 4 * features);
    this.outer = new Linear(4 * features, features);
    this.norm1 = norm === "none" ? null : new LayerNorm(features);
    this.norm2 = norm === "none" ? null : new LayerNorm(features);
    this.dropout = new Dropout(dropout);
    [this.norm, this.mixing] = [norm, mixing];
  }

  /** Maps H [batch, n, features] to the next H. `seen`, bool [n], hides positions from attention. */
  forward(H: Tensor, seen?: Tensor): Tensor {
    const Z = this.#around(H, this.norm1, (X) => this.#attend(X, seen));
    return this.#around(Z, this.norm2, (X) => this.#feedForward(X));
  }

  /** Computes new positions with a cache of the earlier ones. Only with the mixing "attention". */
  decode(H: Tensor, cache: AttentionCache): { H: Tensor; cache: AttentionCache } {
    let next = cache;
    const Z = this.#around(H, this.norm1, (X) => {
      const decoded = (this.attention as MultiHeadAttention).decode(X, cache);
      next = decoded.cache;
      return decoded.outputs;
    });
    return { H: this.#around(Z, this.norm2, (X) => this.#feedForward(X)), cache: next };
  }

  /** Attention weights [batch, heads, n, n] for H [batch, n, features]. */
  weights(H: Tensor, seen?: Tensor): Tensor {
    const X = this.norm === "pre" ? this.norm1!.forward(H) : H;
    if (this.attention instanceof FixedMixing) return this.attention.weights(X);
    return this.attention.weights(X, X, { causal: true, mask: this.#mask(X, seen) });
  }

  #attend(X: Tensor, seen?: Tensor): Tensor {
    if (this.attention instanceof FixedMixing) return this.attention.forward(X);
    return this.attention.forward(X, X, X, { causal: true, mask: this.#mask(X, seen) });
  }

  #mask(X: Tensor, seen: Tensor | undefined): Tensor | undefined {
    const mask = maskOf(this.mixing, X.shape.at(-2)!);
    return seen === undefined ? mask : (mask?.and(seen) ?? seen.unsqueeze(0));
  }

  #feedForward(X: Tensor): Tensor {
    return this.outer.forward(gelu(this.inner.forward(X)));
  }

  /** Residual connection: X + part(norm(X)), norm(X + part(X)), or X + part(X). */
  #around(X: Tensor, norm: LayerNorm | null, part: (X: Tensor) => Tensor): Tensor {
    const changed = this.dropout.forward(part(this.norm === "pre" ? norm!.forward(X) : X));
    const sum = X.add(changed);
    return this.norm === "post" ? norm!.forward(sum) : sum;
  }
}

/** A language model: embeddings, positions, blocks, and a linear layer that returns the logits of the next token. */
export class Transformer extends Module {
  readonly embedding: Embedding;
  readonly positions: LearnedEncoding | SinusoidalEncoding | null;
  readonly dropout: Dropout;
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm | null;
  readonly output: Linear;
  readonly context: number;

  constructor(options: TransformerOptions) {
    super();
    const { tokens, context, features, layers, norm = "pre", positions = "learned", dropout = 0 } = options;
    // Word vectors begin as small as GPT-2's, but of the size of sinusoidal positions where these are added to them.
    const weight = initializers.normal(0, positions === "sinusoidal" ? 1 : 0.02);
    this.embedding = new Embedding(tokens, features, { weight });
    this.positions =
      positions === "learned"
        ? new LearnedEncoding(context, features, { weight })
        : positions === "sinusoidal"
          ? new SinusoidalEncoding()
          : null;
    this.dropout = new Dropout(dropout);
    this.blocks = Array.from({ length: layers }, () => new Block(options));
    this.norm = norm === "pre" ? new LayerNorm(features) : null;
    this.output = new Linear(features, tokens);
    this.context = context;
  }

  /** Maps tokens i32 [batch, n] to the logits of the tokens that follow, [batch, n, tokens]. */
  forward(tokens: Tensor): Tensor {
    return this.#logits(this.blocks.reduce((H, block) => block.forward(H), this.#embed(tokens)));
  }

  /** Computes states and attention weights of all layers. `seen`, bool [n], hides positions from attention. */
  inspect(tokens: Tensor, seen?: Tensor): Insight {
    const states = [this.#embed(tokens)];
    const weights = this.blocks.map((block) => {
      const H = states.at(-1)!;
      states.push(block.forward(H, seen));
      return block.weights(H, seen);
    });
    return { states, weights, logits: this.#logits(states.at(-1)!) };
  }

  /**
   * Returns caches for `batch` sequences, without positions yet. Throws an ArgumentError unless the mixing is
   * "attention".
   */
  start(batch: number): AttentionCache[] {
    return this.blocks.map(({ attention, mixing }) => {
      if (attention instanceof MultiHeadAttention && mixing === "attention") {
        return attention.emptyCache(batch, this.context);
      }
      throw new ArgumentError(`a Transformer with the mixing "${mixing}" cannot decode with a cache`, {
        rule: 'Only the mixing "attention" can.',
        fix: "Call forward with the whole sequence.",
      });
    });
  }

  /** Maps new tokens i32 [batch, n] and the caches of earlier ones to logits [batch, n, tokens] and the next caches. */
  decode(tokens: Tensor, caches: readonly AttentionCache[]): { logits: Tensor; caches: AttentionCache[] } {
    let H = this.#embed(tokens, caches[0]!.length);
    const next = this.blocks.map((block, i) => {
      const decoded = block.decode(H, caches[i]!);
      H = decoded.H;
      return decoded.cache;
    });
    return { logits: this.#logits(H), caches: next };
  }

  /** Word vectors plus positions, which begin at `start`, i32 []. */
  #embed(tokens: Tensor, start?: Tensor): Tensor {
    const X = this.embedding.forward(tokens);
    if (this.positions === null) return this.dropout.forward(X);
    if (this.positions instanceof SinusoidalEncoding) return this.dropout.forward(this.#withWaves(X, start));
    return this.dropout.forward(this.positions.forward(X, start));
  }

  #withWaves(X: Tensor, start?: Tensor): Tensor {
    if (start === undefined) return this.positions!.forward(X);
    const [n, features] = X.shape.slice(-2) as [number, number];
    return X.add(sinusoidalPositions(this.context, features).take(arange(n).add(start)));
  }

  #logits(H: Tensor): Tensor {
    return this.output.forward(this.norm === null ? H : this.norm.forward(H));
  }
}
