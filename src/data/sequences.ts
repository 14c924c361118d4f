/**
 * Sequences of different lengths, such as sentences: batches of those that are about equally long, padded to a common
 * width that is one of few, so that a training compiles few programs.
 */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import { type Tensor, adopt } from "../tensor/index.ts";
import { checkCount } from "./batches.ts";

/** One field of a batch. */
export interface Padded {
  /** i32 [batch, width]; what lies behind a sequence's end is padding. */
  readonly tokens: Tensor;
  /** i32 [batch]; 0 where a batch was filled up. */
  readonly lengths: Tensor;
}

export interface SequenceBatchOptions {
  /** Passes over the examples. Default 1. */
  readonly epochs?: number;
  /** A new order in every epoch, drawn from `seed`; else by length. Default true. */
  readonly shuffle?: boolean;
  /** Default 0. */
  readonly seed?: number;
  /** Widths are multiples of this. Default 8. */
  readonly multiple?: number;
  /** What stands behind the end of a sequence. Default 0. */
  readonly padding?: number;
  /** What becomes of examples that do not fill a batch: a smaller batch, none, or one with empty sequences. Default "keep". */
  readonly last?: "keep" | "drop" | "pad";
}

/** Examples of as many sequences as `Fields` has, such as a sentence and its translation. */
export class Sequences<Fields extends readonly unknown[]> {
  /** `fields[i][j]` is field i of example j. */
  readonly fields: readonly (readonly ArrayLike<number>[])[];

  /** Throws an ArgumentError unless all fields have as many sequences. */
  constructor(fields: { readonly [Index in keyof Fields]: readonly ArrayLike<number>[] }) {
    this.fields = fields;
    if (this.fields.length > 0 && this.fields.every(({ length }) => length === this.length)) return;
    throw new ArgumentError(
      `fields of ${this.fields.map(({ length }) => length).join(", ")} sequences make no examples`,
      {
        rule: "There is at least one field, and all have one sequence for each example.",
      },
    );
  }

  /** The number of examples. */
  get length(): number {
    return this.fields[0]?.length ?? 0;
  }

  /** Two parts that share out the examples at random: `fraction` of them (rounded), and the others. */
  split(fraction: number, { seed = 0 }: { readonly seed?: number } = {}): [Sequences<Fields>, Sequences<Fields>] {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ArgumentError(`sequences cannot be split at ${fraction}`, { rule: "The fraction lies from 0 to 1." });
    }
    const order = permutation(this.length, keyOf(seed));
    const first = Math.round(fraction * this.length);
    return [this.#select(order.subarray(0, first)), this.#select(order.subarray(first))];
  }

  /** The first `count` examples, or all where there are fewer. */
  take(count: number): Sequences<Fields> {
    checkCount("the number of examples", count, 0);
    return this.#select(Int32Array.from({ length: Math.min(count, this.length) }, (_, i) => i));
  }

  /**
   * Batches of `size` examples whose lengths, rounded up to the multiple, agree in every field. The same seed gives the
   * same batches in the same order.
   */
  *batches(size: number, options: SequenceBatchOptions = {}): Generator<{ [Index in keyof Fields]: Padded }> {
    const { epochs = 1, shuffle = true, seed = 0, multiple = 8, padding = 0, last = "keep" } = options;
    checkCount("the batch size", size, 1);
    checkCount("the multiple", multiple, 1);
    for (let epoch = 0; epoch < epochs; epoch++) {
      const key = foldIn(keyOf(seed), epoch);
      const chosen = this.#grouped(size, multiple, shuffle ? permutation(this.length, key) : this.#byLength());
      const batches = chosen.filter(({ rows }) => last !== "drop" || rows.length === size);
      const order = shuffle ? permutation(batches.length, foldIn(key, 1)) : batches.keys();
      for (const i of order) {
        const { rows, widths } = batches[i]!;
        const count = last === "pad" ? size : rows.length;
        yield this.fields.map((field, j) => padded(field, rows, { count, width: widths[j]!, padding })) as {
          [Index in keyof Fields]: Padded;
        };
      }
    }
  }

  /** The examples in this order, in batches of equal widths. */
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
