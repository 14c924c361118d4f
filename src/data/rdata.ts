/**
 * Decoder of the data of an R package: `NAME.rdx` contains the offset of each variable in `NAME.rdb`, both in the
 * serialization format of R (R Internals, "Serialization Formats"). Supports strings, numbers and lists.
 */
import { DataError } from "../base/errors.ts";
import { decoded } from "./damaged.ts";
import { decompress, isGzip } from "./decompress.ts";

/** Supported value of R: a vector, an element of a vector, or a list with names. */
type RValue = null | string | number | readonly RValue[] | RList;

interface RList {
  readonly names: readonly RValue[];
  readonly values: readonly RValue[];
}

const source = "an R database";

/** Limit for decompression, because a damaged file may expand to any size. */
const limits = { source, most: 2 ** 28 };

/** Returns the texts (vectors of strings) of a database by variable name. Rejects with a DataError if it is invalid. */
export async function decodeTexts(index: Uint8Array, database: Uint8Array): Promise<Map<string, readonly string[]>> {
  const list = await decompress(index, isGzip(index) ? "gzip" : "deflate", limits);
  const texts = new Map<string, readonly string[]>();
  for (const [name, offset, length] of decoded(source, () => segmentsOf(list))) {
    // The first four bytes are the uncompressed length.
    const segment = await decompress(database.subarray(offset + 4, offset + length), "deflate", limits);
    texts.set(
      name,
      decoded(source, () => linesOf(name, segment)),
    );
  }
  return texts;
}

type Segment = readonly [name: string, offset: number, length: number];

/** Position of each variable in the database. */
function segmentsOf(index: Uint8Array): Segment[] {
  const { names, values } = listOf(decode(index), "the index");
  const variables = listOf(values[names.indexOf("variables")] ?? null, "the index's variables");
  return variables.names.map((name, i): Segment => {
    const [offset, length] = variables.values[i] as readonly [number, number];
    return [name as string, offset, length];
  });
}

function linesOf(name: string, segment: Uint8Array): readonly string[] {
  const lines = decode(segment);
  if (Array.isArray(lines) && lines.every((line) => typeof line === "string")) return lines;
  throw new DataError(`the variable ${name} of an R database is not a text`, {
    rule: "It must be a vector of strings.",
  });
}

function listOf(value: RValue, what: string): RList {
  if (value !== null && typeof value === "object" && "names" in value) return value;
  throw new DataError(`${what} of an R database is not a list`);
}

const types = {
  symbol: 1,
  pairs: 2,
  characters: 9,
  truths: 10,
  integers: 13,
  reals: 14,
  strings: 16,
  list: 19,
  alternative: 238,
  nothing: 254,
  reference: 255,
} as const;

function decode(bytes: Uint8Array): RValue {
  const reader = new Reader(bytes);
  if (bytes[0] !== 0x58 || bytes[1] !== 0x0a) {
    throw new DataError("an R object is not in the binary serialization format", {
      rule: "It must start with X and a newline.",
    });
  }
  reader.skip(2);
  const version = reader.integer();
  reader.skip(8);
  if (version === 3) reader.skip(reader.integer());
  return reader.item();
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** Symbols read so far. Later occurrences refer to their number. */
  readonly #symbols: RValue[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(count: number): void {
    this.#at += count;
  }

  integer(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }

  item(): RValue {
    const flags = this.integer();
    const [type, hasAttributes, hasTag] = [flags & 0xff, (flags & 0x200) !== 0, (flags & 0x400) !== 0];
    switch (type) {
      case types.nothing:
        return null;
      case types.reference:
        return this.#symbols[(flags >>> 8 || this.integer()) - 1] ?? null;
      case types.symbol:
        this.#symbols.push(this.item());
        return this.#symbols.at(-1)!;
      case types.characters:
        return this.#characters();
      case types.pairs:
        return this.#pairs(hasAttributes, hasTag);
      case types.alternative:
        return this.#alternative();
      default:
        return this.#vector(type, hasAttributes);
    }
  }

  #characters(): string | null {
    const length = this.integer();
    if (length < 0) return null;
    this.#checkLeft(length);
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  /** Reads a linked list of pairs, the form of attributes. */
  #pairs(hasAttributes: boolean, hasTag: boolean): RList {
    if (hasAttributes) this.item();
    const name = hasTag ? this.item() : null;
    const value = this.item();
    const rest = this.item() as RList | null;
    return { names: [name, ...(rest?.names ?? [])], values: [value, ...(rest?.values ?? [])] };
  }

  /**
   * Reads a vector in an alternative representation: its name, its state, attributes. Only wrappers of vectors are
   * supported.
   */
  #alternative(): RValue {
    const form = (this.item() as RList).values[0] as string;
    const state = this.item();
    this.item();
    if (form.startsWith("wrap_")) return (state as RList).values[0]!;
    throw new DataError(`the R vector representation ${form} is not supported`);
  }

  #vector(type: number, hasAttributes: boolean): RValue {
    const length = this.integer();
    // An element has at least four bytes.
    this.#checkLeft(4 * length);
    const values = Array.from({ length }, (): RValue => {
      switch (type) {
        case types.truths:
        case types.integers:
          return this.integer();
        case types.reals:
          return this.#real();
        case types.strings:
        case types.list:
          return this.item();
        default:
          throw new DataError(`the R type ${type} is not supported`);
      }
    });
    const attributes = hasAttributes ? (this.item() as RList) : null;
    if (type !== types.list) return values;
    const names = attributes?.values[attributes.names.indexOf("names")] ?? [];
    return { names: names as readonly RValue[], values };
  }

  #checkLeft(bytes: number): void {
    if (bytes >= 0 && this.#at + bytes <= this.#bytes.length) return;
    throw new DataError("an R object is truncated", { fix: "Download the file again." });
  }

  #real(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }
}
