/** Arrays of decoded data sets, and arrays of which only the first rows are present. */
import type { TypedArray } from "../base/dtype.ts";
import { DataError } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";

/** Array with its shape. */
export interface Values {
  readonly data: TypedArray;
  readonly shape: Shape;
  /** Present if the array has only the first rows of a longer one. */
  readonly omitted?: Omitted;
}

/** Rows that were omitted when an array was packed with a limit. */
export interface Omitted {
  /** Number of rows of the complete array. */
  readonly total: number;
  /** Name of the data set and of the file with its first rows. */
  readonly source: string;
}

/** Returns the first `count` rows of an array, or the array if it has no more. `source` names the data set. */
export function limitRows(values: Values, count: number, source: string): Values {
  const { data, shape } = values;
  if (count >= shape[0]!) return values;
  const limited = [count, ...shape.slice(1)];
  return { data: data.subarray(0, sizeOf(limited)), shape: limited, omitted: { total: shape[0]!, source } };
}

/** Throws a DataError if rows of the array were omitted, because the result would depend on them. */
export function checkComplete(values: Values): void {
  if (values.omitted !== undefined) throw incomplete(values.omitted, values.shape[0]!);
}

/** The error about rows that were omitted. */
export function incomplete({ total, source }: Omitted, held: number): DataError {
  return new DataError(`${source} has only the first ${held} of ${total} examples`, {
    rule: `Only take(count) with a count of at most ${held} gives the same examples as the complete data set.`,
    fix: "Take fewer examples, or pack more of them with `hebb data pack`: a larger --limit, or none.",
  });
}
