/** Global max pooling: reduces each channel to its maximum. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { called } from "./called.ts";
import { given } from "./given.ts";

/**
 * Global max pooling, the maximum of each channel: [n, channels, ...axes] -> [n, channels]. Equal maxima share the
 * gradient, as in PyTorch's amax. Throws a ShapeError unless `x` has at least 3 axes and those after the channels are
 * not empty.
 */
export const globalMaxPool = /* @__PURE__ */ called("globalMaxPool", (x: Tensor): Tensor => {
  if (given(x, "globalMaxPool").shape.length > 2 && sizeOf(x.shape.slice(2)) > 0) return x.flatten(2).max(-1);
  throw new ShapeError(`globalMaxPool cannot pool ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: "x must have the shape [n, channels, ...axes], with at least one axis and none empty.",
  });
});
