/** A network with one hidden layer, and the formulas that hold its weights small: penalties, decay, a bound on norms. */
import { Linear, Module, type Optimizer, type Param, type Tensor, maxNorm, regularizers, relu } from "hebb";

export interface ClassifierOptions {
  /** Of the hidden layer. Default 256. */
  readonly units?: number;
  /** Default: relu. */
  readonly activation?: (x: Tensor) => Tensor;
}

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
   * What is regularized. Not the biases: they do not multiply an input, so that they cannot make the network more
   * sensitive to it.
   */
  get weights(): readonly Param[] {
    return [this.hidden.weight, this.output.weight];
  }

  get biases(): readonly Param[] {
    return [this.hidden.bias!, this.output.bias!];
  }

  /** Images, u8 [n, 784] -> logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images.cast("f32").div(255);
    return this.output.forward(this.activation(this.hidden.forward(pixels)));
  }
}

/** λ Σ |w| (Tibshirani, 1996). Its gradient λ sign(w) pulls small weights as strongly as large ones. */
export function l1Penalty(weights: readonly Param[], lambda: number): Tensor {
  return regularizers.l1(weights).mul(lambda);
}

/** λ/2 Σ w² (Hoerl and Kennard, 1970). Its gradient λ w pulls weights the less the smaller they are. */
export function l2Penalty(weights: readonly Param[], lambda: number): Tensor {
  return regularizers.l2(weights).mul(lambda / 2);
}

/**
 * Within compile: the optimizer's step d on `loss`, and with it weight decay, θ ← (1 - β) θ + d, apart from any gradient
 * (Hanson and Pratt, 1988). Under plain SGD, β = αλ makes it the step of `l2Penalty`; under Adam it is AdamW's.
 */
export function minimizeWithDecay(optimizer: Optimizer, loss: Tensor, weights: readonly Param[], beta: number): Tensor {
  // Of the weights before the step.
  const decay = weights.map((weight) => weight.mul(beta));
  optimizer.minimize(loss);
  weights.forEach((weight, i) => weight.assign(weight.sub(decay[i]!)));
  return loss;
}

/** Within compile, after an update: the weights of each unit back onto the ball ‖w‖ <= bound where they have left it. */
export function boundNorms(weights: readonly Param[], bound: number): void {
  maxNorm(weights, bound);
}
