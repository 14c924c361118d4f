/** Multilayer perceptrons of any size and activation. */
import { Linear, Module, type Tensor, initializers } from "hebb";

/** Options of a Perceptron. */
export interface PerceptronOptions {
  /** Sizes of the input, of each hidden layer, and of the output. */
  readonly sizes: readonly number[];
  /** Elementwise activation f. */
  readonly activation: (z: Tensor) => Tensor;
}

/**
 * A multilayer perceptron, z⁽ˡ⁾ = W⁽ˡ⁾ a⁽ˡ⁻¹⁾ + b⁽ˡ⁾ and a⁽ˡ⁾ = f(z⁽ˡ⁾), without an activation after the last layer.
 */
export class Perceptron extends Module {
  readonly layers: readonly Linear[];
  readonly activation: (z: Tensor) => Tensor;

  constructor({ sizes, activation }: PerceptronOptions) {
    super();
    this.activation = activation;
    this.layers = sizes.slice(1).map((outputs, l) => {
      // With the standard deviation √(2 / inputs), activations of relu units keep their scale from layer to layer (He
      // et al., 2015).
      return new Linear(sizes[l]!, outputs, { weight: initializers.heNormal(), bias: initializers.zeros() });
    });
  }

  /** Maps [n, inputs] to [n, outputs]. */
  forward(x: Tensor): Tensor {
    return this.sums(x).at(-1)!;
  }

  /** Returns z of each layer from the first hidden layer to the output, each [n, units]. */
  sums(x: Tensor): Tensor[] {
    const z: Tensor[] = [];
    for (const layer of this.layers) z.push(layer.forward(z.length === 0 ? x : this.activation(z.at(-1)!)));
    return z;
  }
}
