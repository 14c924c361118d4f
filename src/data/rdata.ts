/**
 * The database in which an R package keeps its data: `NAME.rdx` says where in `NAME.rdb` each variable lies, both in R's
 * serialization (R Internals, "Serialization Formats"). Reads texts, numbers and lists; knows nothing of files.
 */
import { node } from "./node.ts";
import { DataError } from "../base/errors.ts";
import { decoded } from "./damaged.ts";

/** What is read of R: a vector, an element of one, or a list with the names of its elements. */
type RValue = null | string | number | readonly RValue[] | RList;

interface RList {
  readonly names: readonly RValue[];
  readonly values: readonly RValue[];
}

/** The texts (vectors of strings) in the database, by the names of their variables. Throws a DataError for what is none. */
export function decodeTexts(index: Uint8Array, database: Uint8Array): Map<string, readonly string[]> {
  return decoded("an R database", () => textsOf(index, database));
}

/** What is packed may be larger than any memory. */
const limited = { maxOutputLength: 2 ** 28 };

function textsOf(index: Uint8Array, database: Uint8Array): Map<string, readonly string[]> {
  const { names, values } = listOf(decode(node.zlib.unzipSync(index, limited)), "the index");
  const variables = listOf(values[names.indexOf("variables")] ?? null, "the index's variables");
  return new Map(
    variables.names.map((label, i) => {
      const name = label as string;
      const [offset, length] = variables.values[i] as readonly [number, number];
      // Four bytes of the unpacked length come first.
      const lines = decode(node.zlib.inflateSync(database.subarray(offset + 4, offset + length), limited));
      if (!Array.isArray(lines) || lines.some((line) => typeof line !== "string")) {
        throw new DataError(`the variable ${name} of an R database is not a text`, {
          rule: "It is a vector of strings.",
        });
      }
      return [name, lines as string[]];
    }),
  );
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
    throw new DataError("an R object is not in R's binary serialization", { rule: "It starts with X and a newline." });
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
  /** Symbols are written once, and then referred to by their number. */
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

  /** A chain of pairs as a list: attributes and arguments are such chains. */
  #pairs(hasAttributes: boolean, hasTag: boolean): RList {
    if (hasAttributes) this.item();
    const name = hasTag ? this.item() : null;
    const value = this.item();
    const rest = this.item() as RList | null;
    return { names: [name, ...(rest?.names ?? [])], values: [value, ...(rest?.values ?? [])] };
  }

  /** A vector in another form: the form's name, what it holds, attributes. Of forms only wrappers of a vector are known. */
  #alternative(): RValue {
    const form = (this.item() as RList).values[0] as string;
    const state = this.item();
    this.item();
    if (form.startsWith("wrap_")) return (state as RList).values[0]!;
    throw new DataError(`R's form ${form} of a vector is not known`);
  }

  #vector(type: number, hasAttributes: boolean): RValue {
    const length = this.integer();
    // An element takes four bytes at least.
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
          throw new DataError(`R's type ${type} is not known`);
      }
    });
    const attributes = hasAttributes ? (this.item() as RList) : null;
    if (type !== types.list) return values;
    const names = attributes?.values[attributes.names.indexOf("names")] ?? [];
    return { names: names as readonly RValue[], values };
  }

  #checkLeft(bytes: number): void {
    if (bytes >= 0 && this.#at + bytes <= this.#bytes.length) return;
    throw new DataError("an R object is cut short", { fix: "Download the file again." });
  }

  #real(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8);
  }
}
