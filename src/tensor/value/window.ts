/** Sliding windows, used by convolution and pooling. */
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import { nodeOf } from "./lazy.ts";
import { axisOf } from "./operand.ts";
import { windows } from "./features.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/** Options of `window`. */
export interface WindowOptions {
  /** The axis to slide along. Default: the last. */
  readonly axis?: number;
  /** Distance between the starts of consecutive windows. Default 1. */
  readonly stride?: number;
  /** Distance between consecutive elements of a window. Default 1. */
  readonly dilation?: number;
}

/**
 * Returns sliding windows of `size` elements along `axis`: [a…, n, b…] becomes [a…, o, b…, size]. Window i starts at i
 * * `stride`, and its elements are `dilation` apart. Like torch.Tensor.unfold, with dilation.
 *
 * Throws a ShapeError if no window fits into the axis.
 */
export function window(x: Tensor, size: number, options: WindowOptions = {}): Tensor {
  const kinds = { axis: "number", stride: "number", dilation: "number" } as const;
  const { axis = -1, stride = 1, dilation = 1 } = readOptions("window", options, kinds);
  const node = nodeOf(x, "window");
  const attributes = { axis: axisOf(node, axis, "window"), size, stride, dilation };
  return tensorOf(build.apply(windows.window, [node], attributes));
}
