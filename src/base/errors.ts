/**
 * Every error that Hebb throws on purpose. A message says what failed, lists whose values they were with both whole
 * shapes, states the rule in one sentence and, where one can be computed, a fix.
 */
import type { Shape } from "./shape.ts";
import { formatShape } from "./shape.ts";

/** One value that took part in a failure: how it is called, its shape and type, and where it came from. */
export interface Operand {
  readonly name: string;
  readonly shape?: Shape;
  readonly dtype?: string;
  readonly origin?: string;
}

export interface Explanation {
  readonly operands?: readonly Operand[];
  /** One sentence: what must hold. */
  readonly rule?: string;
  /** One sentence: what would make it hold. */
  readonly fix?: string | undefined;
}

export abstract class HebbError extends Error {
  abstract override readonly name: string;
  readonly operands: readonly Operand[];

  constructor(what: string, explanation: Explanation = {}) {
    super(explain(what, explanation));
    this.operands = explanation.operands ?? [];
  }
}

/** Shapes, or axes of a shape, that an operation cannot take. */
export class ShapeError extends HebbError {
  override readonly name = "ShapeError";
}

/** Element types that an operation cannot take. */
export class DTypeError extends HebbError {
  override readonly name = "DTypeError";
}

/** An argument of the wrong kind or out of its range. */
export class ArgumentError extends HebbError {
  override readonly name = "ArgumentError";
}

/** State used where the rules forbid it, such as `assign` outside `compile`. */
export class StateError extends HebbError {
  override readonly name = "StateError";
}

/** A data file or checkpoint that is missing, short or not what it should be. */
export class DataError extends HebbError {
  override readonly name = "DataError";

  /** Names and values from a damaged file may be of any length: of very long ones the beginning is shown. */
  constructor(what: string, { rule, fix, ...rest }: Explanation = {}) {
    super(clipped(what), { ...rest, ...(rule ? { rule: clipped(rule) } : {}), ...(fix ? { fix: clipped(fix) } : {}) });
  }
}

function clipped(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 600)} … ${text.slice(-200)}`;
}

/** A compiled program that failed while it ran, such as an index out of its range. */
export class FaultError extends HebbError {
  override readonly name = "FaultError";
}

/** The first operation that produced NaN or infinity, when that check is on. */
export class NumericError extends HebbError {
  override readonly name = "NumericError";
}

/** No memory left for a buffer. */
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

/** The system's code for what went wrong, such as ENOSPC. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
