/**
 * A feed-forward network whose graph is not a chain; any directed acyclic graph is allowed. Two branches, one wide and
 * shallow and one narrow and deep, read the same input, and a skip connection bypasses both:
 *
 * ```
 * z = W_o [ relu(W_1 x + b_1) ; relu(W_3 tanh(W_2 x + b_2) + b_3) ] + b_o + W_s x
 * ```
 */
import { Linear, Module, type Tensor, concat } from "hebb";

/** Enabled paths from the input to the output. */
export interface Ways {
  readonly wide: boolean;
  readonly deep: boolean;
  readonly skip: boolean;
}

export const all: Ways = { wide: true, deep: true, skip: true };

/** A classifier with two branches and a skip connection. */
export class BranchedNetwork extends Module {
  readonly wide: Linear;
  readonly deep1: Linear;
  readonly deep2: Linear;
  readonly output: Linear;
  readonly skip: Linear;
  readonly #ways: Ways;

  /**
   * Creates a network. A disabled path contributes zeros; its parameters remain, so that all variants have the same
   * ones.
   */
  constructor(features: number, classes: number, ways: Ways = all) {
    super();
    this.wide = new Linear(features, 16);
    this.deep1 = new Linear(features, 8);
    this.deep2 = new Linear(8, 8);
    this.output = new Linear(16 + 8, classes);
    this.skip = new Linear(features, classes, { bias: false });
    this.#ways = ways;
  }

  /** Maps features f32 [n, features] to logits of the classes, [n, classes]. */
  forward(x: Tensor): Tensor {
    const { wide, deep, skip } = this.#ways;
    const first = this.wide.forward(x).relu();
    const second = this.deep2.forward(this.deep1.forward(x).tanh()).relu();
    const branches = concat([wide ? first : first.mul(0), deep ? second : second.mul(0)], -1);
    const logits = this.output.forward(branches);
    return skip ? logits.add(this.skip.forward(x)) : logits;
  }
}
