/** Attention: each query reads a mixture of the values, weighted by how well their keys answer it. */
import { operandOf } from "../base/build.ts";
import { DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { causalMask } from "./attention-masks.ts";
import { type Score, scaledDotScore } from "./attention-scores.ts";
import { given } from "./given.ts";
import { type Layer, applyLayer } from "./sequential.ts";

export interface AttentionOptions {
  /**
   * Broadcasts to the scores [..., n, m]. Bool: true is seen, as in PyTorch's `scaled_dot_product_attention`
   * (`nn.MultiheadAttention` means the opposite). f32: added to the scores, where -Infinity is not seen.
   */
  readonly mask?: Tensor | undefined;
  /** Each query sees no key after its own position, see `causalMask`. Default false. */
  readonly causal?: boolean | undefined;
  /** Default: `scaledDotScore`. */
  readonly score?: Score | undefined;
  /** Applied to the weights [..., n, m], such as new Dropout(0.1). */
  readonly dropout?: Layer | undefined;
}

const attentionKinds = { mask: "tensor", causal: "boolean", score: "function module" } as const;

/**
 * softmax(score(query, key)) · value (Bahdanau et al., 2015; Vaswani et al., 2017): query [..., n, d], key [..., m, e] and
 * value [..., m, v] -> [..., n, v]; leading axes broadcast. A query that sees no key reads zeros, not NaN, and passes no
 * gradient back; so do all queries where m is 0. Keys that the mask hides from all queries are not read: they and their
 * values may be NaN, and have the gradient 0.
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
  // A row without keys has equal weights. It is cleared here, as that costs n × v and not n × m.
  return seeing === null ? mixed : where(seeing, mixed, 0);
}

/**
 * The weights [..., n, m] by which `attention` mixes the values, before dropout: each row sums to 1, or to 0 where a query
 * sees no key. Beside a call of `attention` with the same arguments they are computed once.
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
  /** Bool [..., n, 1]: the queries that see a key; the weights of others mean nothing. Null where all do. */
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
  // They are zeros already, but the compiler cannot tell; where it can, products leave half of their work out.
  const weights = causal ? where(visible!, shares, 0) : shares;
  // A causal mask alone leaves every query its own position.
  if (visible === undefined || (seen === undefined && queries <= keys)) return { weights, seeing: null };
  return { weights, seeing: visible.sum(-1, { keepDims: true }).greater(0) };
}

/** A finite number, so that no row is -Infinity - -Infinity; exp of it less any score that is seen is 0. */
const lowest = -3.4028234663852886e38;

function hide(scores: Tensor, seen: Tensor | undefined): Tensor {
  return seen === undefined ? scores : where(seen, scores, lowest);
}

/**
 * Keys or values [..., m, d] with zeros where every query has them hidden by `seen`, bool [..., n, m]: their weights are
 * 0, but 0 times NaN is NaN, in the mixture and in the gradients of what they were made of.
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

/** What a mask adds to the scores, and which it leaves. */
export function readMask(mask: Tensor | undefined): { bias?: Tensor; seen?: Tensor } {
  if (mask === undefined) return {};
  if (mask.dtype === "bool") return { seen: mask };
  if (mask.dtype === "f32") {
    const seen = mask.notEqual(-Infinity);
    return { bias: where(seen, mask, 0), seen };
  }
  throw new DTypeError(`attention was given a mask of ${mask.dtype}`, {
    operands: [operandOf(mask.node, "mask")],
    rule: "A mask is bool, true where a key is seen, or f32, which is added to the scores.",
    fix: 'Convert it: mask.cast("bool").',
  });
}

function checkOperands(query: Tensor, key: Tensor, value: Tensor): void {
  const ranks = [query, key, value].every((x) => given(x, "attention").shape.length >= 2);
  if (ranks && key.shape.at(-2) === value.shape.at(-2)) return;
  throw new ShapeError("attention cannot match query, key and value", {
    operands: [operandOf(query.node, "query"), operandOf(key.node, "key"), operandOf(value.node, "value")],
    rule: "They have the shapes [..., n, d], [..., m, e] and [..., m, v].",
  });
}
