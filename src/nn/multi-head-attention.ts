/** Multi-head attention: several attentions side by side, each on its own projections. */
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

export interface MultiHeadAttentionOptions {
  /** Add biases to the projections. Default true. */
  readonly bias?: boolean;
  /** The share of the weights that is dropped in training. Default 0. */
  readonly dropout?: number;
  /** Features of the keys; PyTorch's kdim. Default: as many as the queries'. */
  readonly keyFeatures?: number;
  /** Features of the values; PyTorch's vdim. Default: as many as the queries'. */
  readonly valueFeatures?: number;
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

export const maskKinds = { mask: "tensor", causal: "boolean" } as const;

/**
 * Attention of `heads` heads of features / heads features each (Vaswani et al., 2017), in PyTorch's layout: `inProjWeight`
 * [3 features, features] and `inProjBias` [3 features] hold those of the queries, keys and values in this order, `outProj`
 * is Linear(features, features). Where keys or values have another number of features, `qProjWeight`, `kProjWeight` and
 * `vProjWeight` [features, those] take the place of `inProjWeight`. The batch comes first.
 */
export class MultiHeadAttention extends Module {
  static override readonly name: string = "MultiHeadAttention";
  readonly heads: number;
  readonly inProjWeight: Param | null = null;
  readonly qProjWeight: Param | null = null;
  readonly kProjWeight: Param | null = null;
  readonly vProjWeight: Param | null = null;
  readonly inProjBias: Param | null;
  readonly outProj: Linear;
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
      throw new ArgumentError(`MultiHeadAttention cannot give ${features} features to ${heads} heads`, {
        rule: "Every head has the same number of features.",
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
   * Queries [..., n, features], keys [..., m, key features] and values [..., m, value features] -> [..., n, features].
   * Without keys it is self-attention; without values the keys are the values too. A query that sees no key reads the bias
   * of `outProj`. Keys that the mask hides from all queries are not read, as in `attention`, unless they are the queries
   * too. Throws a ShapeError where they do not fit.
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
   * The weights of each head, [..., heads, n, m], before dropout: what `forward` mixes the values by. PyTorch returns
   * their mean over the heads, weights.mean(-3). In one program with `forward` they are computed once.
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

  /** What is read of keys and values, each distinct one once: the gradient of their projections multiplies by all of it. */
  #read(query: Tensor, inputs: readonly Tensor[], mask: Tensor | undefined): Tensor[] {
    let { seen } = readMask(mask);
    // Of a mask for each head, what any head sees.
    if (seen !== undefined && seen.shape.length > query.shape.length) seen = seen.sum(-3).greater(0);
    const read = new Map([[query, query]]);
    for (const x of inputs) if (!read.has(x)) read.set(x, onlySeen(x, seen));
    return inputs.map((x) => read.get(x)!);
  }

  /** Queries, keys and values by their projections; one product for each distinct input, where there is one weight. */
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

  /** `x` by the parts `first` to `last` of the projections. */
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

  /** Queries, keys and values, in this order. */
  #check(inputs: readonly Tensor[]): void {
    const features = this.#features;
    const sizes = [features, this.kProjWeight?.shape[1] ?? features, this.vProjWeight?.shape[1] ?? features];
    if (inputs.every((x, i) => given(x, this).shape.length >= 2 && x.shape.at(-1) === sizes[i])) return;
    const names = ["query", "key", "value"];
    throw new ShapeError(`${String(this)} cannot take its inputs`, {
      operands: inputs.map((x, i) => operandOf(x.node, names[i]!)),
      rule: this.inProjWeight
        ? `Each has the shape [..., length, ${features}].`
        : `They have the shapes ${sizes.map((size, i) => `${names[i]!} [..., length, ${size}]`).join(", ")}.`,
    });
  }
}

/** A mask [n, m] or [batch, n, m] is the same for all heads. */
function forHeads(mask: Tensor | undefined, query: Tensor): Tensor | undefined {
  if (mask === undefined || mask.shape.length <= 2 || mask.shape.length > query.shape.length) return mask;
  return mask.unsqueeze(-3);
}
