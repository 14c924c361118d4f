/** Transformer decoder layer, with attention to the results of an encoder. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import type { AttentionCache, Decoding, KeysAndValues } from "./attention-cache.ts";
import { given } from "./given.ts";
import { LayerNorm } from "./layer-norm.ts";
import { type MaskOptions, MultiHeadAttention, maskKinds } from "./multi-head-attention.ts";
import { TransformerBlock, type TransformerLayerOptions } from "./transformer-block.ts";

/** Masks of `TransformerDecoderLayer`. */
export interface DecoderMaskOptions extends MaskOptions {
  /** Hide later positions in self-attention. Default true; PyTorch's layer requires an explicit mask. */
  readonly causal?: boolean | undefined;
  /** Mask of the attention to `memory`, as `mask` of MultiHeadAttention. Default: all positions are visible. */
  readonly memoryMask?: Tensor | undefined;
}

/** Cache of `TransformerDecoderLayer.decode`. */
export interface DecoderCache {
  /** Keys and values of the positions decoded so far. */
  readonly own: AttentionCache;
  /** Keys and values of the results of the encoder. */
  readonly memory: KeysAndValues;
}

/**
 * Transformer decoder layer (Vaswani et al., 2017): causal self-attention, attention to the results of the encoder and
 * a feed-forward network, each with a residual connection, dropout and layer normalization. Parameters have the names
 * of PyTorch's TransformerDecoderLayer. All dropouts have the same probability. Throws an ArgumentError if a size or an
 * option is out of range.
 */
export class TransformerDecoderLayer extends TransformerBlock {
  static override readonly name: string = "TransformerDecoderLayer";
  /** Self-attention. */
  readonly selfAttn: MultiHeadAttention;
  /** Attention to the results of the encoder. */
  readonly multiheadAttn: MultiHeadAttention;
  /** Normalization of the self-attention. */
  readonly norm1: LayerNorm;
  /** Normalization of the attention to the encoder. */
  readonly norm2: LayerNorm;
  /** Normalization of the feed-forward network. */
  readonly norm3: LayerNorm;

  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super("TransformerDecoderLayer", features, options);
    const { dropout = 0.1, epsilon = 1e-5, rotary = false } = options;
    this.selfAttn = new MultiHeadAttention(features, heads, { dropout, rotary });
    this.multiheadAttn = new MultiHeadAttention(features, heads, { dropout });
    this.norm1 = new LayerNorm(features, { epsilon });
    this.norm2 = new LayerNorm(features, { epsilon });
    this.norm3 = new LayerNorm(features, { epsilon });
  }

  /**
   * x [..., n, features] and memory [..., m, features], the result of the encoder -> [..., n, features]. Throws a
   * ShapeError if shapes do not match, and an ArgumentError or DTypeError for invalid masks.
   */
  forward(x: Tensor, memory: Tensor, masks: DecoderMaskOptions = {}): Tensor {
    const kinds = { ...maskKinds, memoryMask: "tensor" } as const;
    const { mask, causal = true, memoryMask } = readOptions("TransformerDecoderLayer.forward", masks, kinds);
    given(memory, this);
    const own = this.around(x, this.norm1, (x) => this.selfAttn.forward(x, x, x, { mask, causal }));
    const crossed = this.around(own, this.norm2, (x) =>
      this.multiheadAttn.forward(x, memory, memory, { mask: memoryMask }),
    );
    return this.around(crossed, this.norm3, (x) => this.feedForward(x));
  }

  /**
   * Returns a cache for `decode`, without positions yet, for sequences of at most `capacity` positions, one for each
   * entry of memory [batch, m, features], which is projected once. Throws a ShapeError if the shape does not match.
   */
  emptyCache(memory: Tensor, capacity: number): DecoderCache {
    const projected = this.multiheadAttn.project(memory);
    return { own: this.selfAttn.emptyCache(memory.shape[0]!, capacity), memory: projected };
  }

  /**
   * Computes new positions x [batch, n, features] of a sequence whose earlier positions are in the cache. Returns the
   * outputs of `forward` on the whole sequence at these positions, and the next cache. Errors are those of `decode` and
   * `attend` in MultiHeadAttention.
   */
  decode(x: Tensor, cache: DecoderCache, masks: Pick<DecoderMaskOptions, "memoryMask"> = {}): Decoding<DecoderCache> {
    const { memoryMask } = readOptions("TransformerDecoderLayer.decode", masks, { memoryMask: "tensor" });
    const own = this.decodeAround(x, this.norm1, this.selfAttn, cache.own);
    const crossed = this.around(own.outputs, this.norm2, (x) =>
      this.multiheadAttn.attend(x, cache.memory, { mask: memoryMask }),
    );
    const outputs = this.around(crossed, this.norm3, (x) => this.feedForward(x));
    return { outputs, cache: { own: own.cache, memory: cache.memory } };
  }
}
