/**
 * Reads and checks the header of a safetensors file. It trusts nothing: every rule of the format has its own message.
 * Does not look at the elements.
 */
import { DataError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import type { Conversion } from "./conversion.ts";
import { conversions } from "./conversion.ts";
import { duplicateKey } from "./json.ts";

export const metadataName = "__metadata__";
/** Bytes that the format allows for a header. */
export const headerLimit = 100_000_000;

/** One tensor of the header; its elements are the bytes from `begin` to `end` after the header. */
export interface Entry {
  readonly name: string;
  readonly storedType: string;
  readonly conversion: Conversion;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** Where the elements start. */
  readonly dataStart: number;
}

/** Throws a DataError that names `source` for anything but a well-formed header over exactly these bytes. */
export function readHeader(bytes: Uint8Array, source: string): Header {
  const dataStart = 8 + headerLength(bytes, source);
  const fields = parseObject(bytes.subarray(8, dataStart), source);
  const metadata = readMetadata(fields.get(metadataName), source);
  fields.delete(metadataName);
  const entries = [...fields].map(([name, value]) => readEntry(name, value, source));
  checkCoverage(entries, bytes.length - dataStart, source);
  return { entries, metadata, dataStart };
}

function headerLength(bytes: Uint8Array, source: string): number {
  if (bytes.length < 8) {
    throw malformed(source, `is only ${bytes.length} bytes long`, "A safetensors file starts with 8 bytes of length.");
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > headerLimit) {
    throw malformed(
      source,
      `announces a header of ${length} bytes`,
      `The format allows ${headerLimit}; this is probably not a safetensors file.`,
    );
  }
  if (length > bytes.length - 8) {
    throw malformed(
      source,
      `announces a header of ${length} bytes but has ${bytes.length - 8} left`,
      "The whole header must be in the file; it is probably cut short.",
    );
  }
  return length;
}

function parseObject(bytes: Uint8Array, source: string): Map<string, unknown> {
  let json: string;
  let value: unknown;
  try {
    json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(source, "has a header that is not UTF-8", "The header is JSON text in UTF-8.");
  }
  try {
    value = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw malformed(source, "has a header that is not JSON", `The parser says: ${reason}.`);
  }
  if (!json.startsWith("{") || !isObject(value)) {
    throw malformed(source, "has a header that is not a JSON object", 'The header starts with "{".');
  }
  const duplicate = duplicateKey(json);
  if (duplicate !== null) {
    throw malformed(source, `has two header entries named "${duplicate}"`, "Names are unique in a safetensors file.");
  }
  return new Map(Object.entries(value));
}

function readMetadata(value: unknown, source: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === "string")) {
    throw malformed(source, `has a malformed "${metadataName}"`, "Metadata is an object whose values are strings.");
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, source: string): Entry {
  const of = `tensor "${name}"`;
  if (!isObject(value) || Object.keys(value).toSorted().join() !== "data_offsets,dtype,shape") {
    throw malformed(
      source,
      `has a malformed entry for ${of}`,
      'An entry has "dtype", "shape" and "data_offsets" only.',
    );
  }
  const { dtype, shape, data_offsets: offsets } = value;
  const conversion = typeof dtype === "string" ? conversions.get(dtype) : undefined;
  if (conversion === undefined) {
    throw new DataError(`${source}: ${of} has the element type ${excerpt(dtype)}`, {
      rule: `Hebb reads ${[...conversions.keys()].join(", ")}.`,
      fix: "Convert the tensor in the program that wrote the file.",
    });
  }
  if (!isCounts(shape)) {
    const rule = "A shape is a list of integers from 0 on, whose product is exact in a double.";
    throw malformed(source, `gives ${of} the shape ${excerpt(shape)}`, rule);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    const rule = "Offsets are two integers, the first not above the second.";
    throw malformed(source, `gives ${of} the data offsets ${excerpt(offsets)}`, rule);
  }
  const [begin, end] = offsets as [number, number];
  const expected = sizeOf(shape) * conversion.bytes;
  if (end - begin !== expected) {
    const rule = `${String(dtype)} ${formatShape(shape)} needs ${expected} bytes.`;
    throw malformed(source, `gives ${of} ${end - begin} bytes`, rule);
  }
  return { name, storedType: String(dtype), conversion, shape, begin, end };
}

/** The tensors must tile the rest of the file: in order, no byte twice, no byte left over. */
function checkCoverage(entries: readonly Entry[], length: number, source: string): void {
  let covered = 0;
  let previous = "the header";
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) {
      throw malformed(source, `lets tensor "${name}" overlap ${previous}`, "Every byte belongs to one tensor.");
    }
    if (begin > covered) {
      const hole = `has a hole of ${begin - covered} bytes before tensor "${name}"`;
      throw malformed(source, hole, "Tensors follow each other without gaps.");
    }
    if (end > length) {
      const rule = `It ends at byte ${end} of the data, of which ${length} are there; the file is probably cut short.`;
      throw malformed(source, `is too short for tensor "${name}"`, rule);
    }
    covered = end;
    previous = `tensor "${name}"`;
  }
  if (covered < length) {
    throw malformed(source, `has ${length - covered} bytes after the last tensor`, "The last tensor ends the file.");
  }
}

/** A value as a message shows it: of what is long or deep the beginning. */
function excerpt(value: unknown): string {
  const flat = (item: unknown) => {
    if (typeof item === "object" && item !== null) return Array.isArray(item) ? "[…]" : "{…}";
    return JSON.stringify(item).slice(0, 60);
  };
  if (!Array.isArray(value)) return flat(value);
  return `[${value.slice(0, 8).map(flat).join()}${value.length > 8 ? `,… ${value.length} in all` : ""}]`;
}

function malformed(source: string, what: string, rule: string): DataError {
  return new DataError(`${source} ${what}`, { rule, fix: "Download or save the file again." });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  if (!Array.isArray(value)) return false;
  let size = 1;
  for (const count of value as unknown[]) {
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) return false;
    size *= Math.max(count, 1);
  }
  return Number.isSafeInteger(size * 8);
}
