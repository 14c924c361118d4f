/** The residual connection: a layer learns what to add to its input. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sameShape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type Layer, applyLayer } from "./sequential.ts";

/**
 * shortcut(x) + layer(x), where the shortcut is the identity unless one is given, such as a projection to the layer's
 * outputs (He et al., 2016).
 */
export class Residual extends Module {
  static override readonly name: string = "Residual";
  readonly layer: Layer;
  readonly shortcut: Layer | null;

  constructor(layer: Layer, options: { readonly shortcut?: Layer } = {}) {
    super();
    const { shortcut } = readOptions("Residual", options, { shortcut: "function module" });
    this.layer = layer;
    this.shortcut = shortcut ?? null;
  }

  /** Throws a ShapeError unless both sides have one shape: nothing is broadcast. */
  forward(x: Tensor): Tensor {
    const straight = this.shortcut === null ? x : applyLayer(this.shortcut, x);
    const change = applyLayer(this.layer, x);
    if (sameShape(straight.shape, change.shape)) return straight.add(change);
    throw new ShapeError("Residual cannot add its layer's result to its input", {
      operands: [operandOf(straight.node, "input"), operandOf(change.node, "result")],
      rule: "Both shapes are equal.",
      fix: "Give it a layer that brings the input to that shape: new Residual(layer, { shortcut }).",
    });
  }
}
