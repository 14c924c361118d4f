/** Pointers: attention whose distribution over the inputs is the output itself (Vinyals et al., 2015). */
import { operandOf } from "../base/build.ts";
import { DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Tensor, cumulativeSum, where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Score, scaledDotScore } from "./attention-scores.ts";
import { onlySeen } from "./attention.ts";
import { given } from "./given.ts";

/** Options of `pointerLogits`. */
export interface PointerOptions {
  /** Bool mask that broadcasts to the logits [..., n, m]: true for inputs that can be chosen. Default: all. */
  readonly mask?: Tensor | undefined;
  /** Score function, such as an AdditiveScore as in the paper. Default: `scaledDotScore`. */
  readonly score?: Score | undefined;
}

/**
 * Logits of the inputs to point to, score(query, key): query [..., n, d], one row per step, and key [..., m, e], one row
 * per input -> [..., n, m]. Their softmax is p(c_t = i); nothing is summed (Vinyals et al., 2015).
 *
 * Inputs that the mask hides have the logit -Infinity, so probability 0 and no gradient. If it hides all inputs, the
 * softmax is NaN; exclude such rows from the loss by the `ignoreIndex` of `crossEntropy`.
 *
 * Throws a ShapeError unless query and key have at least 2 axes, and a DTypeError unless the mask is bool.
 */
export function pointerLogits(query: Tensor, key: Tensor, options: PointerOptions = {}): Tensor {
  const kinds = { mask: "tensor", score: "function module" } as const;
  const { mask, score = scaledDotScore } = readOptions("pointerLogits", options, kinds);
  check(given(query, "pointerLogits"), given(key, "pointerLogits"), mask);
  return inCall("pointerLogits", () => {
    const read = onlySeen(key, mask);
    const scores = typeof score === "function" ? score(query, read) : score.forward(query, read);
    return mask === undefined ? scores : where(mask, scores, -Infinity);
  });
}

/**
 * Returns the mask of inputs that were not chosen before each step, bool [..., n, m]: `chosen` i32 [..., n] contains the
 * index of the input chosen in each step, or a negative number for none. For training with teacher forcing; to
 * decode without repetition, use the `allowed` option of `decode`. Throws a DTypeError unless `chosen` is i32, and a
 * ShapeError if it is a scalar.
 */
export function notChosenBefore(chosen: Tensor, m: number): Tensor {
  if (given(chosen, "notChosenBefore").shape.length === 0) {
    throw new ShapeError("notChosenBefore was given a scalar", { rule: "It needs one index per step, [..., n]." });
  }
  return inCall("notChosenBefore", () => {
    const counts = cumulativeSum(chosen.oneHot(m), -2, { exclusive: true });
    return counts.equal(0);
  });
}

function check(query: Tensor, key: Tensor, mask: Tensor | undefined): void {
  if (query.shape.length < 2 || key.shape.length < 2) {
    throw new ShapeError("pointerLogits was given a vector", {
      operands: [operandOf(query.node, "query"), operandOf(key.node, "key")],
      rule: "Required: [..., n, d] and [..., m, e].",
    });
  }
  if (mask === undefined || mask.dtype === "bool") return;
  throw new DTypeError(`pointerLogits was given a mask of ${mask.dtype}`, {
    operands: [operandOf(mask.node, "mask")],
    rule: "A mask is bool; true means that the input can be chosen.",
    fix: 'Convert it: mask.cast("bool").',
  });
}
