/** Attention: each query returns a weighted average of the values; the weights are a softmax of scores of the keys. */
import { operandOf } from "../base/build.ts";
import { DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { causalMask } from "./attention-masks.ts";
import { type Score, scaledDotScore } from "./attention-scores.ts";
import { given } from "./given.ts";
import { type Layer, applyLayer } from "./sequential.ts";

/** Options of `attention`. */
export interface AttentionOptions {
  /**
   * Mask that broadcasts to the scores [..., n, m]. Bool: true means that the key is visible, as in PyTorch's
   * `scaled_dot_product_attention` (in `nn.MultiheadAttention`, true means hidden). f32: added to the scores; -Infinity
   * hides a key. Default: all keys are visible.
   */
  readonly mask?: Tensor | undefined;
  /** Hide the keys after each query's own position; see `causalMask`. Default false. */
  readonly causal?: boolean | undefined;
  /** Score function. Default: `scaledDotScore`. */
  readonly score?: Score | undefined;
  /** Layer applied to the weights [..., n, m], such as new Dropout(0.1). Default: none. */
  readonly dropout?: Layer | undefined;
}

const attentionKinds = { mask: "tensor", causal: "boolean", score: "function module" } as const;

/**
 * Attention, softmax(score(query, key)) · value: query [..., n, d], key [..., m, e] and value [..., m, v] ->
 * [..., n, v]. Leading axes broadcast (Bahdanau et al., 2015; Vaswani et al., 2017).
 *
 * The result of a query without visible keys is 0, not NaN, and its gradient is 0; this includes all queries if m is 0.
 * Keys hidden from all queries are ignored: they and their values may be NaN, and their gradient is 0.
 *
 * Throws a ShapeError unless all three have at least 2 axes and `key` and `value` have the same length m, and a
 * DTypeError unless the mask is bool or f32.
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  readOptions("attention", options, { ...attentionKinds, dropout: "function module" });
  checkOperands(query, key, value);
  return inCall("attention", () => mix(query, key, value, options));
}

function mix(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions): Tensor {
  const { dropout, mask } = options;
  const { weights, seeing } = mixture(query, key, options);
  const mixed = (dropout === undefined ? weights : applyLayer(dropout, weights)).matmul(
    onlySeen(value, readMask(mask).seen),
  );
  // A row without visible keys has equal weights. Clearing its result costs n × v; its weights would cost n × m.
  return seeing === null ? mixed : where(seeing, mixed, 0);
}

/**
 * Attention weights, softmax(score(query, key)), before dropout: query [..., n, d] and key [..., m, e] -> [..., n, m].
 * Each row sums to 1, or to 0 if its query has no visible key. If a program also calls `attention` with the same
 * arguments, the weights are computed once. Throws the same errors as `attention`.
 */
export function attentionWeights(query: Tensor, key: Tensor, options: Omit<AttentionOptions, "dropout"> = {}): Tensor {
  readOptions("attentionWeights", options, attentionKinds);
  checkOperands(query, key, key);
  return inCall("attentionWeights", () => {
    const { weights, seeing } = mixture(query, key, options);
    return seeing === null ? weights : where(seeing, weights, 0);
  });
}

interface Mixture {
  readonly weights: Tensor;
  /**
   * Bool [..., n, 1]: true for queries with a visible key. Other rows of `weights` are meaningless. Null if all have
   * one.
   */
  readonly seeing: Tensor | null;
}

function mixture(query: Tensor, key: Tensor, options: AttentionOptions): Mixture {
  const { score = scaledDotScore, causal = false } = options;
  const { bias, seen } = readMask(options.mask);
  const read = onlySeen(key, seen);
  const scores = typeof score === "function" ? score(query, read) : score.forward(query, read);
  const [queries, keys] = [query.shape.at(-2)!, key.shape.at(-2)!];
  const visible = causal ? and(causalMask(queries, keys), seen) : seen;
  const biased = bias === undefined ? scores : scores.add(bias);
  const shares = keys === 0 ? biased : hide(biased, visible).softmax();
  // Hidden weights are 0 already, but this `where` tells the compiler, which then skips half of the products.
  const weights = causal ? where(visible!, shares, 0) : shares;
  // With a causal mask alone, every query sees its own position.
  if (visible === undefined || (seen === undefined && queries <= keys)) return { weights, seeing: null };
  return { weights, seeing: visible.sum(-1, { keepDims: true }).greater(0) };
}

/** Smallest finite f32. A row of -Infinity would compute -Infinity - -Infinity, which is NaN. */
const lowest = -3.4028234663852886e38;

function hide(scores: Tensor, seen: Tensor | undefined): Tensor {
  return seen === undefined ? scores : where(seen, scores, lowest);
}

/**
 * Replaces keys or values [..., m, d] by 0 if `seen`, bool [..., n, m], hides them from all queries. Their weights are
 * 0, but 0 times NaN is NaN, both in the result and in the gradients of the tensors they were computed from.
 */
export function onlySeen(x: Tensor, seen: Tensor | undefined): Tensor {
  if (seen === undefined) return x;
  const rows = seen.shape.length < 2 ? seen.unsqueeze(0) : seen;
  const byAny = rows.shape.at(-2) === 1 ? rows : rows.sum(-2, { keepDims: true }).greater(0);
  return where(byAny.transpose(-2, -1), x, 0);
}

function and(x: Tensor, y: Tensor | undefined): Tensor {
  return y === undefined ? x : x.and(y);
}

/** Splits a mask into the bias that it adds to the scores and the keys that it leaves visible. */
export function readMask(mask: Tensor | undefined): { bias?: Tensor; seen?: Tensor } {
  if (mask === undefined) return {};
  if (mask.dtype === "bool") return { seen: mask };
  if (mask.dtype === "f32") {
    const seen = mask.notEqual(-Infinity);
    return { bias: where(seen, mask, 0), seen };
  }
  throw new DTypeError(`attention was given a mask of ${mask.dtype}`, {
    operands: [operandOf(mask.node, "mask")],
    rule: "A mask is bool (true: visible) or f32 (added to the scores).",
    fix: 'Convert it: mask.cast("bool").',
  });
}

function checkOperands(query: Tensor, key: Tensor, value: Tensor): void {
  const ranks = [query, key, value].every((x) => given(x, "attention").shape.length >= 2);
  if (ranks && key.shape.at(-2) === value.shape.at(-2)) return;
  throw new ShapeError("attention was given shapes that do not match", {
    operands: [operandOf(query.node, "query"), operandOf(key.node, "key"), operandOf(value.node, "value")],
    rule: "Required: [..., n, d], [..., m, e] and [..., m, v].",
  });
}
