/** Shared code of the Transformer layers: options, feed-forward network, residual connections and normalization. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { relu } from "./activations.ts";
import type { AttentionCache, Decoding } from "./attention-cache.ts";
import { Dropout } from "./dropout.ts";
import type { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import type { MultiHeadAttention } from "./multi-head-attention.ts";
import { type Layer, applyLayer } from "./sequential.ts";
import { checkSizes } from "./sizes.ts";

/** Options of Transformer layers. */
export interface TransformerLayerOptions {
  /** Number of hidden units of the feed-forward network. Default 2048. */
  readonly feedForward?: number;
  /** Dropout probability of attention weights, hidden activations and the result of each sublayer. Default 0.1. */
  readonly dropout?: number;
  /** Activation of the feed-forward network. Default: relu. */
  readonly activation?: Layer;
  /** Normalize the input of each sublayer (Xiong et al., 2020) instead of the sum after it. Default false. */
  readonly preNorm?: boolean;
  /** Number added to the variance in layer normalization. Default 1e-5. */
  readonly epsilon?: number;
  /** Encode positions in self-attention by rotation, as in `RotaryEncoding`. Default false. */
  readonly rotary?: boolean;
}

/** Base class of Transformer layers: the feed-forward network and the residual connections around sublayers. */
export abstract class TransformerBlock extends Module {
  /** First layer of the feed-forward network, Linear(features, feedForward). */
  readonly linear1: Linear;
  /** Second layer of the feed-forward network, Linear(feedForward, features). */
  readonly linear2: Linear;
  /** Dropout of hidden activations and sublayer results. */
  readonly dropout: Dropout;
  /** Activation of the feed-forward network. */
  readonly activation: Layer;
  /** True if the input of each sublayer is normalized instead of the sum after it. */
  readonly preNorm: boolean;

  constructor(layer: string, features: number, options: TransformerLayerOptions) {
    super();
    const {
      feedForward = 2048,
      dropout = 0.1,
      activation = relu,
      preNorm = false,
    } = readOptions(layer, options, {
      feedForward: "number",
      dropout: "number",
      activation: "function module",
      preNorm: "boolean",
      epsilon: "number",
      rotary: "boolean",
    });
    checkSizes(layer, { features, feedForward });
    this.linear1 = new Linear(features, feedForward);
    this.linear2 = new Linear(feedForward, features);
    this.dropout = new Dropout(dropout);
    this.activation = activation;
    this.preNorm = preNorm;
  }

  /** Feed-forward network: linear2(dropout(activation(linear1(x)))). */
  protected feedForward(x: Tensor): Tensor {
    return this.linear2.forward(this.dropout.forward(applyLayer(this.activation, this.linear1.forward(x))));
  }

  /** Decodes new positions by self-attention, within the residual connection. */
  protected decodeAround(x: Tensor, norm: LayerNorm, attention: MultiHeadAttention, cache: AttentionCache): Decoding {
    let next = cache;
    const outputs = this.around(x, norm, (x) => {
      const decoded = attention.decode(x, cache);
      next = decoded.cache;
      return decoded.outputs;
    });
    return { outputs, cache: next };
  }

  /** Residual connection with normalization and dropout: x + part(norm(x)) if `preNorm`, else norm(x + part(x)). */
  protected around(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.preNorm) return x.add(this.dropout.forward(part(norm.forward(x))));
    return norm.forward(x.add(this.dropout.forward(part(x))));
  }
}
