/** Running sums along an axis. */
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import { nodeOf } from "./lazy.ts";
import { axisOf } from "./operand.ts";
import { cumulative } from "./features.ts";
import { widened } from "./reduction.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

export interface CumulativeOptions {
  /** From the last element on. Default false. */
  readonly reverse?: boolean;
  /** Without the element itself, so that the first sum is 0. Default false. */
  readonly exclusive?: boolean;
}

/**
 * Running sums along `axis`: element i is Σ x[0..i]; `exclusive` leaves x[i] out, `reverse` sums from the end. bool and u8
 * add up to i32.
 */
export function cumulativeSum(x: Tensor, axis: number, options: CumulativeOptions = {}): Tensor {
  const kinds = { reverse: "boolean", exclusive: "boolean" } as const;
  const { reverse = false, exclusive = false } = readOptions("cumulativeSum", options, kinds);
  const node = nodeOf(x, "cumulativeSum");
  const attributes = { axis: axisOf(node, axis, "cumulativeSum"), reverse, exclusive };
  return tensorOf(build.apply(cumulative.cumulativeSum, [widened(node)], attributes));
}
