/**
 * Parses and validates the header of a safetensors file. Every violated rule of the format has its own error message.
 */
import { DataError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import type { Conversion } from "./conversion.ts";
import { conversions } from "./conversion.ts";
import { duplicateKey } from "./json.ts";

export const metadataName = "__metadata__";
/** Maximum number of bytes of a header in the format. */
export const headerLimit = 100_000_000;

/** Tensor entry of the header. Its elements are the bytes from `begin` to `end`, counted from the end of the header. */
export interface Entry {
  readonly name: string;
  readonly storedType: string;
  readonly conversion: Conversion;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

/** Parsed header. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** Byte offset of the first element in the file. */
  readonly dataStart: number;
}

/**
 * Parses the header. Throws a DataError that names `source` unless it is well-formed and matches the number of bytes.
 */
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
    throw malformed(
      source,
      `is only ${bytes.length} bytes long`,
      "A safetensors file starts with a length of 8 bytes.",
    );
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > headerLimit) {
    throw malformed(
      source,
      `declares a header of ${length} bytes`,
      `At most ${headerLimit} are allowed; this is probably not a safetensors file.`,
    );
  }
  if (length > bytes.length - 8) {
    throw malformed(
      source,
      `declares a header of ${length} bytes but has only ${bytes.length - 8} left`,
      "The file is probably truncated.",
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
    throw malformed(source, "has a header that is not UTF-8", "The header must be JSON in UTF-8.");
  }
  try {
    value = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw malformed(source, "has a header that is not JSON", `Parser error: ${reason}.`);
  }
  if (!json.startsWith("{") || !isObject(value)) {
    throw malformed(source, "has a header that is not a JSON object", 'The header must start with "{".');
  }
  const duplicate = duplicateKey(json);
  if (duplicate !== null) {
    throw malformed(source, `has two header entries named "${duplicate}"`, "Names must be unique.");
  }
  return new Map(Object.entries(value));
}

function readMetadata(value: unknown, source: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === "string")) {
    throw malformed(source, `has a malformed "${metadataName}"`, "Metadata must be an object of strings.");
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, source: string): Entry {
  const of = `tensor "${name}"`;
  if (!isObject(value) || Object.keys(value).toSorted().join() !== "data_offsets,dtype,shape") {
    throw malformed(
      source,
      `has a malformed entry for ${of}`,
      'An entry must have exactly "dtype", "shape" and "data_offsets".',
    );
  }
  const { dtype, shape, data_offsets: offsets } = value;
  const conversion = typeof dtype === "string" ? conversions.get(dtype) : undefined;
  if (conversion === undefined) {
    throw new DataError(`${source}: ${of} has the element type ${excerpt(dtype)}`, {
      rule: `Supported: ${[...conversions.keys()].join(", ")}.`,
      fix: "Convert the tensor in the program that wrote the file.",
    });
  }
  if (!isCounts(shape)) {
    const rule = "A shape is a list of integers of at least 0 with a product that is exact in f64.";
    throw malformed(source, `has the shape ${excerpt(shape)} for ${of}`, rule);
  }
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    const rule = "Offsets must be two integers in ascending order.";
    throw malformed(source, `has the data offsets ${excerpt(offsets)} for ${of}`, rule);
  }
  const [begin, end] = offsets as [number, number];
  const expected = sizeOf(shape) * conversion.bytes;
  if (end - begin !== expected) {
    const rule = `${String(dtype)} ${formatShape(shape)} requires ${expected} bytes.`;
    throw malformed(source, `has ${end - begin} bytes for ${of}`, rule);
  }
  return { name, storedType: String(dtype), conversion, shape, begin, end };
}

/** Checks that the tensors cover the rest of the file without gaps or overlaps. */
function checkCoverage(entries: readonly Entry[], length: number, source: string): void {
  let covered = 0;
  let previous = "the header";
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) {
      throw malformed(source, `has tensor "${name}" overlapping ${previous}`, "Every byte must belong to one tensor.");
    }
    if (begin > covered) {
      const hole = `has a gap of ${begin - covered} bytes before tensor "${name}"`;
      throw malformed(source, hole, "Tensors must be contiguous.");
    }
    if (end > length) {
      const rule = `The tensor ends at byte ${end}, the data at ${length}; the file is probably truncated.`;
      throw malformed(source, `is too short for tensor "${name}"`, rule);
    }
    covered = end;
    previous = `tensor "${name}"`;
  }
  if (covered < length) {
    throw malformed(
      source,
      `has ${length - covered} bytes after the last tensor`,
      "The file must end with the last tensor.",
    );
  }
}

/** Formats a value for a message, shortened if it is long or nested. */
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
