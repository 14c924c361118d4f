/** Tables of measurements with a class in every row, the form of small classic data sets. */
import { adopt, type Tensor } from "../tensor/index.ts";
import { decodeCsv, numberIn } from "./csv.ts";
import { Dataset } from "./dataset.ts";
import { load } from "./load.ts";
import { chosen, type TableSample } from "./sample.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "./set.ts";

/** Features f32 [n, features], not scaled; labels u8 [n], indices into the list of classes. */
export type Rows = Dataset<[features: Tensor, labels: Tensor]>;

/** Data set of tabular features. */
export interface Table {
  /** All rows; use `folds` or `split` to divide them. */
  readonly all: Rows;
  /** Names of the columns, with units. */
  readonly features: readonly string[];
  /** Class names in the order of the labels. */
  readonly classes: readonly string[];
}

type TableBundle = Bundle<"features" | "labels">;

/** Record of a table. */
export interface TableSet extends Omit<DataSet, "bundles" | "sample"> {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  readonly bundle: TableBundle;
}

/** Returns the record of a table, and the function that loads it. */
export function defineTable(set: TableSet): [DataSet, (options?: DataOptions) => Promise<Table>] {
  const { features, classes, bundle, ...record } = set;
  const read = async (options: DataOptions = {}): Promise<Table> => {
    const arrays = await load(bundle, options);
    const all = new Dataset<[Tensor, Tensor]>([arrays.features, arrays.labels], adopt);
    return { all, features, classes };
  };
  return [{ ...record, bundles: [bundle], sample: async (seed) => tableSample(await read(), seed) }, read];
}

/** Decodes rows of numbers with a label in the last column. The first line is skipped. */
export function decodeRows(bytes: Uint8Array, source: string): Arrays<"features" | "labels"> {
  const lines = decodeCsv(bytes.subarray(bytes.indexOf(newline) + 1), source);
  return collect(lines.map((cells) => cells.map((cell) => numberIn(cell, source))));
}

const newline = 10;

/** Collects rows that end in a label into arrays. */
export function collect(rows: readonly (readonly number[])[]): Arrays<"features" | "labels"> {
  const width = rows[0]!.length - 1;
  return {
    features: { data: Float32Array.from(rows.flatMap((row) => row.slice(0, width))), shape: [rows.length, width] },
    labels: { data: Uint8Array.from(rows, (row) => row[width]!), shape: [rows.length] },
  };
}

function tableSample({ all, features, classes }: Table, seed: number): TableSample {
  const [values, labels] = all.fields.map(({ data }) => data);
  const width = features.length;
  const rows = chosen(all.length, 10, seed).map((row) => [
    ...Array.from(values!.subarray(width * row, width * (row + 1)), (value) => Number(value.toPrecision(6))),
    classes[labels![row]!]!,
  ]);
  return { kind: "table", columns: [...features, "class"], rows };
}
