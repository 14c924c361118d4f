/**
 * Cross entropy of logits over classes. Labels are compared with class indices inside a masked sum instead of
 * gathering, and gradients treat the row maximum as a constant. The compiler then generates one row kernel for the loss
 * and one for its gradient, (softmax - target) * scale.
 */
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sameShape, sizeOf } from "../base/shape.ts";
import { type Tensor, checkedIndices, iota, whereFinite as where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { given } from "./given.ts";
import { type Reduction, reduceLoss } from "./reduction.ts";

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions {
  /** Label of rows to ignore: their loss is 0 and their logits may be NaN. Default: none. */
  readonly ignoreIndex?: number;
  /** Weight of each class, f32 [classes]. Default: 1 for all. */
  readonly weight?: Tensor;
  /** Fraction of the target distributed evenly over all classes, from 0 to 1 (Szegedy et al., 2016). Default 0. */
  readonly labelSmoothing?: number;
  /** Reduction over all rows. Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Cross entropy, -Σ target * log softmax(logits), over the last axis: logits f32 [..., classes] -> a scalar, or with
 * reduction "none" one value per row, [...]. `target` contains labels, integers [...], or probabilities, f32
 * [..., classes]. PyTorch's CrossEntropyLoss has the classes on axis 1.
 *
 * For labels, the mean is divided by the sum of the weights of the rows that are not ignored. If all rows are ignored,
 * it is 0, so a batch of padding changes no parameter. For probabilities, the mean is divided by the number of rows.
 * The mean over no rows is NaN.
 *
 * If a label is neither a class nor `ignoreIndex`, reading the loss rejects with a FaultError, and the training step
 * changes no state. Throws a ShapeError or DTypeError if target or weight do not match the logits, and an ArgumentError
 * if an option is out of range.
 */
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  readOptions("crossEntropy", options, {
    ignoreIndex: "number",
    weight: "tensor",
    labelSmoothing: "number",
    reduction: "string",
  });
  return inCall("crossEntropy", () => lossOf(logits, target, options));
}

function lossOf(logits: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const { labelSmoothing = 0, reduction = "mean" } = options;
  checkLogits(given(logits, "crossEntropy"));
  given(target, "crossEntropy");
  checkWeight(logits, options.weight);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(`crossEntropy was given ${labelSmoothing} as labelSmoothing`, {
      rule: "It must be from 0 to 1.",
    });
  }
  if (target.dtype !== "f32") return ofLabels(logits, target, options);
  if (options.ignoreIndex !== undefined) {
    throw new ArgumentError("crossEntropy was given ignoreIndex and probabilities", {
      rule: "ignoreIndex requires integer labels.",
      fix: "Set all probabilities of rows to ignore to 0.",
    });
  }
  return reduceLoss(ofProbabilities(lessMaximum(logits), target, labelSmoothing, options.weight), reduction);
}

/** Subtracts the row maximum. Adding it to the logarithm later would round small losses to 0 if logits are large. */
function lessMaximum(logits: Tensor): Tensor {
  return logits.sub(logits.max(-1, { keepDims: true }).detach());
}

function ofLabels(
  logits: Tensor,
  target: Tensor,
  { ignoreIndex, weight, labelSmoothing = 0, reduction = "mean" }: CrossEntropyOptions,
): Tensor {
  const classes = logits.shape.at(-1)!;
  checkLabels(target, logits);
  const integers = target.cast("i32");
  const counts = ignoreIndex === undefined ? undefined : integers.notEqual(ignoreIndex);
  // Ignored rows may be NaN, and NaN times 0 is NaN.
  const shifted = lessMaximum(counts === undefined ? logits : where(counts.unsqueeze(-1), logits, 0));
  const known = counts === undefined ? integers : where(counts, integers, 0);
  const labels = checkedIndices("crossEntropy", "label", known, classes);
  const chosen = labels.unsqueeze(-1).equal(iota(classes));
  const pick = (values: Tensor) => where(chosen, values, 0).sum(-1);
  const logTotal = shifted.exp().sum(-1).log();
  const rowWeight = weight === undefined ? undefined : pick(weight);
  const surprise = logTotal.sub(pick(shifted));
  let losses = rowWeight === undefined ? surprise : surprise.mul(rowWeight);
  if (labelSmoothing > 0) {
    const even = evenly(shifted, logTotal, weight).mul(labelSmoothing / classes);
    losses = losses.mul(1 - labelSmoothing).add(even);
  }
  if (ignoreIndex === undefined && rowWeight === undefined) return reduceLoss(losses, reduction);
  if (counts !== undefined) losses = where(counts, losses, 0);
  if (reduction !== "mean" || sizeOf(losses.shape) === 0) return reduceLoss(losses, reduction);
  const shares =
    rowWeight === undefined ? counts!.cast("f32") : counts === undefined ? rowWeight : where(counts, rowWeight, 0);
  const total = shares.sum();
  return losses.sum().div(where(total.equal(0), 1, total));
}

