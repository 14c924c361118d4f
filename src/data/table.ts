/** Tables of measurements with a class in every row, as the small classic data sets are. */
import { adopt, type Tensor } from "../tensor/index.ts";
import { decodeCsv, numberIn } from "./csv.ts";
import { Dataset } from "./dataset.ts";
import { load } from "./load.ts";
import { chosen, type TableSample } from "./sample.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "./set.ts";

/** Features f32 [n, features], unscaled; labels u8 [n], places in the list of classes. */
export type Rows = Dataset<[features: Tensor, labels: Tensor]>;

export interface Table {
  readonly all: Rows;
  /** What the columns are, with units. */
  readonly features: readonly string[];
  /** The class of each label. */
  readonly classes: readonly string[];
}

type TableBundle = Bundle<"features" | "labels">;

/** Everything about a table but its file and how to read it. */
export interface TableSet extends Omit<DataSet, "bundles" | "sample"> {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  readonly bundle: TableBundle;
}

/** The record of a table, and the function that loads it. */
export function defineTable(set: TableSet): [DataSet, (options?: DataOptions) => Promise<Table>] {
  const { features, classes, bundle, ...record } = set;
  const read = async (options: DataOptions = {}): Promise<Table> => {
    const arrays = await load(bundle, options);
    const all = new Dataset<[Tensor, Tensor]>([arrays.features, arrays.labels], adopt);
    return { all, features, classes };
  };
  return [{ ...record, bundles: [bundle], sample: async (seed) => tableSample(await read(), seed) }, read];
}

/** Rows of numbers and a label in the last column; of a first line that says something else, nothing is taken. */
export function decodeRows(bytes: Uint8Array, source: string): Arrays<"features" | "labels"> {
  const lines = decodeCsv(bytes.subarray(bytes.indexOf(newline) + 1), source);
  return collect(lines.map((cells) => cells.map((cell) => numberIn(cell, source))));
}

const newline = 10;

/** Arrays of rows that end in a label. */
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
