/**
 * Cross entropy of classes, from logits. Labels are compared with the class numbers inside a masked sum instead of being
 * gathered, and the row's maximum is a constant to gradients: the compiler then makes one row kernel of the loss and one
 * of its gradient, (softmax - target) * scale.
 */
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sameShape, sizeOf } from "../base/shape.ts";
import { type Tensor, checkedIndices, iota, whereFinite as where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { given } from "./given.ts";
import { type Reduction, reduceLoss } from "./reduction.ts";

export interface CrossEntropyOptions {
  /** Rows with this label do not count and are not read. Default: none. */
  readonly ignoreIndex?: number;
  /** A factor for each class, f32 [classes]. */
  readonly weight?: Tensor;
  /** The share of the target that is spread evenly over all classes (Szegedy et al., 2016). Default 0. */
  readonly labelSmoothing?: number;
  /** Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * -Σ target * log softmax(logits), with the classes on the last axis: a scalar, or with reduction "none" one value for
 * each row, the shape of the logits without its last axis. `target` holds labels, integers of that shape, or probabilities,
 * f32 of the logits' shape. The mean divides labels' losses by the sum of the weights of the rows that count, and
 * probabilities' by the number of rows: over no rows it is NaN. Where no row counts it is 0, so that a batch of padding
 * alone changes nothing.
 *
 * A label that is neither a class nor `ignoreIndex` is a FaultError of the read, and the step that met it changes no state.
 * Throws a ShapeError or DTypeError where target or weight do not fit the logits.
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
    throw new ArgumentError(`crossEntropy cannot smooth by ${labelSmoothing}`, {
      rule: "labelSmoothing is a number from 0 to 1.",
    });
  }
  if (target.dtype !== "f32") return ofLabels(logits, target, options);
  if (options.ignoreIndex !== undefined) {
    throw new ArgumentError("crossEntropy cannot ignore an index of probabilities", {
      rule: "ignoreIndex is a label, and labels are integers.",
      fix: "Give such rows the target 0 in every class.",
    });
  }
  return reduceLoss(ofProbabilities(lessMaximum(logits), target, labelSmoothing, options.weight), reduction);
}

/** Taken off at once, not added to the logarithm: beside large logits that would round the loss away. */
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
  // What does not count may be NaN, which times 0 would be NaN.
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

/** Σ weight * -log softmax over all classes. */
function evenly(shifted: Tensor, logTotal: Tensor, weight: Tensor | undefined): Tensor {
  if (weight === undefined) return logTotal.mul(shifted.shape.at(-1)!).sub(shifted.sum(-1));
  return logTotal.mul(weight.sum()).sub(shifted.mul(weight).sum(-1));
}

/** The loss of each row. */
function ofProbabilities(shifted: Tensor, target: Tensor, smoothing: number, weight: Tensor | undefined): Tensor {
  if (!sameShape(target.shape, shifted.shape)) {
    const labels = sameShape(target.shape, shifted.shape.slice(0, -1));
    throw new ShapeError("crossEntropy cannot compare these probabilities with the logits", {
      operands: operandsOf(shifted, target),
      rule: "A target of f32 holds probabilities and has the shape of the logits; labels are integers.",
      fix: labels ? 'If these are labels: target.cast("i32").' : classesLast(shifted, target),
    });
  }
  const even = smoothing / shifted.shape.at(-1)!;
  const smoothed = smoothing === 0 ? target : target.mul(1 - smoothing).add(even);
  const weighted = weight === undefined ? smoothed : smoothed.mul(weight);
  const logTotal = shifted.exp().sum(-1).log();
  // A class that cannot be chosen may have the logit -infinity.
  return weighted
    .sum(-1)
    .mul(logTotal)
    .sub(where(weighted.equal(0), 0, weighted.mul(shifted)).sum(-1));
}

function checkLogits(logits: Tensor): void {
  if (logits.dtype !== "f32") {
    throw new DTypeError(`crossEntropy cannot take logits of ${logits.dtype}`, {
      operands: [{ name: "logits", shape: logits.shape, dtype: logits.dtype }],
      rule: "Logits are f32.",
    });
  }
  if ((logits.shape.at(-1) ?? 0) > 0) return;
  throw new ShapeError("crossEntropy needs classes on the last axis of the logits", {
    operands: [{ name: "logits", shape: logits.shape, dtype: logits.dtype }],
    rule: "There is at least one class.",
  });
}

function checkLabels(target: Tensor, logits: Tensor): void {
  const expected: Shape = logits.shape.slice(0, -1);
  if (sameShape(target.shape, expected)) return;
  const oneHot = sameShape(target.shape, logits.shape);
  throw new ShapeError("crossEntropy cannot compare these labels with the logits", {
    operands: operandsOf(logits, target),
    rule: `There is one label for each row of logits: ${formatShape(expected)}.`,
    fix: oneHot ? 'If these are probabilities, they must be f32: target.cast("f32").' : classesLast(logits, target),
  });
}

/** PyTorch has the classes on axis 1. */
function classesLast({ shape }: Tensor, target: Tensor): string | undefined {
  const order = [0, ...shape.map((_, axis) => axis).slice(2), 1];
  const moved = order.map((axis) => shape[axis]!).slice(0, Math.max(target.shape.length, shape.length - 1));
  return sameShape(moved, target.shape) ? `The classes come last: logits.permute(${formatShape(order)}).` : undefined;
}

function checkWeight(logits: Tensor, weight: Tensor | undefined): void {
  const classes = logits.shape.at(-1)!;
  if (weight === undefined || (weight.dtype === "f32" && sameShape(weight.shape, [classes]))) return;
  throw new ShapeError(`crossEntropy cannot weight ${classes} classes`, {
    operands: [
      { name: "logits", shape: logits.shape, dtype: logits.dtype },
      { name: "weight", shape: weight.shape, dtype: weight.dtype },
    ],
    rule: `There is one weight of f32 for each class: ${formatShape([classes])}.`,
  });
}

function operandsOf(logits: Tensor, target: Tensor) {
  return [
    { name: "logits", shape: logits.shape, dtype: logits.dtype },
    { name: "target", shape: target.shape, dtype: target.dtype },
  ];
}
