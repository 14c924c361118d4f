/** Batches by their number: a training that resumes at step i asks for batch i, and draws no batch before it. */
import { ArgumentError } from "../base/errors.ts";

/** One epoch's batches, by their number within the epoch. */
export type Epoch<Batch> = (index: number) => Batch;

export interface BatchPlan<Batch> {
  readonly epochs: number;
  /** Number of batches in each epoch. */
  readonly perEpoch: number;
  /** Draws the order of an epoch. */
  epoch(epoch: number): Epoch<Batch>;
}

/** A sequence of batches over all epochs: iterable, and indexed by `at`. */
export class BatchList<Batch> implements Iterable<Batch> {
  /** Number of batches in all epochs; Infinity for endless epochs. */
  readonly length: number;
  readonly #plan: BatchPlan<Batch>;
  /** The epoch drawn last: consecutive batches share its order. */
  #drawn: { readonly epoch: number; readonly at: Epoch<Batch> } | null = null;

  constructor(plan: BatchPlan<Batch>) {
    this.#plan = plan;
    this.length = plan.perEpoch === 0 ? 0 : plan.epochs * plan.perEpoch;
  }

  /** Returns batch `index`, counted from 0 over all epochs. Throws an ArgumentError if there is no such batch. */
  at(index: number): Batch {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.length) {
      throw new ArgumentError(`there is no batch ${String(index)}`, {
        rule: `Batches are numbered from 0 to ${this.length - 1}.`,
      });
    }
    const { perEpoch } = this.#plan;
    const epoch = Math.floor(index / perEpoch);
    if (this.#drawn?.epoch !== epoch) this.#drawn = { epoch, at: this.#plan.epoch(epoch) };
    return this.#drawn.at(index % perEpoch);
  }

  /** Each batch as `make` returns it. */
  map<Other>(make: (batch: Batch) => Other): BatchList<Other> {
    const { epochs, perEpoch } = this.#plan;
    const epoch = (number: number): Epoch<Other> => {
      const at = this.#plan.epoch(number);
      return (index) => make(at(index));
    };
    return new BatchList({ epochs, perEpoch, epoch });
  }

  *[Symbol.iterator](): Generator<Batch> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}
