/** Residual connection: adds the result of a layer to its input. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sameShape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type Layer, applyLayer } from "./sequential.ts";

/**
 * Residual connection, shortcut(x) + layer(x) (He et al., 2016). The shortcut defaults to the identity. If the layer
 * changes the shape, pass a shortcut that changes it likewise, such as a projection.
 */
export class Residual extends Module {
  static override readonly name: string = "Residual";
  /** Layer whose result is added. */
  readonly layer: Layer;
  /** Layer of the shortcut; null for the identity. */
  readonly shortcut: Layer | null;

  constructor(layer: Layer, options: { readonly shortcut?: Layer } = {}) {
    super();
    const { shortcut } = readOptions("Residual", options, { shortcut: "function module" });
    this.layer = layer;
    this.shortcut = shortcut ?? null;
  }

  /** Throws a ShapeError if the two shapes differ; they do not broadcast. */
  forward(x: Tensor): Tensor {
    const straight = this.shortcut === null ? x : applyLayer(this.shortcut, x);
    const change = applyLayer(this.layer, x);
    if (sameShape(straight.shape, change.shape)) return straight.add(change);
    throw new ShapeError("Residual cannot add its layer's result to its input", {
      operands: [operandOf(straight.node, "input"), operandOf(change.node, "result")],
      rule: "The shapes must be equal.",
      fix: "Project the input to that shape: new Residual(layer, { shortcut }).",
    });
  }
}
