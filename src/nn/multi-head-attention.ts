/** Multi-head attention: several attentions side by side, each on its own projections. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { attention } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { xavierUniform, zeros } from "./initialisers.ts";
import { Linear } from "./linear.ts";
import { checkSizes } from "./sizes.ts";

export interface MultiHeadAttentionOptions {
  /** Add biases to the projections. Default true. */
  readonly bias?: boolean;
  /** The share of the weights that is dropped in training. Default 0. */
  readonly dropout?: number;
}

export interface MaskOptions {
  /**
   * Bool, true is seen, or f32, added to the scores, as for `attention`: [n, m] or [batch, n, m], the same for all heads,
   * or [batch, heads, n, m]; each length may be 1.
   */
  readonly mask?: Tensor | undefined;
  /** Each query sees no key after its own position. Default false. */
  readonly causal?: boolean | undefined;
}

/**
 * Attention of `heads` heads of features / heads features each (Vaswani et al., 2017), in PyTorch's layout:
 * `inProjWeight` [3 features, features] and `inProjBias` [3 features] hold those of the queries, keys and values in
 * this order, `outProj` is Linear(features, features). The batch comes first.
 */
export class MultiHeadAttention extends Module {
  readonly heads: number;
  readonly inProjWeight: Param;
  readonly inProjBias: Param | null;
  readonly outProj: Linear;
  readonly dropout: Dropout;

  constructor(features: number, heads: number, { bias = true, dropout = 0 }: MultiHeadAttentionOptions = {}) {
    super();
    checkSizes("MultiHeadAttention", { features, heads });
    if (features % heads !== 0) {
      throw new ArgumentError(`MultiHeadAttention cannot give ${features} features to ${heads} heads`, {
        rule: "Every head has the same number of features.",
      });
    }
    this.heads = heads;
    this.inProjWeight = new Param([3 * features, features], xavierUniform());
    this.inProjBias = bias ? new Param([3 * features], zeros()) : null;
    this.outProj = new Linear(features, features, { bias: bias && zeros() });
    this.dropout = new Dropout(dropout);
  }

  /**
   * Queries [..., n, features], keys and values [..., m, features] -> [..., n, features]. Without keys it is
   * self-attention; without values the keys are the values too. Throws a ShapeError where they do not fit.
   */
  forward(query: Tensor, key: Tensor = query, value: Tensor = key, { mask, causal }: MaskOptions = {}): Tensor {
    this.#check(query, key, value);
    const [q, k, v] = this.#project(query, key, value).map((x) => this.#split(x)) as [Tensor, Tensor, Tensor];
    const forHeads = mask === undefined || mask.shape.length <= 2 || mask.shape.length > query.shape.length;
    const mixed = attention(q, k, v, {
      mask: forHeads ? mask : mask.unsqueeze(-3),
      causal,
      dropout: this.dropout,
    });
    return this.outProj.forward(mixed.transpose(-3, -2).reshape(query.shape));
  }

  override toString(): string {
    return `MultiHeadAttention(${this.inProjWeight.shape[1]}, ${this.heads})`;
  }

  /** One product for each distinct input. */
  #project(query: Tensor, key: Tensor, value: Tensor): Tensor[] {
    if (query === key && key === value) return this.#projection(query, 0, 3);
    if (key === value) return [...this.#projection(query, 0, 1), ...this.#projection(key, 1, 3)];
    return [query, key, value].flatMap((x, i) => this.#projection(x, i, i + 1));
  }

  /** `x` by the parts `first` to `last` of the projections. */
  #projection(x: Tensor, first: number, last: number): Tensor[] {
    const features = this.inProjWeight.shape[1]!;
    const range = [first * features, last * features] as const;
    const product = x.matmul(this.inProjWeight.slice(range).transpose());
    const sum = this.inProjBias === null ? product : product.add(this.inProjBias.slice(range));
    return sum.split(last - first, -1);
  }

  /** [..., n, features] -> [..., heads, n, features / heads] */
  #split(x: Tensor): Tensor {
    const [features, n] = [x.shape.at(-1)!, x.shape.at(-2)!];
    return x.reshape([...x.shape.slice(0, -2), n, this.heads, features / this.heads]).transpose(-3, -2);
  }

  #check(...inputs: [Tensor, Tensor, Tensor]): void {
    const features = this.inProjWeight.shape[1]!;
    if (inputs.every(({ shape }) => shape.length >= 2 && shape.at(-1) === features)) return;
    throw new ShapeError(`${String(this)} cannot take its inputs`, {
      operands: inputs.map((x, i) => operandOf(x.node, ["query", "key", "value"][i]!)),
      rule: `Each has the shape [..., length, ${features}].`,
    });
  }
}
