/** Global max pooling: each channel becomes its largest element, whatever the size of the image. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { called } from "./called.ts";
import { given } from "./given.ts";

/**
 * The largest element of each channel: [n, channels, ...axes] -> [n, channels]. Equal maxima share the gradient, as
 * PyTorch's amax does. Throws a ShapeError unless `x` has an axis to pool, with elements.
 */
export const globalMaxPool = /* @__PURE__ */ called("globalMaxPool", (x: Tensor): Tensor => {
  if (given(x, "globalMaxPool").shape.length > 2 && sizeOf(x.shape.slice(2)) > 0) return x.flatten(2).max(-1);
  throw new ShapeError(`globalMaxPool cannot pool ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: "x has the shape [n, channels, ...], with at least one axis after the channels, and elements.",
  });
});
