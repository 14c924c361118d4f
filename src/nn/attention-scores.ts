/** Attention scores: how well each key answers each query. */
import { noMore } from "../base/options.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { uniform, xavierUniform } from "./initializers.ts";
import { Linear } from "./linear.ts";
import { checkSizes } from "./sizes.ts";

/** Queries [..., n, d] and keys [..., m, e] -> scores [..., n, m]: a function or a module. */
export type Score =
  | ((query: Tensor, key: Tensor) => Tensor)
  | (Module & { forward(query: Tensor, key: Tensor): Tensor });

/** query · key; both have the same number of features (Luong et al., 2015). */
export function dotScore(query: Tensor, key: Tensor): Tensor {
  return query.matmul(key.transpose());
}

/** query · key / √features, so that the variance does not grow with the features (Vaswani et al., 2017). */
export function scaledDotScore(query: Tensor, key: Tensor): Tensor {
  // The query is the smaller side: scores would be a pass over n × m.
  return dotScore(query.mul(1 / Math.sqrt(Math.max(1, query.shape.at(-1) ?? 1))), key);
}

/** weight · tanh(W query + U key), with weight [hidden], W and U without bias (Bahdanau et al., 2015). */
export class AdditiveScore extends Module {
  static override readonly name: string = "AdditiveScore";
  readonly query: Linear;
  readonly key: Linear;
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
    // A sum, not a matrix product: it fuses with the tanh, whose n × m × hidden values need no buffer then.
    return sums.tanh().mul(this.weight).sum(-1);
  }
}

/** queryᵀ weight key, with weight [query features, key features] (Luong et al., 2015). */
export class BilinearScore extends Module {
  static override readonly name: string = "BilinearScore";
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
