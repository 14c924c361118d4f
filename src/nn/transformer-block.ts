/** What the layers of Transformers share: their options, the feed-forward part, and where the normalization stands. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { relu } from "./activations.ts";
import { Dropout } from "./dropout.ts";
import type { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { type Layer, applyLayer } from "./sequential.ts";
import { checkSizes } from "./sizes.ts";

export interface TransformerLayerOptions {
  /** Width of the feed-forward part. Default 2048. */
  readonly feedForward?: number;
  /** The share that is dropped in training: of attention weights, of the activations, of each part's result. Default 0.1. */
  readonly dropout?: number;
  /** Default: relu. */
  readonly activation?: Layer;
  /** Normalize what goes into each part (Xiong et al., 2020) instead of the sum that leaves it. Default false. */
  readonly preNorm?: boolean;
  /** That of the normalizations. Default 1e-5. */
  readonly epsilon?: number;
}

/** The feed-forward part, linear2(dropout(activation(linear1(x)))), and the residual connection around every part. */
export abstract class TransformerBlock extends Module {
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly dropout: Dropout;
  readonly activation: Layer;
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
    });
    checkSizes(layer, { features, feedForward });
    this.linear1 = new Linear(features, feedForward);
    this.linear2 = new Linear(feedForward, features);
    this.dropout = new Dropout(dropout);
    this.activation = activation;
    this.preNorm = preNorm;
  }

  protected feedForward(x: Tensor): Tensor {
    return this.linear2.forward(this.dropout.forward(applyLayer(this.activation, this.linear1.forward(x))));
  }

  /** x + part(norm(x)), or norm(x + part(x)). */
  protected around(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.preNorm) return x.add(this.dropout.forward(part(norm.forward(x))));
    return norm.forward(x.add(this.dropout.forward(part(x))));
  }
}
