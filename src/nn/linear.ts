/** The fully connected layer: every output is a weighted sum of all inputs. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Initializer, Module, Param, type Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

export interface LinearOptions {
  /** Add a bias, with these first values where an initializer is given. Default true: as the weight's default. */
  readonly bias?: boolean | Initializer;
  /** Default: uniform within ± 1 / √inputs. */
  readonly weight?: Initializer;
}

/** x · weightᵀ + bias: [..., inputs] -> [..., outputs], with weight [outputs, inputs] and bias [outputs]. */
export class Linear extends Module {
  static override readonly name: string = "Linear";
  readonly weight: Param;
  readonly bias: Param | null;

  constructor(inputs: number, outputs: number, options: LinearOptions = {}) {
    super();
    const { bias = true, weight } = readOptions("Linear", options, { bias: "boolean function", weight: "function" });
    checkSizes("Linear", { inputs, outputs });
    const bound = 1 / Math.sqrt(inputs);
    this.weight = new Param([outputs, inputs], weight ?? uniform(-bound, bound));
    this.bias = bias ? new Param([outputs], bias === true ? uniform(-bound, bound) : bias) : null;
  }

  /** Throws a ShapeError unless the last axis of `x` has the length of the inputs. */
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
    const length = x.shape.at(-1);
    const fix = length === undefined ? "Give it an axis: x.reshape([1])." : `Linear(${length}, ${outputs}) would fit.`;
    return new ShapeError(`matmul cannot contract ${length ?? "a scalar"} with ${inputs}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      rule: "The last axis on the left must equal the input size of the layer.",
      fix,
    });
  }
}
