/** Score functions of attention: how well each key matches each query. */
import { noMore } from "../base/options.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { uniform, xavierUniform } from "./initializers.ts";
import { Linear } from "./linear.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Score function of attention: queries [..., n, d] and keys [..., m, e] -> scores [..., n, m]. A function or a module.
 */
export type Score =
  | ((query: Tensor, key: Tensor) => Tensor)
  | (Module & { forward(query: Tensor, key: Tensor): Tensor });

/**
 * Dot-product score, query · key: [..., n, features] and [..., m, features] -> [..., n, m] (Luong et al., 2015). Throws
 * a ShapeError if the numbers of features differ.
 */
export function dotScore(query: Tensor, key: Tensor): Tensor {
  return query.matmul(key.transpose());
}

/**
 * Scaled dot-product score, query · key / √features: [..., n, features] and [..., m, features] -> [..., n, m]
 * (Vaswani et al., 2017). The factor keeps the variance of the scores independent of the number of features. Default of
 * `attention`.
 */
export function scaledDotScore(query: Tensor, key: Tensor): Tensor {
  // Scales the query, which is smaller than the n × m scores.
  return dotScore(query.mul(1 / Math.sqrt(Math.max(1, query.shape.at(-1) ?? 1))), key);
}

/**
 * Additive score, weight · tanh(W query + U key): queries [..., n, queryFeatures] and keys [..., m, keyFeatures] ->
 * [..., n, m], with a hidden layer of `hidden` units (Bahdanau et al., 2015). Throws an ArgumentError unless all sizes
 * are integers of at least 1.
 */
export class AdditiveScore extends Module {
  static override readonly name: string = "AdditiveScore";
  /** Projection W of the queries, without a bias. */
  readonly query: Linear;
  /** Projection U of the keys, without a bias. */
  readonly key: Linear;
  /** Weight, f32 [hidden], uniform within ± 1 / √hidden. */
  readonly weight: Param;

  constructor(queryFeatures: number, keyFeatures: number, hidden: number, ...rest: never[]) {
    super();
    noMore("AdditiveScore", rest);
    checkSizes("AdditiveScore", { queryFeatures, keyFeatures, hidden });
    this.query = new Linear(queryFeatures, hidden, { bias: false });
    this.key = new Linear(keyFeatures, hidden, { bias: false });
    this.weight = new Param([hidden], uniform(-1 / Math.sqrt(hidden), 1 / Math.sqrt(hidden)));
  }

  forward(query: Tensor, key: Tensor): Tensor {
    const sums = this.query.forward(query).unsqueeze(-2).add(this.key.forward(key).unsqueeze(-3));
    // A sum fuses with the tanh, so its n × m × hidden values need no buffer. A matrix product would store them.
    return sums.tanh().mul(this.weight).sum(-1);
  }
}

/**
 * Bilinear score, queryᵀ · weight · key: queries [..., n, queryFeatures] and keys [..., m, keyFeatures] -> [..., n, m]
 * (Luong et al., 2015). Throws an ArgumentError unless both sizes are integers of at least 1.
 */
export class BilinearScore extends Module {
  static override readonly name: string = "BilinearScore";
  /** Weight, f32 [queryFeatures, keyFeatures], from `xavierUniform`. */
  readonly weight: Param;

  constructor(queryFeatures: number, keyFeatures: number, ...rest: never[]) {
    super();
    noMore("BilinearScore", rest);
    checkSizes("BilinearScore", { queryFeatures, keyFeatures });
    this.weight = new Param([queryFeatures, keyFeatures], xavierUniform());
  }

  forward(query: Tensor, key: Tensor): Tensor {
    return dotScore(query.matmul(this.weight), key);
  }
}
