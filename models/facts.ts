/**
 * Facts: measurements of an experiment as plain data, saved as JSON. Numbers that are not finite and typed arrays, such
 * as pictures, have a form of their own: typed arrays are bytes beside the JSON.
 */
import { ArgumentError, DataError } from "hebb";

const kinds = { u8: Uint8Array, i8: Int8Array, f32: Float32Array } as const;

type Kind = keyof typeof kinds;

/** A typed array in facts. */
export type Elements = Uint8Array | Int8Array | Float32Array;

/** The type `T` if facts of it can be saved, else a type that nothing has. Interfaces have no index signature to check. */
export type Plain<T> = T extends number | string | boolean | null | Elements
  ? T
  : T extends (...args: never) => unknown
    ? never
    : T extends object
      ? { [Name in keyof T]: Plain<T[Name]> }
      : never;

/** Facts as they are saved. */
export interface EncodedFacts {
  /** Plain JSON. */
  readonly json: unknown;
  /** Contents of all typed arrays, one after another. */
  readonly bytes: Uint8Array;
}

const numberKey = "$number";
const elementsKey = "$elements";

/** Encodes facts. Throws an ArgumentError for anything that is neither plain data nor a typed array. */
export function encodeFacts(facts: unknown): EncodedFacts {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const encode = (value: unknown, path: string): unknown => {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : { [numberKey]: String(value) };
    if (Array.isArray(value)) return value.map((item, i) => encode(item, `${path}[${i}]`));
    const kind = kindOf(value);
    if (kind !== undefined) {
      const { buffer, byteOffset, byteLength, length } = value as Elements;
      const encoded = { [elementsKey]: [kind, offset, length] };
      parts.push(new Uint8Array(buffer, byteOffset, byteLength));
      offset += byteLength;
      return encoded;
    }
    if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encode(item, `${path}.${name}`)]));
    }
    throw new ArgumentError(`${path} cannot be saved: it is ${describe(value)}`, {
      rule: "Facts are numbers, strings, booleans, null, typed arrays, arrays and plain objects.",
    });
  };
  const json = encode(facts, "facts");
  const bytes = new Uint8Array(offset);
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return { json, bytes };
}

/** Decodes facts. Throws a DataError if `bytes` does not have the contents of every typed array. */
export function decodeFacts({ json, bytes }: EncodedFacts): unknown {
  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (typeof value !== "object" || value === null) return value;
    const number = (value as Readonly<Record<string, unknown>>)[numberKey];
    if (number !== undefined) return Number(number);
    const elements = (value as Readonly<Record<string, unknown>>)[elementsKey];
    if (elements !== undefined) return elementsOf(bytes, elements as readonly [Kind, number, number]);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decode(item)]));
  };
  return decode(json);
}

function elementsOf(bytes: Uint8Array, [kind, offset, length]: readonly [Kind, number, number]): Elements {
  const size = length * kinds[kind].BYTES_PER_ELEMENT;
  const part = bytes.slice(offset, offset + size);
  if (part.length === size) return new kinds[kind](part.buffer, 0, length);
  throw new DataError(`facts end after ${bytes.length} bytes, within an array that ends at ${offset + size}`, {
    rule: "The file of typed arrays belongs to the JSON beside it.",
    fix: "Measure again: `hebb experiment`.",
  });
}

const kindOf = (value: unknown): Kind | undefined =>
  (Object.keys(kinds) as Kind[]).find((kind) => value instanceof kinds[kind]);

const describe = (value: unknown): string =>
  typeof value === "object" && value !== null ? `a ${value.constructor?.name ?? "object"}` : String(value);
