/** Global average pooling: reduces each channel to its mean. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { formatShape } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { called } from "./called.ts";
import { given } from "./given.ts";

/**
 * Global average pooling, the mean of each channel: [n, channels, ...axes] -> [n, channels] (Lin et al., 2013). Throws
 * a ShapeError unless `x` has at least 3 axes.
 */
export const globalAvgPool = /* @__PURE__ */ called("globalAvgPool", (x: Tensor): Tensor => {
  if (given(x, "globalAvgPool").shape.length > 2) return x.flatten(2).mean(-1);
  throw new ShapeError(`globalAvgPool cannot average ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: "x must have the shape [n, channels, ...axes], with at least one axis.",
  });
});
