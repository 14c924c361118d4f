/**
 * The errors that Hebb throws. A message says what failed, lists the operands with their complete shapes, states the
 * rule in one sentence and, if one is known, a fix.
 */
import type { Shape } from "./shape.ts";
import { formatShape } from "./shape.ts";

/** An operand listed in an error message: its name, shape, element type and origin. */
export interface Operand {
  readonly name: string;
  readonly shape?: Shape;
  readonly dtype?: string;
  readonly origin?: string;
}

export interface Explanation {
  readonly operands?: readonly Operand[];
  /** The requirement that was not met, in one sentence. */
  readonly rule?: string;
  /** A way to meet it, in one sentence. */
  readonly fix?: string | undefined;
}

/** Base class of all errors that Hebb throws. */
export abstract class HebbError extends Error {
  abstract override readonly name: string;
  readonly operands: readonly Operand[];

  constructor(what: string, explanation: Explanation = {}) {
    super(explain(what, explanation));
    this.operands = explanation.operands ?? [];
  }
}

/** Thrown if an operation does not accept the shapes or axes of its arguments. */
export class ShapeError extends HebbError {
  override readonly name = "ShapeError";
}

/** Thrown if an operation does not accept the element types of its arguments. */
export class DTypeError extends HebbError {
  override readonly name = "DTypeError";
}

/** Thrown if an argument has the wrong type or is out of range. */
export class ArgumentError extends HebbError {
  override readonly name = "ArgumentError";
}

/** Thrown if a call is not allowed in the current state, such as `assign` outside `compile`. */
export class StateError extends HebbError {
  override readonly name = "StateError";
}

/** Thrown if a data file or checkpoint is missing, truncated or invalid. */
export class DataError extends HebbError {
  override readonly name = "DataError";

  /** Shortens very long texts, because names and values from a damaged file can have any length. */
  constructor(what: string, { rule, fix, ...rest }: Explanation = {}) {
    super(clipped(what), { ...rest, ...(rule ? { rule: clipped(rule) } : {}), ...(fix ? { fix: clipped(fix) } : {}) });
  }
}

function clipped(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 600)} … ${text.slice(-200)}`;
}

/** Thrown if a compiled program fails while it runs, for example because of an index out of range. */
export class FaultError extends HebbError {
  override readonly name = "FaultError";
}

/** Thrown if NaN or infinity occurs where finite numbers are required. */
export class NumericError extends HebbError {
  override readonly name = "NumericError";
}

/** Thrown if memory for a buffer cannot be allocated. */
export class OutOfMemoryError extends HebbError {
  override readonly name = "OutOfMemoryError";
}

function explain(what: string, { operands = [], rule, fix }: Explanation): string {
  const rows = operands.map(({ name, shape, dtype, origin }) => [
    name,
    [dtype ?? "", shape ? formatShape(shape) : ""].filter(Boolean).join(" "),
    origin ? `from ${origin}` : "",
  ]);
  const width = (column: number) => Math.max(0, ...rows.map((row) => row[column]!.length));
  const lines = rows.map((row) =>
    `    ${row[0]!.padEnd(width(0))}   ${row[1]!.padEnd(width(1))}   ${row[2]!}`.trimEnd(),
  );
  const prose = [rule, fix].filter((sentence) => sentence !== undefined).map((sentence) => `  ${sentence}`);
  return [what, ...(lines.length ? ["", ...lines] : []), ...prose].join("\n");
}

/** The operating system's error code, such as ENOSPC, or else the error as text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
