/** The layer that decoders of a Transformer with an encoder are stacked of. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { LayerNorm } from "./layer-norm.ts";
import { type MaskOptions, MultiHeadAttention, maskKinds } from "./multi-head-attention.ts";
import { TransformerBlock, type TransformerLayerOptions } from "./transformer-block.ts";

export interface DecoderMaskOptions extends MaskOptions {
  /** No position sees a later one. Default true; PyTorch's layer has to be given that mask. */
  readonly causal?: boolean | undefined;
  /** Which positions of the memory are seen, as the mask of MultiHeadAttention. */
  readonly memoryMask?: Tensor | undefined;
}

/**
 * Self-attention, attention to the encoder's result and a feed-forward part, each with a residual connection, dropout and
 * layer normalization: [..., n, features] with memory [..., m, features] -> [..., n, features] (Vaswani et al., 2017). With
 * PyTorch's names; all dropouts have one probability.
 */
export class TransformerDecoderLayer extends TransformerBlock {
  static override readonly name: string = "TransformerDecoderLayer";
  readonly selfAttn: MultiHeadAttention;
  readonly multiheadAttn: MultiHeadAttention;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;

  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super("TransformerDecoderLayer", features, options);
    const { dropout = 0.1, epsilon = 1e-5 } = options;
    this.selfAttn = new MultiHeadAttention(features, heads, { dropout });
    this.multiheadAttn = new MultiHeadAttention(features, heads, { dropout });
    this.norm1 = new LayerNorm(features, { epsilon });
    this.norm2 = new LayerNorm(features, { epsilon });
    this.norm3 = new LayerNorm(features, { epsilon });
  }

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
}
