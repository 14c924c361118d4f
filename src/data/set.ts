/**
 * Records of data sets: authors, license, and the files they consist of. A new data set is one file in `sets/` and one
 * line in `sets/index.ts`.
 */
import type { Sample } from "./sample.ts";
import type { Values } from "./values.ts";

/** File of a data set. */
export interface DataFile {
  readonly name: string;
  /**
   * Files that `name` stands for, if there are several. Length and checksum are those of their concatenated contents.
   */
  readonly parts?: readonly string[];
  /** Length of the uncompressed content in bytes. The file may be stored as NAME.gz instead. */
  readonly length: number;
  /** SHA-256 of the uncompressed content, hexadecimal. */
  readonly sha256: string;
}

/** Source of files if the user names no folder: a package and its `directory` with the files. */
export type Origin =
  /** Folder data/NAME of this package. */
  | { readonly kind: "library" }
  | { readonly kind: "npm"; readonly package: string; readonly version: string; readonly directory: string }
  /** Debian package. `directory` starts at the root of the file system, without the leading slash. */
  | { readonly kind: "debian"; readonly package: string; readonly directory: string };

/** Decoded arrays by name. Text is stored as bytes in UTF-8. */
export type Arrays<Name extends string = string> = Readonly<Record<Name, Values>>;

/** Files that belong together and have the same origin. */
export interface Bundle<Name extends string = string> {
  /** Name of the data set, and of its folder in HEBB_DATA. */
  readonly set: string;
  /** Name of the part, if the data set has several. */
  readonly part?: string;
  readonly origin: Origin;
  readonly files: readonly DataFile[];
  /** Decodes the verified contents of `files`. For a file with several parts, each part is one of the contents. */
  readonly decode: (contents: readonly Uint8Array[]) => Arrays<Name> | Promise<Arrays<Name>>;
  /**
   * Version of the arrays returned by `decode`, which is part of the key of the cache. Undefined if the files are not
   * cached because they already are raw arrays.
   */
  readonly layout?: number;
  /**
   * Parts that can be packed with a limit, in order: names of arrays with one row per example. Default: none, because
   * the loader splits, joins or parses all examples.
   */
  readonly rows?: readonly (readonly Name[])[];
}

/** Source of the arrays of data sets: files, packed arrays on a server, or a user's own. */
export interface DataSource {
  /**
   * Returns the arrays of `bundle`. Rejects with a DataError if they are missing or not the original. `folder` is the
   * option of the loader, if it was given.
   */
  read(bundle: Bundle, folder?: string): Promise<Arrays>;
}

/** Record of a data set. */
export interface DataSet {
  /** Name in the command line. */
  readonly name: string;
  /** English title. */
  readonly title: string;
  /** Chinese title. */
  readonly chinese: string;
  /** Description of an example in one line. */
  readonly summary: string;
  /** Number of examples, in words. */
  readonly size: string;
  /** Authors and packages. */
  readonly source: string;
  /** License, an SPDX identifier if there is one. */
  readonly license: string;
  /** Reference to cite. */
  readonly citation: string;
  /** Files; empty for synthetic data. */
  readonly bundles: readonly Bundle[];
  /** Returns a random sample of examples for display. */
  readonly sample: (seed: number) => Promise<Sample>;
}

/** Options of functions that load data sets. */
export interface DataOptions {
  /**
   * Folder with the files of the data set, or with a folder of its name that contains them. Requires Node. Default:
   * HEBB_DATA, for data sets that are not included in the library.
   */
  readonly folder?: string | undefined;
  /** Source of the arrays. Default: that of `setDataSource`, or else files in Node. */
  readonly source?: DataSource | undefined;
}
