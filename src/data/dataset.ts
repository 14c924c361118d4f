/**
 * Examples held in memory: fields of equal length, drawn in batches. Knows a tensor only by the function that makes one.
 */
import { type TypedArray, elementTypeOf } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { keyOf, permutation } from "../base/threefry.ts";
import type { BatchOptions, Field } from "./batches.ts";
import { checkCount, drawBatches, gatherRows } from "./batches.ts";

/** Makes a tensor of the array's element type; it may keep the array. */
export type MakeTensor<T> = (data: TypedArray, shape: Shape) => T;

/** `Batch` is the tuple of tensors that a batch consists of, such as [Tensor, Tensor] for images and labels. */
export class Dataset<Batch extends readonly unknown[]> {
  readonly fields: readonly Field[];
  readonly #make: MakeTensor<Batch[number]>;
  #shuffles = 0;

  /** Throws an ArgumentError unless all `fields` have as many rows, along axis 0, and elements as their shapes say. */
  constructor(fields: readonly { data: TypedArray; shape: Shape }[], make: MakeTensor<Batch[number]>) {
    this.fields = fields.map(fieldOf);
    this.#make = make;
    checkFields(this.fields);
  }

  /** The number of examples. */
  get length(): number {
    return this.fields[0]!.shape[0]!;
  }

  /** All rows of one field. */
  field<Index extends number>(index: Index): Batch[Index] {
    this.#checkIndex(index);
    const { data, shape } = this.fields[index]!;
    return this.#make(data, shape);
  }

  /**
   * The examples in batches of `size` along axis 0, each in fresh memory. The same `seed` gives the same order; without
   * one, every call draws another order, the same in every run of the program.
   */
  batches(size: number, options: BatchOptions & { readonly last: "pad" }): Iterable<[...Batch, Batch[number]]>;
  batches(size: number, options?: BatchOptions & { readonly last?: "keep" | "drop" }): Iterable<Batch>;
  batches(size: number, options: BatchOptions = {}): Iterable<readonly unknown[]> {
    const seed = options.seed ?? this.#shuffles++;
    const make = this.#make;
    const drawn = drawBatches(this.fields, this.length, size, { ...options, seed });
    return {
      *[Symbol.iterator]() {
        for (const batch of drawn) yield batch.map(({ data, shape }) => make(data, shape));
      },
    };
  }

  /** Two data sets that share out the examples at random: `fraction` of them (rounded), and the others. Copies. */
  split(fraction: number, { seed = 0 }: { readonly seed?: number } = {}): [Dataset<Batch>, Dataset<Batch>] {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ArgumentError(`a data set cannot be split at ${fraction}`, { rule: "The fraction lies from 0 to 1." });
    }
    const order = permutation(this.length, keyOf(seed));
    const first = Math.round(fraction * this.length);
    return [this.select(order.subarray(0, first)), this.select(order.subarray(first))];
  }

  /** The same examples with other values in one field; shares the memory of all other fields. */
  with(index: number, field: { readonly data: TypedArray; readonly shape: Shape }): Dataset<Batch> {
    this.#checkIndex(index);
    return new Dataset<Batch>(
      this.fields.map((own, i) => (i === index ? field : own)),
      this.#make,
    );
  }

  /** The first `count` examples, or all where there are fewer; shares their memory. */
  take(count: number): Dataset<Batch> {
    checkCount("the number of examples", count, 0);
    const length = Math.min(count, this.length);
    const fields = this.fields.map(({ data, shape }) => {
      const taken = [length, ...shape.slice(1)];
      return { data: data.subarray(0, sizeOf(taken)), shape: taken };
    });
    return new Dataset<Batch>(fields, this.#make);
  }

  /** The examples of these rows, in their order; copies. Throws an ArgumentError for a row that there is not. */
  select(rows: Int32Array): Dataset<Batch> {
    const wrong = rows.find((row) => row < 0 || row >= this.length);
    if (wrong !== undefined) {
      throw new ArgumentError(`a data set of ${this.length} examples has no row ${wrong}`, {
        rule: `Rows are counted from 0 to ${this.length - 1}.`,
      });
    }
    return new Dataset<Batch>(
      this.fields.map((field) => gatherRows(field, rows)),
      this.#make,
    );
  }

  #checkIndex(index: number): void {
    if (this.fields[index] !== undefined) return;
    throw new ArgumentError(`a data set of ${this.fields.length} fields has no field ${index}`, {
      rule: `Fields are counted from 0 to ${this.fields.length - 1}.`,
    });
  }
}

/** Throws an ArgumentError for data that no tensor can hold as they are. */
function fieldOf({ data, shape }: { data: TypedArray; shape: Shape }, i: number): Field {
  const dtype = elementTypeOf(data);
  if (dtype !== null) return { data, shape, dtype };
  throw new ArgumentError(`field ${i} of a data set was given ${kindOf(data)}`, {
    rule: "A field holds a Float32Array, an Int32Array or a Uint8Array.",
    fix: "Convert it, as by Float32Array.from(data).",
  });
}

function kindOf(data: unknown): string {
  if (Array.isArray(data)) return "an array of numbers";
  return ArrayBuffer.isView(data) ? `a ${Object.prototype.toString.call(data).slice(8, -1)}` : "no typed array";
}

function checkFields(fields: readonly Field[]): void {
  const operands = fields.map(({ shape, dtype }, i) => ({ name: `field ${i}`, shape, dtype }));
  const length = fields[0]?.shape[0];
  if (length === undefined || fields.some(({ shape }) => shape[0] !== length)) {
    throw new ArgumentError("the fields of a data set differ in length", {
      operands,
      rule: "There is at least one field, and all have one row for each example along axis 0.",
    });
  }
  for (const [i, { data, shape }] of fields.entries()) {
    if (data.length === sizeOf(shape)) continue;
    throw new ArgumentError(`field ${i} of a data set has ${data.length} elements`, {
      operands,
      rule: `The shape ${formatShape(shape)} has ${sizeOf(shape)}.`,
    });
  }
}
