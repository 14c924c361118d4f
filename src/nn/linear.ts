/** Fully connected layer: every output is a weighted sum of all inputs. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { type Initializer, Module, Param, type Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** Options of `Linear`. */
export interface LinearOptions {
  /** Add a bias. An initializer sets its initial values. Default true: uniform within ± 1 / √inputs. */
  readonly bias?: boolean | Initializer;
  /** Initializer of the weight. Default: uniform within ± 1 / √inputs. */
  readonly weight?: Initializer;
}

/**
 * Fully connected layer, x · weightᵀ + bias: [..., inputs] -> [..., outputs]. Throws an ArgumentError unless both sizes
 * are integers of at least 1. Same as PyTorch's Linear.
 */
export class Linear extends Module {
  static override readonly name: string = "Linear";
  /** Weight, f32 [outputs, inputs]. */
  readonly weight: Param;
  /** Bias, f32 [outputs], or null. */
  readonly bias: Param | null;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    const { bias = true, weight } = readOptions("Linear", options, { bias: "boolean function", weight: "function" });
    checkSizes("Linear", { inputs, outputs });
    const bound = 1 / Math.sqrt(inputs);
    this.weight = new Param([outputs, inputs], weight ?? uniform(-bound, bound));
    this.bias = bias ? new Param([outputs], bias === true ? uniform(-bound, bound) : bias) : null;
  }

  /** Throws a ShapeError unless the last axis of `x` has `inputs` elements. */
  forward(x: Tensor): Tensor {
    const [outputs, inputs] = this.weight.shape as [number, number];
    if (given(x, this).shape.at(-1) !== inputs) throw this.#mismatch(x, inputs, outputs);
    const product = x.matmul(this.weight.transpose());
    return this.bias === null ? product : product.add(this.bias);
  }

  override toString(): string {
    const [outputs, inputs] = this.weight.shape;
    return `Linear(${inputs}, ${outputs})`;
  }

  #mismatch(x: Tensor, inputs: number, outputs: number): ShapeError {
    const { shape } = x;
    // The axis at which flattening gives the layer's inputs.
    const axis = shape.findIndex((_, i) => sizeOf(shape.slice(i)) === inputs);
    const fits = axis < 0 ? `Linear(${shape.at(-1)}, ${outputs}) would fit.` : `Flatten it first: x.flatten(${axis}).`;
    return new ShapeError(`${String(this)} expects a last axis of ${inputs}, got ${formatShape(shape)}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      fix: shape.length > 0 ? fits : undefined,
    });
  }
}
