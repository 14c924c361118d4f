/** Batches of examples from arrays: selects, orders and copies rows. Independent of tensors. */
import type { DType, TypedArray } from "../base/dtype.ts";
import { typedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import { BatchList } from "./batch-list.ts";

/** Array with one row per example: row i along axis 0 belongs to example i. */
export interface Field {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Options of `Dataset.batches`. */
export interface BatchOptions {
  /** Number of passes over the examples. Default 1. */
  readonly epochs?: number;
  /** Use a new random order in each epoch instead of the order of the examples. Default true. */
  readonly shuffle?: boolean;
  /** Random seed of the order. Default: a new order for each call, reproducible in every run of the program. */
  readonly seed?: number;
  /**
   * Handling of the last examples of an epoch if they do not fill a batch: "keep" returns a smaller batch, "drop" omits
   * them, and "pad" fills the batch with zeros. With "pad", every batch has a mask as its last element, u8 [size], with
   * 1 for examples and 0 for padding. Default "keep".
   */
  readonly last?: "keep" | "drop" | "pad";
}

/**
 * Batches of `length` examples, each a list of fields in new memory. Throws an ArgumentError if the batch size or the
 * number of epochs is invalid.
 */
export function drawBatches(
  fields: readonly Field[],
  length: number,
  size: number,
  options: BatchOptions = {},
): BatchList<Field[]> {
  const { epochs = 1, shuffle = true, seed = 0, last = "keep" } = options;
  checkCount("the batch size", size, 1);
  if (epochs !== Infinity) checkCount("epochs", epochs, 0);
  if (last === "drop" && size > length) {
    throw new ArgumentError(`batches of ${size} cannot be drawn from ${length} examples`, {
      rule: 'With last: "drop", every batch must be full.',
      fix: `Use a batch size of at most ${length}, or last: "keep".`,
    });
  }
  const perEpoch = last === "drop" ? Math.floor(length / size) : Math.ceil(length / size);
  return new BatchList({
    epochs,
    perEpoch,
    epoch(epoch) {
      const order = shuffle
        ? permutation(length, foldIn(keyOf(seed), epoch))
        : Int32Array.from({ length }, (_, i) => i);
      return (index) => {
        const rows = order.subarray(index * size, Math.min((index + 1) * size, length));
        const count = last === "pad" ? size : rows.length;
        const batch = fields.map((field) => gatherRows(field, rows, count));
        return last === "pad" ? [...batch, maskOf(rows.length, size)] : batch;
      };
    },
  });
}

/** Copies `rows` of `field`, followed by rows of zeros up to `count` rows. */
export function gatherRows({ data, shape, dtype }: Field, rows: Int32Array, count = rows.length): Field {
  const width = shape.slice(1).reduce((product, length) => product * length, 1);
  const target = typedArray(dtype, count * width);
  if (width === 1) {
    for (let i = 0; i < rows.length; i++) target[i] = data[rows[i]!]!;
  } else {
    for (let i = 0; i < rows.length; i++)
      target.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return { data: target, shape: [count, ...shape.slice(1)], dtype };
}

/** Throws an ArgumentError unless `count` is an integer of at least `least`. */
export function checkCount(what: string, count: number, least: number): void {
  if (Number.isSafeInteger(count) && count >= least) return;
  throw new ArgumentError(`${what} cannot be ${count}`, { rule: `It must be an integer of at least ${least}.` });
}

function maskOf(examples: number, size: number): Field {
  return { data: new Uint8Array(size).fill(1, 0, examples), shape: [size], dtype: "u8" };
}
