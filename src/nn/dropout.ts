/** Dropout: noise in training that keeps units from relying on each other. */
import { ArgumentError } from "../base/errors.ts";
import { Module, type Tensor, random, training, where } from "../tensor/index.ts";

/**
 * In programs that train, sets each element to 0 with the given probability and divides the others by 1 - probability, so
 * that means stay (Srivastava et al., 2014); elsewhere the identity. Every run of a program draws anew.
 */
export class Dropout extends Module {
  readonly probability: number;

  constructor(probability = 0.5) {
    super();
    if (!(probability >= 0 && probability < 1)) {
      throw new ArgumentError(`new Dropout was given ${String(probability)} as probability`, {
        rule: "The probability lies from 0 to below 1.",
      });
    }
    this.probability = probability;
  }

  forward(x: Tensor): Tensor {
    if (this.probability === 0) return x;
    const kept = random.bernoulli(1 - this.probability, x.shape);
    return where(training(), where(kept, x.div(1 - this.probability), 0), x);
  }

  override toString(): string {
    return `Dropout(${this.probability})`;
  }
}
