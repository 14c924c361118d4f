/**
 * A feed-forward network whose forward pass, backward pass and update are written in matrix calculus (Rumelhart,
 * Hinton, Williams, 1986), without automatic differentiation.
 *
 * An example is a row of X [N, d]. Layer l = 1 … L has the parameters W⁽ˡ⁾ [outputs, inputs] and b⁽ˡ⁾ [outputs].
 */
import { Module, Param, type Tensor, initializers } from "hebb";
import { type ActivationName, activations } from "./activations.ts";

export interface Layer {
  readonly weight: Param;
  readonly bias: Param;
}

/** Values of the forward pass that the backward pass needs. */
export interface Pass {
  /** A⁽⁰⁾ = X, …, A⁽ᴸ⁻¹⁾: the inputs of the layers. */
  readonly inputs: readonly Tensor[];
  /** Z⁽¹⁾, …, Z⁽ᴸ⁾: the net inputs of the layers. */
  readonly nets: readonly Tensor[];
}

/** The gradients ∂R/∂W⁽ˡ⁾ and ∂R/∂b⁽ˡ⁾. */
export interface LayerGradient {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

export interface BPOptions {
  /** Activation of the hidden layers. Default "tanh". */
  readonly activation?: ActivationName;
}

export class BPNetwork extends Module {
  readonly layers: readonly Layer[];
  readonly #activation: ActivationName;

  /** Creates a network; `sizes` are the sizes of the input, the hidden layers and the output. */
  constructor(sizes: readonly number[], { activation = "tanh" }: BPOptions = {}) {
    super();
    this.#activation = activation;
    this.layers = sizes.slice(1).map((outputs, l) => ({
      weight: new Param([outputs, sizes[l]!], initializers.xavierUniform()),
      bias: new Param([outputs], initializers.zeros()),
    }));
  }

  /** Maps x [N, d] to Z⁽ᴸ⁾, the logits of the classes, [N, c]. */
  forward(x: Tensor): Tensor {
    return this.propagate(x).nets.at(-1)!;
  }

  /** Computes Z⁽ˡ⁾ = A⁽ˡ⁻¹⁾ W⁽ˡ⁾ᵀ + b⁽ˡ⁾ and A⁽ˡ⁾ = f(Z⁽ˡ⁾) for every layer. */
  propagate(x: Tensor): Pass {
    const inputs: Tensor[] = [];
    const nets: Tensor[] = [];
    let a = x;
    for (const [l, { weight, bias }] of this.layers.entries()) {
      const z = a
        .matmul(weight.transpose())
        .add(bias)
        .named(`z${l + 1}`);
      inputs.push(a);
      nets.push(z);
      a = this.#f.value(z);
    }
    return { inputs, nets };
  }

  /**
   * Returns the mean cross entropy with its regularizer, R = -1/N Σ log softmax(z⁽ᴸ⁾)_y + λ/2 Σ_l ‖W⁽ˡ⁾‖²; y [N, c] is
   * one-hot.
   */
  risk(x: Tensor, y: Tensor, lambda = 0): Tensor {
    const loss = y.mul(this.forward(x).logSoftmax()).sum(-1).mean().neg();
    return loss.add(this.regularizer().mul(lambda / 2));
  }

  /** Returns Σ_l ‖W⁽ˡ⁾‖² (Frobenius norm); biases are not regularized. */
  regularizer(): Tensor {
    return this.layers.map(({ weight }) => weight.square().sum()).reduce((sum, square) => sum.add(square));
  }

  /**
   * Returns the error terms Δ⁽ˡ⁾ = ∂R/∂Z⁽ˡ⁾ of all layers, computed from the last layer to the first: Δ⁽ᴸ⁾ =
   * (softmax(Z⁽ᴸ⁾) - Y) / N and Δ⁽ˡ⁾ = f'(Z⁽ˡ⁾) ⊙ (Δ⁽ˡ⁺¹⁾ W⁽ˡ⁺¹⁾).
   */
  deltas({ inputs, nets }: Pass, y: Tensor): Tensor[] {
    const last = this.layers.length - 1;
    const [examples] = y.shape as [number, number];
    const deltas: Tensor[] = [];
    deltas[last] = nets[last]!.softmax().sub(y).div(examples);
    for (let l = last - 1; l >= 0; l--) {
      const back = deltas[l + 1]!.matmul(this.layers[l + 1]!.weight);
      deltas[l] = this.#f.slope(nets[l]!, inputs[l + 1]!).mul(back);
    }
    return deltas;
  }

  /** Returns ∂R/∂W⁽ˡ⁾ = Δ⁽ˡ⁾ᵀ A⁽ˡ⁻¹⁾ + λ W⁽ˡ⁾ and ∂R/∂b⁽ˡ⁾ = Σ_n Δ⁽ˡ⁾_n for all layers. */
  gradients({ inputs }: Pass, deltas: readonly Tensor[], lambda = 0): LayerGradient[] {
    return this.layers.map(({ weight }, l) => ({
      weight: deltas[l]!.transpose().matmul(inputs[l]!).add(weight.mul(lambda)),
      bias: deltas[l]!.sum(0),
    }));
  }

  /**
   * Performs a step of gradient descent, W⁽ˡ⁾ ← W⁽ˡ⁾ - α ∂R/∂W⁽ˡ⁾ and b⁽ˡ⁾ ← b⁽ˡ⁾ - α ∂R/∂b⁽ˡ⁾. Must be called inside
   * `compile`.
   */
  update(gradients: readonly LayerGradient[], learningRate: Tensor | number): void {
    for (const [l, { weight, bias }] of this.layers.entries()) {
      weight.assign(weight.sub(gradients[l]!.weight.mul(learningRate)));
      bias.assign(bias.sub(gradients[l]!.bias.mul(learningRate)));
    }
  }

  get #f() {
    return activations[this.#activation];
  }
}
