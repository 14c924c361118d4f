/** Transformer encoder layer; with `causal`, also the layer of decoder-only models. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import type { AttentionCache, Decoding } from "./attention-cache.ts";
import { LayerNorm } from "./layer-norm.ts";
import { type MaskOptions, MultiHeadAttention, maskKinds } from "./multi-head-attention.ts";
import { TransformerBlock, type TransformerLayerOptions } from "./transformer-block.ts";

/**
 * Transformer encoder layer (Vaswani et al., 2017): self-attention and a feed-forward network, each with a residual
 * connection, dropout and layer normalization. With the mask `causal`, it is a layer of a decoder-only model such as
 * GPT. Parameters have the names of PyTorch's TransformerEncoderLayer. All dropouts have the same probability. Throws
 * an ArgumentError if a size or an option is out of range.
 */
export class TransformerEncoderLayer extends TransformerBlock {
  static override readonly name: string = "TransformerEncoderLayer";
  /** Self-attention. */
  readonly selfAttn: MultiHeadAttention;
  /** Normalization of the self-attention. */
  readonly norm1: LayerNorm;
  /** Normalization of the feed-forward network. */
  readonly norm2: LayerNorm;

  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super("TransformerEncoderLayer", features, options);
    const { dropout = 0.1, epsilon = 1e-5, rotary = false } = options;
    this.selfAttn = new MultiHeadAttention(features, heads, { dropout, rotary });
    this.norm1 = new LayerNorm(features, { epsilon });
    this.norm2 = new LayerNorm(features, { epsilon });
  }

  /**
   * x [..., length, features] -> the same shape. Masks are those of MultiHeadAttention. Throws a ShapeError if `x` has
   * another number of features, and an ArgumentError or DTypeError for invalid masks.
   */
  forward(x: Tensor, masks: MaskOptions = {}): Tensor {
    readOptions("TransformerEncoderLayer.forward", masks, maskKinds);
    const attended = this.around(x, this.norm1, (x) => this.selfAttn.forward(x, x, x, masks));
    return this.around(attended, this.norm2, (x) => this.feedForward(x));
  }

  /** Returns a cache for `decode`, without positions yet, for `batch` sequences of at most `capacity` positions. */
  emptyCache(batch: number, capacity: number): AttentionCache {
    return this.selfAttn.emptyCache(batch, capacity);
  }

  /**
   * Computes new positions x [batch, n, features] of a sequence whose earlier positions are in the cache. Returns the
   * outputs of `forward(x, { causal: true })` on the whole sequence at these positions, and the next cache. Errors are
   * those of `decode` in MultiHeadAttention.
   */
  decode(x: Tensor, cache: AttentionCache): Decoding {
    const attended = this.decodeAround(x, this.norm1, this.selfAttn, cache);
    return { outputs: this.around(attended.outputs, this.norm2, (x) => this.feedForward(x)), cache: attended.cache };
  }
}
