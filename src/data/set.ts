/**
 * What is known of a data set before it is loaded: a record of who made it, under which license it may be used, and
 * the files that it is made of. A new data set is one file in `sets/` and a line in `sets/index.ts`.
 */
import type { TypedArray } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import type { Sample } from "./sample.ts";

export interface DataFile {
  readonly name: string;
  /** The files that `name` stands for, where it is many: length and checksum are of their contents one after the other. */
  readonly parts?: readonly string[];
  /** Length in bytes, unpacked. A file may lie there as NAME.gz instead. */
  readonly length: number;
  /** Of the unpacked content, hexadecimal. */
  readonly sha256: string;
}

/** Where files come from if the user names no folder; `directory` holds them in the package. */
export type Origin =
  /** The folder data/NAME of this package. */
  | { readonly kind: "library" }
  | { readonly kind: "npm"; readonly package: string; readonly version: string; readonly directory: string }
  /** `directory` from the root of the file system, without the leading slash. */
  | { readonly kind: "debian"; readonly package: string; readonly directory: string };

export interface Values {
  readonly data: TypedArray;
  readonly shape: Shape;
}

/** Arrays by name: what a file becomes. Text is its bytes in UTF-8. */
export type Arrays<Name extends string = string> = Readonly<Record<Name, Values>>;

/** Files that belong together and come from one place. */
export interface Bundle<Name extends string = string> {
  /** The data set's name; also its sub-folder in HEBB_DATA. */
  readonly set: string;
  /** Which part of the set this is, in a word or two, where it has several. */
  readonly part?: string;
  readonly origin: Origin;
  readonly files: readonly DataFile[];
  /** The arrays in the contents of `files`, which have been checked; of a file in parts each part is one of them. */
  readonly decode: (contents: readonly Uint8Array[]) => Arrays<Name>;
  /**
   * Counts the changes of what `decode` makes, so that the cache knows its own; undefined where files are not cached
   * because they are raw arrays as they are.
   */
  readonly layout?: number;
}

export interface DataSet {
  /** What the user calls it. */
  readonly name: string;
  readonly title: string;
  readonly chinese: string;
  /** One line: what an example is. */
  readonly summary: string;
  /** How many examples, in words. */
  readonly size: string;
  /** Where it is from: people and packages. */
  readonly source: string;
  /** An SPDX identifier where there is one. */
  readonly license: string;
  readonly citation: string;
  /** None for data that are generated. */
  readonly bundles: readonly Bundle[];
  /** Some examples to look at, chosen by `seed`. */
  readonly sample: (seed: number) => Promise<Sample>;
}

export interface DataOptions {
  /**
   * A folder with the data set's files, or with a sub-folder of its name that holds them. Default: HEBB_DATA, for sets
   * that do not come with the library.
   */
  readonly folder?: string | undefined;
}
