/** Bidirectional associative memory: pairs of patterns, each of which recalls the other (Kosko, 1988). */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { checkCounts, noMore } from "../base/options.ts";
import { Module, Param, type Tensor, scan, zeros as zeroTensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { signOr } from "./hopfield-network.ts";
import { zeros } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** States of both layers. */
export interface StatePair {
  /** State of the first layer, [..., first]. */
  readonly first: Tensor;
  /** State of the second layer, [..., second]. */
  readonly second: Tensor;
}

/**
 * Bidirectional associative memory: two layers of units with states 1 and -1, connected by one matrix that is read in
 * both directions. The weight is 0 at first; for example, weight.set(hebbianWeights(x, y)) stores pairs of rows.
 * Throws an ArgumentError unless both sizes are integers of at least 1.
 */
export class BidirectionalAssociativeMemory extends Module {
  static override readonly name: string = "BidirectionalAssociativeMemory";
  /** Weight W, f32 [first, second]. */
  readonly weight: Param;

  constructor(first: number, second: number, ...rest: never[]) {
    super();
    noMore("BidirectionalAssociativeMemory", rest);
    checkSizes("BidirectionalAssociativeMemory", { first, second });
    this.weight = new Param([first, second], zeros());
  }

  /** Returns the energy, -xᵀWy: states [..., first] and [..., second] -> [...]. */
  energy({ first, second }: StatePair): Tensor {
    this.#check(first, 0);
    this.#check(second, 1);
    return first.matmul(this.weight).mul(second).sum(-1).neg();
  }

  /**
   * Recalls pairs from states of the first layer, [..., first]. In each of the `sweeps`, the second layer becomes the
   * sign of its net input, Wᵀx, then the first one that of Wy. Units whose net input is 0 keep their state, which is 0
   * at first in the second layer. No update raises the energy. Throws an ArgumentError unless `sweeps` is an integer
   * of at least 1.
   */
  forward(first: Tensor, sweeps: number): StatePair {
    this.#check(first, 0);
    return this.#settle({ first, second: this.#unknown(first, 1) }, sweeps, (pair) =>
      this.#toFirst(this.#toSecond(pair)),
    );
  }

  /** Recalls pairs from states of the second layer, [..., second], like `forward` with the layers exchanged. */
  backward(second: Tensor, sweeps: number): StatePair {
    this.#check(second, 1);
    return this.#settle({ first: this.#unknown(second, 0), second }, sweeps, (pair) =>
      this.#toSecond(this.#toFirst(pair)),
    );
  }

  override toString(): string {
    return `BidirectionalAssociativeMemory(${this.weight.shape.join(", ")})`;
  }

  #toSecond({ first, second }: StatePair): StatePair {
    return { first, second: signOr(first.matmul(this.weight), second) };
  }

  #toFirst({ first, second }: StatePair): StatePair {
    return { first: signOr(second.matmul(this.weight.transpose()), first), second };
  }

  #settle(start: StatePair, sweeps: number, sweep: (pair: StatePair) => StatePair): StatePair {
    checkCounts(String(this), { sweeps }, 1);
    const [last] = scan((pair: StatePair): [StatePair, null] => [sweep(pair), null], start, null, { length: sweeps });
    return last;
  }

  #unknown(known: Tensor, layer: 0 | 1): Tensor {
    return zeroTensor([...known.shape.slice(0, -1), this.weight.shape[layer]!]);
  }

  #check(state: Tensor, layer: 0 | 1): void {
    const size = this.weight.shape[layer]!;
    if (given(state, this).shape.at(-1) === size) return;
    const name = (["first", "second"] as const)[layer];
    throw new ShapeError(`${String(this)} was given states of another size`, {
      operands: [operandOf(state.node, name), operandOf(this.weight.node, "weight")],
      rule: `The last axis of states of the ${name} layer must have ${size} elements.`,
    });
  }
}
