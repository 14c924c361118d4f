/**
 * A network with one hidden layer, and regularization of its weights: penalties, weight decay, and a bound on norms.
 */
import { Linear, Module, type Optimizer, type Param, type Tensor, maxNorm, regularizers, relu } from "hebb";

/** Options of a Classifier. */
export interface ClassifierOptions {
  /** Size of the hidden layer. Default 256. */
  readonly units?: number;
  /** Default: relu. */
  readonly activation?: (x: Tensor) => Tensor;
}

/** A classifier of digits. */
export class Classifier extends Module {
  readonly hidden: Linear;
  readonly output: Linear;
  readonly activation: (x: Tensor) => Tensor;

  constructor({ units = 256, activation = relu }: ClassifierOptions = {}) {
    super();
    this.hidden = new Linear(784, units);
    this.output = new Linear(units, 10);
    this.activation = activation;
  }

  /**
   * Parameters that are regularized. Biases are excluded: they do not multiply an input, so they do not make the
   * network more sensitive to it.
   */
  get weights(): readonly Param[] {
    return [this.hidden.weight, this.output.weight];
  }

  get biases(): readonly Param[] {
    return [this.hidden.bias!, this.output.bias!];
  }

  /** Maps images u8 [n, 784] to logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    return this.logits(images.cast("f32").div(255));
  }

  /** Maps pixels from 0 to 1, [n, 784], to logits. */
  logits(pixels: Tensor): Tensor {
    return this.output.forward(this.activation(this.hidden.forward(pixels)));
  }
}

/** Returns λ Σ |w| (Tibshirani, 1996). Its gradient λ sign(w) has the same magnitude for small and large weights. */
export function l1Penalty(weights: readonly Param[], lambda: number): Tensor {
  return regularizers.l1(weights).mul(lambda);
}

/** Returns λ/2 Σ w² (Hoerl and Kennard, 1970). Its gradient λ w is proportional to the weight. */
export function l2Penalty(weights: readonly Param[], lambda: number): Tensor {
  return regularizers.l2(weights).mul(lambda / 2);
}

/**
 * Takes the optimizer's step d on `loss` together with weight decay, θ ← (1 - β) θ + d, which does not pass through the
 * gradient (Hanson and Pratt, 1988). With plain SGD, β = αλ makes this the step of `l2Penalty`; with Adam, it is that
 * of AdamW. Must be called inside `compile`.
 */
export function minimizeWithDecay(optimizer: Optimizer, loss: Tensor, weights: readonly Param[], beta: number): Tensor {
  // Computed from the weights before the step.
  const decay = weights.map((weight) => weight.mul(beta));
  optimizer.minimize(loss);
  weights.forEach((weight, i) => weight.assign(weight.sub(decay[i]!)));
  return loss;
}

/** Projects the weights of each unit onto the ball ‖w‖ <= bound. Must be called inside `compile`, after an update. */
export function boundNorms(weights: readonly Param[], bound: number): void {
  maxNorm(weights, bound);
}
