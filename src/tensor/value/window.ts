/** Sliding windows, which convolution and pooling read. */
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import { nodeOf } from "./lazy.ts";
import { axisOf } from "./operand.ts";
import { windows } from "./features.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

export interface WindowOptions {
  /** Default: the last one. */
  readonly axis?: number;
  /** From one window to the next. Default 1. */
  readonly stride?: number;
  /** From one element of a window to the next. Default 1. */
  readonly dilation?: number;
}

/**
 * Sliding windows along `axis`: [a…, n, b…] becomes [a…, o, b…, size], window i starting at i · `stride` and its elements
 * `dilation` apart. Throws a ShapeError where not one window fits.
 */
export function window(x: Tensor, size: number, options: WindowOptions = {}): Tensor {
  const kinds = { axis: "number", stride: "number", dilation: "number" } as const;
  const { axis = -1, stride = 1, dilation = 1 } = readOptions("window", options, kinds);
  const node = nodeOf(x, "window");
  const attributes = { axis: axisOf(node, axis, "window"), size, stride, dilation };
  return tensorOf(build.apply(windows.window, [node], attributes));
}
