/** Facts of the experiments on back-propagation by hand. */
import type { Order, Summary } from "../verdicts.ts";
import type { ActivationName } from "./activations.ts";

/** Error terms on the way from the last layer to the first, with one activation. */
export interface Flow {
  readonly activation: ActivationName;
  /** |δ⁽ˡ⁾| of every unit for one digit before training, with the first seed: `[layer][unit]`. */
  readonly units: readonly (readonly number[])[];
  /** ‖δ⁽ˡ⁾‖ of each layer over the first steps, relative to the last layer. */
  readonly shares: readonly Summary[];
  /** Factor from one layer to the layer before it: the geometric mean. */
  readonly factor: Summary;
  /** Loss over the last steps of the training. */
  readonly loss: Summary;
}

export interface DeltasFacts {
  readonly flows: readonly Flow[];
  /** Number of layers. */
  readonly layers: number;
  /** Share that reaches the first layer: tanh (a) against the logistic function (b). */
  readonly vanishing: Order;
  /** Loss after training: the logistic function (a) against tanh (b). */
  readonly loss: Order;
}

/** The two parts of the gradient by the weights, over all training digits. */
export interface Parts {
  readonly step: number;
  /** ‖∂L/∂W‖ of the loss. */
  readonly loss: number;
  /** ‖λ W‖. */
  readonly regularizer: number;
  /** Cosine of the angle between the gradient of the loss and W: -1 if they point in opposite directions. */
  readonly cosine: number;
  /** ‖W‖. */
  readonly weights: number;
}

/** A training with one strength of the regularizer. */
export interface Regularized {
  readonly lambda: number;
  /** Course of the training with the first seed. */
  readonly course: readonly Parts[];
  /** ‖W‖ after training. */
  readonly weights: Summary;
  /** Mean cross entropies after training, without the regularizer. */
  readonly train: Summary;
  readonly test: Summary;
}

export interface RegularizerFacts {
  /** Relative deviation of ∂R/∂W from ∂L/∂W + λW and of ∂R/∂b from ∂L/∂b. */
  readonly difference: number;
  readonly verdict: "equal" | "different";
  readonly trained: readonly Regularized[];
  /** Cosine of both parts of the gradient after training with the largest λ. */
  readonly rest: Summary;
  /** Strength whose test loss is compared with that of no regularizer: that of the full recipe. */
  readonly chosen: number;
  /** ‖W‖ without a regularizer (a) against the largest λ (b). */
  readonly shrinking: Order;
  /** Test loss without a regularizer (a) against the chosen strength (b). */
  readonly helping: Order;
  /** Test loss with the largest λ (a) against the chosen strength (b). */
  readonly excess: Order;
}
