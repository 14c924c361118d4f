/** Cumulative sums along an axis. */
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import { nodeOf } from "./lazy.ts";
import { axisOf } from "./operand.ts";
import { cumulative } from "./features.ts";
import { widened } from "./reduction.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

export interface CumulativeOptions {
  /** Sum from the end of the axis instead of from its start. Default false. */
  readonly reverse?: boolean;
  /** Exclude the element itself, so that the first sum is 0. Default false. */
  readonly exclusive?: boolean;
}

/**
 * Returns the cumulative sums of `x` along `axis`, in the shape of `x`: element i is x[0] + … + x[i]. With `exclusive`,
 * it is the sum of the elements before i; with `reverse`, sums start at the end. bool and u8 are summed as i32, other
 * types keep their element type. Like torch.cumsum and jax.numpy.cumsum.
 *
 * Throws a ShapeError if `x` has no such axis.
 */
export function cumulativeSum(x: Tensor, axis: number, options: CumulativeOptions = {}): Tensor {
  const kinds = { reverse: "boolean", exclusive: "boolean" } as const;
  const { reverse = false, exclusive = false } = readOptions("cumulativeSum", options, kinds);
  const node = nodeOf(x, "cumulativeSum");
  const attributes = { axis: axisOf(node, axis, "cumulativeSum"), reverse, exclusive };
  return tensorOf(build.apply(cumulative.cumulativeSum, [widened(node)], attributes));
}
