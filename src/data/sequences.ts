/**
 * Sequences of different lengths, such as sentences. A batch contains sequences of similar lengths, padded to a common
 * width. Widths are rounded up, so that training compiles few programs.
 */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import { type Tensor, adopt } from "../tensor/index.ts";
import { BatchList } from "./batch-list.ts";
import { checkCount } from "./batches.ts";

/** Field of a batch: padded sequences. */
export interface Padded {
  /** Tokens, i32 [batch, width], with padding after the end of each sequence. */
  readonly tokens: Tensor;
  /** Lengths, i32 [batch]; 0 for the empty sequences that fill up a batch. */
  readonly lengths: Tensor;
}

/** Options of `Sequences.batches`. */
export interface SequenceBatchOptions {
  /** Number of passes over the examples. Default 1. */
  readonly epochs?: number;
  /** Use a new random order in each epoch instead of the order of lengths. Default true. */
  readonly shuffle?: boolean;
  /** Random seed of the order. Default 0. */
  readonly seed?: number;
  /** Widths are rounded up to a multiple of this. Default 8. */
  readonly multiple?: number;
  /** Padding token. Default 0. */
  readonly padding?: number;
  /**
   * Handling of examples that do not fill a batch: "keep" returns a smaller batch, "drop" omits them, and "pad" fills
   * the batch with empty sequences. Default "keep".
   */
  readonly last?: "keep" | "drop" | "pad";
}

/**
 * Examples that consist of one or more sequences, such as a sentence and its translation. `Fields` has one type per
 * sequence.
 */
export class Sequences<Fields extends readonly unknown[]> {
  /** Sequences: `fields[i][j]` is field i of example j. */
  readonly fields: readonly (readonly ArrayLike<number>[])[];

  /** Throws an ArgumentError unless there is at least one field and all fields have the same number of sequences. */
  constructor(fields: { readonly [Index in keyof Fields]: readonly ArrayLike<number>[] }) {
    this.fields = fields;
    if (this.fields.length > 0 && this.fields.every(({ length }) => length === this.length)) return;
    throw new ArgumentError(`the fields have ${this.fields.map(({ length }) => length).join(", ")} sequences`, {
      rule: "There must be at least one field, and all must have one sequence per example.",
    });
  }

  /** Number of examples. */
  get length(): number {
    return this.fields[0]?.length ?? 0;
  }

  /**
   * Splits the examples randomly into two parts: `fraction` of them (rounded), and the rest. `seed` defaults to 0.
   * Throws an ArgumentError unless `fraction` is from 0 to 1.
   */
  split(fraction: number, { seed = 0 }: { readonly seed?: number } = {}): [Sequences<Fields>, Sequences<Fields>] {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ArgumentError(`sequences cannot be split at ${fraction}`, {
        rule: "The fraction must be from 0 to 1.",
      });
    }
    const order = permutation(this.length, keyOf(seed));
    const first = Math.round(fraction * this.length);
    return [this.#select(order.subarray(0, first)), this.#select(order.subarray(first))];
  }

  /** Returns the first `count` examples, or all if there are fewer. */
  take(count: number): Sequences<Fields> {
    checkCount("the number of examples", count, 0);
    return this.#select(Int32Array.from({ length: Math.min(count, this.length) }, (_, i) => i));
  }

  /**
   * Iterates over batches of `size` examples whose rounded lengths are equal in every field. Each batch has one
   * `Padded` per field. The same seed results in the same batches in the same order. Iterating throws an ArgumentError
   * if the batch size or an option is invalid.
   */
  batches(size: number, options: SequenceBatchOptions = {}): BatchList<{ [Index in keyof Fields]: Padded }> {
    const { epochs = 1, shuffle = true, seed = 0, multiple = 8, padding = 0, last = "keep" } = options;
    checkCount("the batch size", size, 1);
    checkCount("the multiple", multiple, 1);
    const drawn = (epoch: number) => {
      const key = foldIn(keyOf(seed), epoch);
      const chosen = this.#grouped(size, multiple, shuffle ? permutation(this.length, key) : this.#byLength());
      const batches = chosen.filter(({ rows }) => last !== "drop" || rows.length === size);
      return { batches, order: shuffle ? permutation(batches.length, foldIn(key, 1)) : [...batches.keys()] };
    };
    return new BatchList({
      epochs,
      // The same in every epoch: widths are those of the examples.
      perEpoch: drawn(0).batches.length,
      epoch: (epoch) => {
        const { batches, order } = drawn(epoch);
        return (index) => {
          const { rows, widths } = batches[order[index]!]!;
          const count = last === "pad" ? size : rows.length;
          return this.fields.map((field, j) => padded(field, rows, { count, width: widths[j]!, padding })) as {
            [Index in keyof Fields]: Padded;
          };
        };
      },
    });
  }

  /** Groups the examples, taken in this order, into batches of equal widths. */
  #grouped(size: number, multiple: number, order: Int32Array): { rows: number[]; widths: number[] }[] {
    const batches: { rows: number[]; widths: number[] }[] = [];
    const open = new Map<string, { rows: number[]; widths: number[] }>();
    for (const row of order) {
      const widths = this.fields.map((field) => Math.max(1, Math.ceil(field[row]!.length / multiple)) * multiple);
      const key = widths.join();
      let batch = open.get(key);
      if (batch === undefined || batch.rows.length === size) {
        batch = { rows: [], widths };
        open.set(key, batch);
        batches.push(batch);
      }
      batch.rows.push(row);
    }
    return batches;
  }

  #byLength(): Int32Array {
    const longest = (row: number) => Math.max(...this.fields.map((field) => field[row]!.length));
    return Int32Array.from({ length: this.length }, (_, i) => i).sort((a, b) => longest(a) - longest(b) || a - b);
  }

  #select(rows: Int32Array): Sequences<Fields> {
    const fields = this.fields.map((field) => Array.from(rows, (row) => field[row]!));
    return new Sequences<Fields>(fields as unknown as { readonly [Index in keyof Fields]: ArrayLike<number>[] });
  }
}

function padded(
  field: readonly ArrayLike<number>[],
  rows: readonly number[],
  { count, width, padding }: { readonly count: number; readonly width: number; readonly padding: number },
): Padded {
  const tokens = new Int32Array(count * width).fill(padding);
  const lengths = new Int32Array(count);
  rows.forEach((row, i) => {
    tokens.set(field[row]!, i * width);
    lengths[i] = field[row]!.length;
  });
  return { tokens: adopt(tokens, [count, width]), lengths: adopt(lengths, [count]) };
}
