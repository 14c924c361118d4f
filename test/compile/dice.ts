/** Random number generator for random graphs. */
import type { DType } from "../../src/base/dtype.ts";
import type { Node } from "../../src/graph/node.ts";

const smallLengths = [1, 2, 3, 4, 5, 7, 8, 9, 17];

/** A seeded generator, so that a seed always produces the same graph. */
export class Dice {
  /** Lengths from which axes are drawn. */
  readonly lengths: readonly number[];
  private state: number;

  constructor(seed: number, lengths: readonly number[] = smallLengths) {
    this.lengths = lengths;
    this.state = (seed * 2654435761) >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** Adds an input to the graph. */
export type Input = (shape: readonly number[], dtype?: DType) => Node;
