/** Dropout: sets random elements to 0 during training. */
import { ArgumentError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { type Axis, Module, type Tensor, random, training, where } from "../tensor/index.ts";
import { within } from "../tensor/module/module.ts";
import { axesOf } from "../tensor/value/operand.ts";
import { currentObserver } from "../tensor/source/trace.ts";
import { given } from "./given.ts";

/** Options of `Dropout`. */
export interface DropoutOptions {
  /**
   * Axes that share one mask. For [batch, time, features], 1 uses the same mask at all time steps
   * (Gal and Ghahramani, 2016). For images [n, channels, height, width], [2, 3] drops whole channels
   * (Tompson et al., 2015). Default: none.
   */
  readonly shared?: Axis;
}

/**
 * Dropout (Srivastava et al., 2014): any shape -> the same shape. In programs that train, sets each element to 0 with
 * the given probability (default 0.5) and divides the others by 1 - probability, which keeps the expected value. In
 * other programs, returns its input. Every run of a program draws a new mask. `observe` shows the mask as `mask`, bool,
 * true for kept elements, in the shape that was drawn. Throws an ArgumentError unless the probability is at least 0 and
 * below 1.
 */
export class Dropout extends Module {
  static override readonly name: string = "Dropout";
  /** Probability of dropping an element. */
  readonly probability: number;
  /** Axes that share one mask. */
  readonly shared: readonly number[];

  constructor(probability = 0.5, options: DropoutOptions = {}) {
    super();
    const { shared = [] } = readOptions("Dropout", options, { shared: "number array" });
    if (!(typeof probability === "number" && probability >= 0 && probability < 1)) {
      throw new ArgumentError(`new Dropout was given ${shown(probability)} as probability`, {
        rule: "It must be at least 0 and below 1.",
      });
    }
    this.probability = probability;
    this.shared = typeof shared === "number" ? [shared] : [...shared];
  }

  /** Throws a ShapeError unless `x` has all shared axes. */
  forward(x: Tensor): Tensor {
    given(x, this);
    if (this.probability === 0) return x;
    const kept = this.#draw(this.#drawn(x));
    this.#observe(kept);
    return where(training(), where(kept, x.div(1 - this.probability), 0), x);
  }

  /**
   * Draws a mask that can be applied several times: f32 of `shape`. Its elements are 0 or 1 / (1 - probability) in
   * programs that train, and 1 in others. Returns null if the probability is 0.
   */
  mask(shape: Shape): Tensor | null {
    if (this.probability === 0) return null;
    const kept = this.#draw(shape);
    within(this, () => this.#observe(kept));
    return where(training(), kept.cast("f32").div(1 - this.probability), 1);
  }

  override toString(): string {
    return `Dropout(${this.probability})`;
  }

  #draw(shape: Shape): Tensor {
    return random.bernoulli(1 - this.probability, shape);
  }

  #observe(kept: Tensor): void {
    if (currentObserver() !== null) kept.or(training().not()).named("mask");
  }

  /** Shape of `x` with length 1 along the shared axes. */
  #drawn(x: Tensor): Shape {
    const shared = axesOf(x.node, this.shared, "Dropout");
    return x.shape.map((length, axis) => (shared.includes(axis) ? 1 : length));
  }
}
