/** Dropout: noise in training that keeps units from relying on each other. */
import { ArgumentError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { type Axis, Module, type Tensor, random, training, where } from "../tensor/index.ts";
import { within } from "../tensor/module/module.ts";
import { axesOf } from "../tensor/value/operand.ts";
import { currentObserver } from "../tensor/source/trace.ts";
import { given } from "./given.ts";

export interface DropoutOptions {
  /**
   * Axes along which elements are kept or dropped together: 1 for [batch, time, features] gives each sequence one mask for
   * all times (Gal and Ghahramani, 2016), [2, 3] drops whole channels of images (Tompson et al., 2015). Default: none.
   */
  readonly shared?: Axis;
}

/**
 * In programs that train, sets each element to 0 with the given probability and divides the others by 1 - probability, so
 * that means stay (Srivastava et al., 2014); elsewhere the identity. Every run of a program draws anew. `observe` sees
 * what is kept as `mask`, bool, of the drawn shape; all of it elsewhere.
 */
export class Dropout extends Module {
  static override readonly name: string = "Dropout";
  readonly probability: number;
  readonly shared: readonly number[];

  constructor(probability = 0.5, options: DropoutOptions = {}) {
    super();
    const { shared = [] } = readOptions("Dropout", options, { shared: "number array" });
    if (!(typeof probability === "number" && probability >= 0 && probability < 1)) {
      throw new ArgumentError(`new Dropout was given ${shown(probability)} as probability`, {
        rule: "The probability lies from 0 to below 1.",
      });
    }
    this.probability = probability;
    this.shared = typeof shared === "number" ? [shared] : [...shared];
  }

  /** Throws a ShapeError unless `x` has the axes that are shared. */
  forward(x: Tensor): Tensor {
    given(x, this);
    if (this.probability === 0) return x;
    const kept = this.#draw(this.#drawn(x));
    this.#observe(kept);
    return where(training(), where(kept, x.div(1 - this.probability), 0), x);
  }

  /**
   * A draw of its own, to be used more than once: f32 of `shape`, 0 or 1 / (1 - probability) in programs that train, 1
   * elsewhere. Null for probability 0.
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

  /** The shape of x with length 1 along what is shared. */
  #drawn(x: Tensor): Shape {
    const shared = axesOf(x.node, this.shared, "Dropout");
    return x.shape.map((length, axis) => (shared.includes(axis) ? 1 : length));
  }
}
