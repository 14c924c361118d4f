/** The layer that Transformer encoders, and decoders without an encoder, are stacked of. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { LayerNorm } from "./layer-norm.ts";
import { type MaskOptions, MultiHeadAttention, maskKinds } from "./multi-head-attention.ts";
import { TransformerBlock, type TransformerLayerOptions } from "./transformer-block.ts";

/**
 * Self-attention and a feed-forward part, each with a residual connection, dropout and layer normalization:
 * [..., length, features] -> the same (Vaswani et al., 2017). With PyTorch's names; all dropouts have one probability.
 */
export class TransformerEncoderLayer extends TransformerBlock {
  static override readonly name: string = "TransformerEncoderLayer";
  readonly selfAttn: MultiHeadAttention;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;

  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super("TransformerEncoderLayer", features, options);
    const { dropout = 0.1, epsilon = 1e-5 } = options;
    this.selfAttn = new MultiHeadAttention(features, heads, { dropout });
    this.norm1 = new LayerNorm(features, { epsilon });
    this.norm2 = new LayerNorm(features, { epsilon });
  }

  /** Masks as in MultiHeadAttention. */
  forward(x: Tensor, masks: MaskOptions = {}): Tensor {
    readOptions("TransformerEncoderLayer.forward", masks, maskKinds);
    const attended = this.around(x, this.norm1, (x) => this.selfAttn.forward(x, x, x, masks));
    return this.around(attended, this.norm2, (x) => this.feedForward(x));
  }
}
