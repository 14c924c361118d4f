/** The modern Hopfield network: continuous states whose update is one read by attention (Ramsauer et al., 2021). */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { Module, Param, type Tensor } from "../tensor/index.ts";
import { attention } from "./attention.ts";
import { dotScore } from "./attention-scores.ts";
import { given } from "./given.ts";
import { normal } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** Options of `ModernHopfieldNetwork`. */
export interface ModernHopfieldOptions {
  /**
   * Inverse temperature β: the larger it is, the closer an update comes to the most similar pattern alone. Default: 1 /
   * √features, as in scaled dot-product attention.
   */
  readonly beta?: number;
}

/**
 * Modern Hopfield network: `count` patterns of `features` real numbers, which are the memory. An update replaces a state
 * by the average of the patterns, weighted by softmax(β state · pattern): attention with the patterns as keys and
 * values. The patterns are drawn from the standard normal distribution; patterns.set(…) stores others. Throws an
 * ArgumentError unless both sizes are integers of at least 1 and β is above 0.
 */
export class ModernHopfieldNetwork extends Module {
  static override readonly name: string = "ModernHopfieldNetwork";
  /** Stored patterns, f32 [count, features]. */
  readonly patterns: Param;
  /** Inverse temperature β. */
  readonly beta: number;

  constructor(count: number, features: number, options: ModernHopfieldOptions = {}) {
    super();
    checkSizes("ModernHopfieldNetwork", { count, features });
    const { beta = 1 / Math.sqrt(features) } = readOptions("ModernHopfieldNetwork", options, { beta: "number" });
    if (!(beta > 0 && Number.isFinite(beta))) {
      throw new ArgumentError(`new ModernHopfieldNetwork was given ${beta} as beta`, {
        rule: "beta must be a finite number above 0.",
      });
    }
    this.patterns = new Param([count, features], normal(0, 1));
    this.beta = beta;
  }

  /** Updates states once: [..., n, features] -> the same shape. */
  forward(state: Tensor): Tensor {
    this.#check(state);
    const { patterns, beta } = this;
    return attention(state, patterns, patterns, { score: (query, key) => dotScore(query.mul(beta), key) });
  }

  /**
   * Returns the energy, -lse(β, patterns · state) + ½ |state|² + log(count) / β + ½ max |pattern|², where lse(β, x) is
   * log(Σ exp(βx)) / β: states [..., n, features] -> [..., n]. It is at least 0, and no update raises it.
   */
  energy(state: Tensor): Tensor {
    this.#check(state);
    const { patterns, beta } = this;
    const scores = dotScore(state.mul(beta), patterns);
    const largest = patterns.square().sum(-1).max().mul(0.5);
    const constant = largest.add(Math.log(patterns.shape[0]!) / beta);
    return state.square().sum(-1).mul(0.5).sub(scores.logSumExp(-1).div(beta)).add(constant);
  }

  override toString(): string {
    return `ModernHopfieldNetwork(${this.patterns.shape.join(", ")})`;
  }

  #check(state: Tensor): void {
    const { shape } = given(state, this);
    const features = this.patterns.shape[1]!;
    if (shape.length >= 2 && shape.at(-1) === features) return;
    throw new ShapeError(`${String(this)} was given states of a wrong shape`, {
      operands: [operandOf(state.node, "state"), operandOf(this.patterns.node, "patterns")],
      rule: `Required: [..., n, ${features}].`,
    });
  }
}
