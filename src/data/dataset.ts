/**
 * Data sets in memory: fields of equal length, returned in batches. Tensors are created by a function of the caller.
 */
import { type TypedArray, elementTypeOf } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { keyOf, permutation } from "../base/threefry.ts";
import type { BatchList } from "./batch-list.ts";
import type { BatchOptions, Field } from "./batches.ts";
import { checkCount, drawBatches, gatherRows } from "./batches.ts";
import { type Omitted, type Values, incomplete } from "./values.ts";

/** Creates a tensor with the element type of the array. It may keep the array without copying. */
export type MakeTensor<T> = (data: TypedArray, shape: Shape) => T;

/**
 * Data set in memory. `Batch` is the tuple of tensors in a batch, such as [Tensor, Tensor] for images and labels.
 * Create one with `new Dataset([{ data, shape }, { data, shape }], Tensor.from)`.
 */
export class Dataset<Batch extends readonly unknown[]> {
  readonly #fields: readonly Field[];
  /** Present if these are only the first examples of a data set. Everything but `take` would depend on the others. */
  readonly #omitted: Omitted | undefined;
  readonly #make: MakeTensor<Batch[number]>;
  #shuffles = 0;

  /**
   * `make` creates the tensors of a batch, such as `Tensor.from`. Throws an ArgumentError unless all `fields` have the
   * same length along axis 0 and as many elements as their shape.
   */
  constructor(fields: readonly Values[], make: MakeTensor<Batch[number]>) {
    this.#fields = fields.map(fieldOf);
    this.#omitted = fields.find(({ omitted }) => omitted !== undefined)?.omitted;
    this.#make = make;
    checkFields(this.#fields);
  }

  /** Fields, each with one row per example along axis 0. */
  get fields(): readonly Field[] {
    if (this.#omitted !== undefined) throw incomplete(this.#omitted, this.#held);
    return this.#fields;
  }

  /** Number of examples. */
  get length(): number {
    return this.fields[0]!.shape[0]!;
  }

  /** Number of examples in memory. */
  get #held(): number {
    return this.#fields[0]!.shape[0]!;
  }

  /** Returns all rows of one field as a tensor. Throws an ArgumentError if there is no such field. */
  field<Index extends number>(index: Index): Batch[Index] {
    this.#checkIndex(index);
    const { data, shape } = this.fields[index]!;
    return this.#make(data, shape);
  }

  /**
   * Returns batches of `size` examples along axis 0, each in new memory: iterable, and indexed by `at(i)`, so that a
   * training can resume at any step. The same `seed` results in the same order. Without a seed, every call uses another
   * order, reproducible in every run of the program. Throws an ArgumentError if the batch size or an option is invalid.
   */
  batches(size: number, options: BatchOptions & { readonly last: "pad" }): BatchList<[...Batch, Batch[number]]>;
  batches(size: number, options?: BatchOptions & { readonly last?: "keep" | "drop" }): BatchList<Batch>;
  batches(size: number, options: BatchOptions = {}): BatchList<readonly unknown[]> {
    const seed = options.seed ?? this.#shuffles++;
    return drawBatches(this.fields, this.length, size, { ...options, seed }).map((batch) =>
      batch.map(({ data, shape }) => this.#make(data, shape)),
    );
  }

  /**
   * Splits the examples randomly into two data sets: `fraction` of them (rounded), and the rest. Copies the data.
   * `seed` defaults to 0. Throws an ArgumentError unless `fraction` is from 0 to 1.
   */
  split(fraction: number, { seed = 0 }: { readonly seed?: number } = {}): [Dataset<Batch>, Dataset<Batch>] {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new ArgumentError(`a data set cannot be split at ${fraction}`, {
        rule: "The fraction must be from 0 to 1.",
      });
    }
    const order = permutation(this.length, keyOf(seed));
    const first = Math.round(fraction * this.length);
    return [this.select(order.subarray(0, first)), this.select(order.subarray(first))];
  }

  /**
   * Returns a data set with one field replaced. The other fields share memory. Throws an ArgumentError if it does not
   * fit.
   */
  with(index: number, field: { readonly data: TypedArray; readonly shape: Shape }): Dataset<Batch> {
    this.#checkIndex(index);
    return new Dataset<Batch>(
      this.fields.map((own, i) => (i === index ? field : own)),
      this.#make,
    );
  }

  /**
   * Returns the first `count` examples, or all if there are fewer. Shares memory. Throws a DataError if the data set was
   * packed with fewer examples than `count`.
   */
  take(count: number): Dataset<Batch> {
    checkCount("the number of examples", count, 0);
    if (this.#omitted !== undefined && count > this.#held) throw incomplete(this.#omitted, this.#held);
    const length = Math.min(count, this.#held);
    const fields = this.#fields.map(({ data, shape }) => {
      const taken = [length, ...shape.slice(1)];
      return { data: data.subarray(0, sizeOf(taken)), shape: taken };
    });
    return new Dataset<Batch>(fields, this.#make);
  }

  /** Returns copies of the examples in `rows`, in this order. Throws an ArgumentError if a row does not exist. */
  select(rows: Int32Array): Dataset<Batch> {
    const wrong = rows.find((row) => row < 0 || row >= this.length);
    if (wrong !== undefined) {
      throw new ArgumentError(`a data set of ${this.length} examples has no row ${wrong}`, {
        rule: `Rows are numbered from 0 to ${this.length - 1}.`,
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
      rule: `Fields are numbered from 0 to ${this.fields.length - 1}.`,
    });
  }
}

/** Throws an ArgumentError unless the data are a typed array of an element type of tensors. */
function fieldOf({ data, shape }: Values, i: number): Field {
  const dtype = elementTypeOf(data);
  if (dtype !== null) return { data, shape, dtype };
  throw new ArgumentError(`field ${i} of a data set was given ${kindOf(data)}`, {
    rule: "A field must be a Float32Array, an Int32Array or a Uint8Array.",
    fix: "Convert it, for instance with Float32Array.from(data).",
  });
}

function kindOf(data: unknown): string {
  if (Array.isArray(data)) return "an array of numbers";
  return ArrayBuffer.isView(data)
    ? `a ${Object.prototype.toString.call(data).slice(8, -1)}`
    : "a value that is not a typed array";
}

function checkFields(fields: readonly Field[]): void {
  const operands = fields.map(({ shape, dtype }, i) => ({ name: `field ${i}`, shape, dtype }));
  const length = fields[0]?.shape[0];
  if (length === undefined || fields.some(({ shape }) => shape[0] !== length)) {
    throw new ArgumentError("the fields of a data set differ in length", {
      operands,
      rule: "There must be at least one field, and all must have one row per example along axis 0.",
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
