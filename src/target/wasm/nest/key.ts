/** What two nests must have in common to share a function: everything but which buffers they use. */
import type { Nest } from "../../../compile/program.ts";

/** The distinct buffers in order of first appearance: the order of the function's pointers. */
export function buffersOf(nest: Nest): readonly number[] {
  const buffers = nest.phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((expression) => ("buffer" in expression ? [expression.buffer] : [])),
    ...stores.map(({ buffer }) => buffer),
  ]);
  return [...new Set(buffers)];
}

/**
 * A text that is equal for nests of equal code: buffers count by first appearance, and the size of the parallel loop is
 * left out because its range is a parameter.
 */
export function nestKey(nest: Nest): string {
  const buffers = buffersOf(nest);
  return JSON.stringify(nest, (name, value: unknown) => {
    if (name === "buffer" && typeof value === "number") return buffers.indexOf(value);
    if (name === "outer") return nest.outer.map((size, i) => (i === nest.parallel ? null : size));
    // JSON has neither a negative zero nor infinities.
    return typeof value === "number" && (Object.is(value, -0) || !Number.isFinite(value)) ? `#${format(value)}` : value;
  });
}

function format(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
