/** Multi-head attention: several attention heads in parallel, each with its own projections. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import {
  type AttentionCache,
  type Decoding,
  type KeysAndValues,
  emptyCache,
  extended,
  newPositions,
  visibleTo,
} from "./attention-cache.ts";
import { attention, attentionWeights, onlySeen, readMask } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { given } from "./given.ts";
import { xavierUniform, zeros } from "./initializers.ts";
import { projected, splitHeads } from "./head-projections.ts";
import { Linear } from "./linear.ts";
import { RotaryEncoding } from "./rotary-encoding.ts";
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
  /** Encode positions by rotating queries and keys, as in `RotaryEncoding`; for self-attention. Default false. */
  readonly rotary?: boolean;
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
  /** Encoding of the positions of queries and keys, or null. */
  readonly rotary: RotaryEncoding | null;

  constructor(features: number, heads: number, options: MultiHeadAttentionOptions = {}) {
    super();
    const {
      bias = true,
      dropout = 0,
      keyFeatures = features,
      valueFeatures = features,
      rotary = false,
    } = readOptions("MultiHeadAttention", options, {
      bias: "boolean",
      dropout: "number",
      keyFeatures: "number",
      valueFeatures: "number",
      rotary: "boolean",
    });
    checkSizes("MultiHeadAttention", { features, heads, keyFeatures, valueFeatures });
    if (features % heads !== 0) {
      throw new ArgumentError(`MultiHeadAttention cannot divide ${features} features into ${heads} heads`, {
        rule: "heads must divide features.",
      });
    }
    if (rotary && (features / heads) % 2 !== 0) {
      throw new ArgumentError(`MultiHeadAttention cannot rotate heads of ${features / heads} features`, {
        rule: "With rotary positions, features / heads must be even, because features are rotated in pairs.",
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
    this.rotary = rotary ? new RotaryEncoding() : null;
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
    const [q, k, v] = this.#heads([query, ...inputs]) as [Tensor, Tensor, Tensor];
    return this.#merge(
      attention(this.#rotated(q, k), this.#rotated(k, q), v, {
        mask: forHeads(mask, query),
        causal,
        dropout: this.dropout,
      }),
    );
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
    const [q, k] = this.#heads([query, ...inputs]) as [Tensor, Tensor];
    return attentionWeights(this.#rotated(q, k), this.#rotated(k, q), { mask: forHeads(mask, query), causal });
  }

  /**
   * Returns a cache for `decode`, without positions yet, for `batch` sequences of at most `capacity` positions. Throws
   * an ArgumentError unless both are integers of at least 1.
   */
  emptyCache(batch: number, capacity: number): AttentionCache {
    const features = this.#features / this.heads;
    return emptyCache(String(this), { batch, heads: this.heads, capacity, features });
  }

  /**
   * Causal self-attention of new positions, x [batch, n, features], to themselves and to all positions in the cache.
   * Returns the outputs, equal to those of `forward` on the whole sequence, and the next cache.
   *
   * Throws a ShapeError if shapes do not match. If the sequence exceeds the capacity, reading a result rejects with a
   * FaultError.
   */
  decode(x: Tensor, cache: AttentionCache): Decoding {
    this.#check([x, x, x]);
    this.#checkCache("decode", x, cache);
    const positions = newPositions(`${String(this)}.decode`, cache, x.shape.at(-2)!);
    const [q, k, values] = this.#heads([x, x, x]) as [Tensor, Tensor, Tensor];
    const placed = (part: Tensor) => this.rotary?.at(part, positions, cache.keys.shape.at(-2)!) ?? part;
    const next = extended(cache, { keys: placed(k), values }, positions);
    const mask = visibleTo(positions, next);
    const mixed = attention(placed(q), next.keys, next.values, { mask, dropout: this.dropout });
    return { outputs: this.#merge(mixed), cache: next };
  }

  /**
   * Projects keys [batch, m, keyFeatures] and values [batch, m, valueFeatures] once, for several calls of `attend`, such
   * as the results of an encoder during decoding. The values default to the keys. Throws a ShapeError if shapes do not
   * match.
   */
  project(key: Tensor, value: Tensor = key): KeysAndValues {
    this.#check([key, value], 1);
    const [keys, values] = this.#heads([key, value], 1) as [Tensor, Tensor];
    return { keys, values };
  }

  /**
   * Attention of queries [batch, n, features] to projected keys and values: `forward` without projecting them again. A
   * mask hides keys, but does not clear them; hidden keys must be finite. Throws the errors of `forward`.
   */
  attend(query: Tensor, memory: KeysAndValues, masks: Pick<MaskOptions, "mask"> = {}): Tensor {
    const { mask } = readOptions(`${String(this)}.attend`, masks, { mask: "tensor" });
    this.#check([query]);
    this.#checkCache("attend", query, memory);
    const [q] = this.#heads([query]) as [Tensor];
    return this.#merge(
      attention(q, memory.keys, memory.values, { mask: forHeads(mask, query), dropout: this.dropout }),
    );
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

  /** Projects queries, keys and values, and splits them into heads. `skipped` is 1 for keys and values alone. */
  #heads(inputs: readonly Tensor[], skipped = 0): Tensor[] {
    return projected(this, inputs, skipped).map((x) => splitHeads(x, this.heads));
  }

  /** [..., heads, n, features / heads] -> [..., n, features], projected */
  #merge(mixed: Tensor): Tensor {
    const shape = mixed.shape;
    return this.outProj.forward(
      mixed.transpose(-3, -2).reshape([...shape.slice(0, -3), shape.at(-2)!, this.#features]),
    );
  }

  /** Rotates the queries or keys of one side, if the layer is rotary. The other side has the same positions. */
  #rotated(x: Tensor, other: Tensor): Tensor {
    if (this.rotary === null) return x;
    if (x.shape.at(-2) === other.shape.at(-2)) return this.rotary.forward(x);
    throw new ShapeError(
      `${String(this)} with rotary positions was given ${x.shape.at(-2)} and ${other.shape.at(-2)} positions`,
      {
        rule: "Queries and keys of a rotary layer have the same positions.",
        fix: "To continue a sequence with cached keys, call decode.",
      },
    );
  }

  /** Checks that projected keys and values have the heads of this layer and the batch of `x`. */
  #checkCache(method: string, x: Tensor, { keys, values }: KeysAndValues): void {
    const expected = [...x.shape.slice(0, -2), this.heads, keys.shape.at(-2)!, this.#features / this.heads];
    const matches = ({ shape }: Tensor) => shape.length === expected.length && shape.every((n, i) => n === expected[i]);
    if (matches(keys) && matches(values)) return;
    throw new ShapeError(`${String(this)}.${method} cannot take these shapes`, {
      operands: [operandOf(x.node, "x"), operandOf(keys.node, "keys"), operandOf(values.node, "values")],
      rule: `Keys and values must have the shape [batch, ${this.heads}, m, ${this.#features / this.heads}], with the batch of x.`,
    });
  }

  /** Checks the shapes of queries, keys and values, in this order, without the first `skipped`. */
  #check(inputs: readonly Tensor[], skipped = 0): void {
    const features = this.#features;
    const all = [features, this.kProjWeight?.shape[1] ?? features, this.vProjWeight?.shape[1] ?? features];
    const sizes = all.slice(skipped);
    if (inputs.every((x, i) => given(x, this).shape.length >= 2 && x.shape.at(-1) === sizes[i])) return;
    const names = ["query", "key", "value"].slice(skipped);
    throw new ShapeError(`${String(this)} cannot take these shapes`, {
      operands: inputs.map((x, i) => operandOf(x.node, names[i]!)),
      rule: this.inProjWeight
        ? `Each must have the shape [..., length, ${features}].`
        : `Required: ${sizes
            .slice(0, inputs.length)
            .map((size, i) => `${names[i]!} [..., length, ${size}]`)
            .join(", ")}.`,
    });
  }
}

/** Adds an axis of heads to a mask [batch, n, m]. Masks [n, m] broadcast already. */
function forHeads(mask: Tensor | undefined, query: Tensor): Tensor | undefined {
  if (mask === undefined || mask.shape.length <= 2 || mask.shape.length > query.shape.length) return mask;
  return mask.unsqueeze(-3);
}
