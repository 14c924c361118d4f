/** Multi-head attention: several attention heads in parallel, each with its own projections. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { attention, attentionWeights, onlySeen, readMask } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { given } from "./given.ts";
import { xavierUniform, zeros } from "./initializers.ts";
import { Linear } from "./linear.ts";
import { checkSizes } from "./sizes.ts";

/** Options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions {
  /** Add biases to all projections. Default true. */
  readonly bias?: boolean;
  /** Dropout probability of the attention weights during training. Default 0. */
  readonly dropout?: number;
  /** Number of features of the keys, PyTorch's kdim. Default: `features`. */
  readonly keyFeatures?: number;
  /** Number of features of the values, PyTorch's vdim. Default: `features`. */
  readonly valueFeatures?: number;
}

/** Masks of attention layers. */
export interface MaskOptions {
  /**
   * Mask of the scores, as in `attention`: bool (true means visible) or f32 (added to the scores). Its shape is [n, m]
   * or [batch, n, m], shared by all heads, or [batch, heads, n, m]. Lengths may be 1. Default: all keys are visible.
   */
  readonly mask?: Tensor | undefined;
  /** Hide the keys after each query's own position. Default false. */
  readonly causal?: boolean | undefined;
}

export const maskKinds = { mask: "tensor", causal: "boolean" } as const;

/**
 * Multi-head attention (Vaswani et al., 2017): projects queries, keys and values, applies `attention` in each of
 * `heads` heads with features / heads features each, and projects the concatenated results. Axis 0 is the batch, as
 * with batch_first=True in PyTorch. Throws an ArgumentError unless all sizes are integers of at least 1, `heads`
 * divides `features`, and the dropout probability is at least 0 and below 1.
 *
 * Parameters have the names and layouts of PyTorch's MultiheadAttention. If keys or values have another number of
 * features than queries, `qProjWeight`, `kProjWeight` and `vProjWeight` replace `inProjWeight`.
 */
export class MultiHeadAttention extends Module {
  static override readonly name: string = "MultiHeadAttention";
  /** Number of heads. */
  readonly heads: number;
  /** Projections of queries, keys and values in this order, f32 [3 · features, features], or null. */
  readonly inProjWeight: Param | null = null;
  /** Projection of the queries, f32 [features, features], or null. */
  readonly qProjWeight: Param | null = null;
  /** Projection of the keys, f32 [features, keyFeatures], or null. */
  readonly kProjWeight: Param | null = null;
  /** Projection of the values, f32 [features, valueFeatures], or null. */
  readonly vProjWeight: Param | null = null;
  /** Biases of queries, keys and values in this order, f32 [3 · features], or null. */
  readonly inProjBias: Param | null;
  /** Projection of the concatenated heads, Linear(features, features). */
  readonly outProj: Linear;
  /** Dropout of the attention weights. */
  readonly dropout: Dropout;

  constructor(features: number, heads: number, options: MultiHeadAttentionOptions = {}) {
    super();
    const {
      bias = true,
      dropout = 0,
      keyFeatures = features,
      valueFeatures = features,
    } = readOptions("MultiHeadAttention", options, {
      bias: "boolean",
      dropout: "number",
      keyFeatures: "number",
      valueFeatures: "number",
    });
    checkSizes("MultiHeadAttention", { features, heads, keyFeatures, valueFeatures });
    if (features % heads !== 0) {
      throw new ArgumentError(`MultiHeadAttention cannot divide ${features} features into ${heads} heads`, {
        rule: "heads must divide features.",
      });
    }
    this.heads = heads;
    if (keyFeatures === features && valueFeatures === features) {
      this.inProjWeight = new Param([3 * features, features], xavierUniform());
    } else {
      this.qProjWeight = new Param([features, features], xavierUniform());
      this.kProjWeight = new Param([features, keyFeatures], xavierUniform());
      this.vProjWeight = new Param([features, valueFeatures], xavierUniform());
    }
    this.inProjBias = bias ? new Param([3 * features], zeros()) : null;
    this.outProj = new Linear(features, features, { bias: bias && zeros() });
    this.dropout = new Dropout(dropout);
  }

  /**
   * Queries [..., n, features], keys [..., m, keyFeatures] and values [..., m, valueFeatures] -> [..., n, features].
   * The keys default to the queries (self-attention), the values to the keys. The result of a query without visible
   * keys is the bias of `outProj`. As in `attention`, keys hidden from all queries are ignored, unless they are also
   * the queries. Throws a ShapeError if shapes do not match, and an ArgumentError or DTypeError for invalid masks.
   */
  forward(query: Tensor, key: Tensor = query, value: Tensor = key, masks: MaskOptions = {}): Tensor {
    const { mask, causal } = readOptions(`${String(this)}.forward`, masks, maskKinds);
    this.#check([query, key, value]);
    const inputs = this.#read(query, [key, value], mask);
    const [q, k, v] = this.#project([query, ...inputs]).map((x) => this.#split(x)) as [Tensor, Tensor, Tensor];
    const mixed = attention(q, k, v, { mask: forHeads(mask, query), causal, dropout: this.dropout });
    return this.outProj.forward(mixed.transpose(-3, -2).reshape(query.shape));
  }

