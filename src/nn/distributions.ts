/** Random choices and their log-probabilities, for estimators such as `reinforce`. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { type Tensor, random } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { given } from "./given.ts";
import { checkSameShape } from "./reduction.ts";

/** Smallest uniform number. It keeps Gumbel noise finite, and lies below the resolution of the uniform numbers. */
const least = 2 ** -25;

/**
 * Draws a category from each row of logits by adding Gumbel noise and taking the maximum (Gumbel, 1954): logits f32
 * [..., n] -> i32 [...] with P(i) = softmax(logits)_i. A logit of -Infinity is never chosen unless all are. The choice
 * has no gradient.
 *
 * Throws a DTypeError unless the logits are f32, and a ShapeError if they have no categories.
 */
export function sampleCategorical(logits: Tensor): Tensor {
  checkLogits("sampleCategorical", logits);
  return inCall("sampleCategorical", () => {
    const gumbel = random.uniform(logits.shape).maximum(least).log().neg().log().neg();
    return logits.detach().add(gumbel).argmax(-1);
  });
}

/**
 * Log-probability of categories: logits f32 [..., n] and `chosen`, integers [...] -> log softmax(logits) at the chosen
 * category, [...]. The choices are constants, the logits receive the gradient.
 *
 * If a choice is not a category, reading the result rejects with a FaultError. Throws a ShapeError unless `chosen` has
 * the shape of the rows, and a DTypeError unless the logits are f32 and the choices integers.
 */
export function categoricalLogProbability(logits: Tensor, chosen: Tensor): Tensor {
  checkLogits("categoricalLogProbability", logits);
  if (given(chosen, "categoricalLogProbability").dtype === "f32") {
    throw new DTypeError("categoricalLogProbability was given choices of f32", {
      operands: [operandOf(chosen.node, "chosen")],
      rule: "Choices are integers, such as those of sampleCategorical.",
      fix: 'Convert them: chosen.cast("i32").',
    });
  }
  return inCall("categoricalLogProbability", () => crossEntropy(logits, chosen, { reduction: "none" }).neg());
}

/**
 * Draws normally distributed numbers around each mean, f32 of the shape of `mean`. They have no gradient. For a
 * gradient through the numbers, write mean.add(random.normal(mean.shape).mul(std)) instead (Kingma and Welling, 2014).
 *
 * `std` is a positive number, or a tensor that broadcasts to `mean`. Throws an ArgumentError for a number that is not
 * positive, and a DTypeError unless the mean is f32.
 */
export function sampleNormal(mean: Tensor, std: number | Tensor): Tensor {
  checkNormal("sampleNormal", mean, std);
  return inCall("sampleNormal", () => mean.add(random.normal(mean.shape).mul(std)).detach());
}

/**
 * Log-density of normally distributed numbers, -(x - mean)² / (2 std²) - log(std √(2π)), elementwise: x and mean f32 of
 * one shape, `std` a positive number or a tensor that broadcasts to them. Sum it over the coordinates of a point.
 *
 * Throws a ShapeError if the shapes differ, an ArgumentError for a number that is not positive, and a DTypeError unless
 * the mean is f32.
 */
export function normalLogProbability(x: Tensor, mean: Tensor, std: number | Tensor): Tensor {
  checkSameShape("normalLogProbability", ["x", "mean"], x, mean);
  checkNormal("normalLogProbability", mean, std);
  return inCall("normalLogProbability", () => {
    const logStd = typeof std === "number" ? Math.log(std) : std.log();
    return x
      .sub(mean)
      .div(std)
      .square()
      .mul(-0.5)
      .sub(logStd)
      .sub(0.5 * Math.log(2 * Math.PI));
  });
}

function checkLogits(caller: string, logits: Tensor): void {
  const { dtype, shape } = given(logits, caller);
  const operands = [operandOf(logits.node, "logits")];
  if (dtype !== "f32")
    throw new DTypeError(`${caller} was given logits of ${dtype}`, { operands, rule: "They are f32." });
  if ((shape.at(-1) ?? 0) > 0) return;
  throw new ShapeError(`${caller} was given logits without categories`, {
    operands,
    rule: "The last axis must not be empty.",
  });
}

function checkNormal(caller: string, mean: Tensor, std: number | Tensor): void {
  if (given(mean, caller).dtype !== "f32") {
    throw new DTypeError(`${caller} was given a mean of ${mean.dtype}`, {
      operands: [operandOf(mean.node, "mean")],
      rule: "The mean is f32.",
    });
  }
  if (typeof std !== "number") {
    given(std, caller);
    return;
  }
  if (std > 0 && Number.isFinite(std)) return;
  throw new ArgumentError(`${caller} was given a standard deviation of ${std}`, { rule: "It must be positive." });
}