/** Σ weight * -log softmax over all classes, for each row. */
function evenly(shifted: Tensor, logTotal: Tensor, weight: Tensor | undefined): Tensor {
  if (weight === undefined) return logTotal.mul(shifted.shape.at(-1)!).sub(shifted.sum(-1));
  return logTotal.mul(weight.sum()).sub(shifted.mul(weight).sum(-1));
}

/** Loss of each row. */
function ofProbabilities(shifted: Tensor, target: Tensor, smoothing: number, weight: Tensor | undefined): Tensor {
  if (!sameShape(target.shape, shifted.shape)) {
    const labels = sameShape(target.shape, shifted.shape.slice(0, -1));
    throw new ShapeError("crossEntropy cannot compare these probabilities with the logits", {
      operands: operandsOf(shifted, target),
      rule: "An f32 target must have the shape of the logits; labels are integers.",
      fix: labels ? 'If these are labels: target.cast("i32").' : classesLast(shifted, target),
    });
  }
  const even = smoothing / shifted.shape.at(-1)!;
  const smoothed = smoothing === 0 ? target : target.mul(1 - smoothing).add(even);
  const weighted = weight === undefined ? smoothed : smoothed.mul(weight);
  const logTotal = shifted.exp().sum(-1).log();
  // The logit of an impossible class may be -Infinity.
  return weighted
    .sum(-1)
    .mul(logTotal)
    .sub(where(weighted.equal(0), 0, weighted.mul(shifted)).sum(-1));
}

function checkLogits(logits: Tensor): void {
  if (logits.dtype !== "f32") {
    throw new DTypeError(`crossEntropy was given logits of ${logits.dtype}`, {
      operands: [{ name: "logits", shape: logits.shape, dtype: logits.dtype }],
      rule: "Logits must be f32.",
    });
  }
  if ((logits.shape.at(-1) ?? 0) > 0) return;
  throw new ShapeError("crossEntropy was given logits without classes", {
    operands: [{ name: "logits", shape: logits.shape, dtype: logits.dtype }],
    rule: "The last axis must not be empty.",
  });
}

function checkLabels(target: Tensor, logits: Tensor): void {
  const expected: Shape = logits.shape.slice(0, -1);
  if (sameShape(target.shape, expected)) return;
  const oneHot = sameShape(target.shape, logits.shape);
  throw new ShapeError("crossEntropy cannot compare these labels with the logits", {
    operands: operandsOf(logits, target),
    rule: `Labels must have the shape ${formatShape(expected)}, one per row of logits.`,
    fix: oneHot ? 'If these are probabilities, they must be f32: target.cast("f32").' : classesLast(logits, target),
  });
}

/** Fix suggested for logits with the classes on axis 1, as in PyTorch. */
function classesLast({ shape }: Tensor, target: Tensor): string | undefined {
  const order = [0, ...shape.map((_, axis) => axis).slice(2), 1];
  const moved = order.map((axis) => shape[axis]!).slice(0, Math.max(target.shape.length, shape.length - 1));
  return sameShape(moved, target.shape) ? `Classes must come last: logits.permute(${formatShape(order)}).` : undefined;
}

function checkWeight(logits: Tensor, weight: Tensor | undefined): void {
  const classes = logits.shape.at(-1)!;
  if (weight === undefined || (weight.dtype === "f32" && sameShape(weight.shape, [classes]))) return;
  throw new ShapeError(`crossEntropy cannot weight ${classes} classes`, {
    operands: [
      { name: "logits", shape: logits.shape, dtype: logits.dtype },
      { name: "weight", shape: weight.shape, dtype: weight.dtype },
    ],
    rule: `The weight must be f32 ${formatShape([classes])}.`,
  });
}

function operandsOf(logits: Tensor, target: Tensor) {
  return [
    { name: "logits", shape: logits.shape, dtype: logits.dtype },
    { name: "target", shape: target.shape, dtype: target.dtype },
  ];
}