  /**
   * Attention weights of each head before dropout: queries [..., n, features] and keys [..., m, keyFeatures] ->
   * [..., heads, n, m]. PyTorch returns their mean over the heads, weights.mean(-3). If a program also calls `forward`
   * with the same arguments, the weights are computed once. Throws the same errors as `forward`.
   */
  weights(query: Tensor, key: Tensor = query, masks: MaskOptions = {}): Tensor {
    const { mask, causal } = readOptions(`${String(this)}.weights`, masks, maskKinds);
    this.#check([query, key]);
    const inputs = this.#read(query, [key], mask);
    const [q, k] = this.#project([query, ...inputs]).map((x) => this.#split(x)) as [Tensor, Tensor];
    return attentionWeights(q, k, { mask: forHeads(mask, query), causal });
  }

  override toString(): string {
    return `MultiHeadAttention(${this.#features}, ${this.heads})`;
  }

  get #features(): number {
    return this.outProj.weight.shape[0]!;
  }

  /**
   * Replaces hidden keys and values by 0, each distinct tensor once. Otherwise, a NaN in them would reach the gradients
   * of their projections.
   */
  #read(query: Tensor, inputs: readonly Tensor[], mask: Tensor | undefined): Tensor[] {
    let { seen } = readMask(mask);
    // If each head has a mask, keeps the keys that any head sees.
    if (seen !== undefined && seen.shape.length > query.shape.length) seen = seen.sum(-3).greater(0);
    const read = new Map([[query, query]]);
    for (const x of inputs) if (!read.has(x)) read.set(x, onlySeen(x, seen));
    return inputs.map((x) => read.get(x)!);
  }

  /** Projects queries, keys and values. With `inProjWeight`, each distinct input takes one product. */
  #project(inputs: readonly Tensor[]): Tensor[] {
    const separate = [this.qProjWeight, this.kProjWeight, this.vProjWeight];
    if (this.inProjWeight === null) {
      return inputs.map((x, i) => this.#addBias(x.matmul(separate[i]!.transpose()), i, i + 1));
    }
    const projected: Tensor[] = [];
    for (let first = 0; first < inputs.length;) {
      let last = first + 1;
      while (last < inputs.length && inputs[last] === inputs[first]) last++;
      projected.push(...this.#projection(inputs[first]!, first, last));
      first = last;
    }
    return projected;
  }

  /** Applies the projections from `first` up to `last` (exclusive) to `x`. */
  #projection(x: Tensor, first: number, last: number): Tensor[] {
    const features = this.#features;
    const weight = this.inProjWeight!.slice([first * features, last * features]);
    return this.#addBias(x.matmul(weight.transpose()), first, last).chunk(last - first, -1);
  }

  #addBias(product: Tensor, first: number, last: number): Tensor {
    const features = this.#features;
    return this.inProjBias === null ? product : product.add(this.inProjBias.slice([first * features, last * features]));
  }

  /** [..., n, features] -> [..., heads, n, features / heads] */
  #split(x: Tensor): Tensor {
    const [features, n] = [x.shape.at(-1)!, x.shape.at(-2)!];
    return x.reshape([...x.shape.slice(0, -2), n, this.heads, features / this.heads]).transpose(-3, -2);
  }

  /** Checks the shapes of queries, keys and values, in this order. */
  #check(inputs: readonly Tensor[]): void {
    const features = this.#features;
    const sizes = [features, this.kProjWeight?.shape[1] ?? features, this.vProjWeight?.shape[1] ?? features];
    if (inputs.every((x, i) => given(x, this).shape.length >= 2 && x.shape.at(-1) === sizes[i])) return;
    const names = ["query", "key", "value"];
    throw new ShapeError(`${String(this)} cannot take these shapes`, {
      operands: inputs.map((x, i) => operandOf(x.node, names[i]!)),
      rule: this.inProjWeight
        ? `Each must have the shape [..., length, ${features}].`
        : `Required: ${sizes.map((size, i) => `${names[i]!} [..., length, ${size}]`).join(", ")}.`,
    });
  }
}

/** Adds an axis of heads to a mask [batch, n, m]. Masks [n, m] broadcast already. */
function forHeads(mask: Tensor | undefined, query: Tensor): Tensor | undefined {
  if (mask === undefined || mask.shape.length <= 2 || mask.shape.length > query.shape.length) return mask;
  return mask.unsqueeze(-3);
}
