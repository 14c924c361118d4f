/** Perceptrons of any sizes with any activation, for experiments that vary them. */
import { Linear, Module, type Tensor, initializers } from "hebb";

export interface PerceptronOptions {
  /** Units of the input, of each hidden layer, and of the output. */
  readonly sizes: readonly number[];
  /** f, element by element. */
  readonly activation: (z: Tensor) => Tensor;
}

/** z⁽ˡ⁾ = W⁽ˡ⁾ a⁽ˡ⁻¹⁾ + b⁽ˡ⁾ and a⁽ˡ⁾ = f(z⁽ˡ⁾); the last layer has no activation. */
export class Perceptron extends Module {
  readonly layers: readonly Linear[];
  readonly activation: (z: Tensor) => Tensor;

  constructor({ sizes, activation }: PerceptronOptions) {
    super();
    this.activation = activation;
    this.layers = sizes.slice(1).map((outputs, l) => {
      // Deviation √(2 / inputs): activations of rectified units keep their size from layer to layer (He et al., 2015).
      return new Linear(sizes[l]!, outputs, { weight: initializers.heNormal(), bias: initializers.zeros() });
    });
  }

  /** [n, inputs] -> [n, outputs]. */
  forward(x: Tensor): Tensor {
    return this.sums(x).at(-1)!;
  }

  /** z of each layer, from the first hidden one to the output: [n, units] each. */
  sums(x: Tensor): Tensor[] {
    const z: Tensor[] = [];
    for (const layer of this.layers) z.push(layer.forward(z.length === 0 ? x : this.activation(z.at(-1)!)));
    return z;
  }
}
