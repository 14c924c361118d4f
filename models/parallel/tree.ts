/** The compositions of a parallel scan: which elements each stands for, and how many must follow one another. */
import { Tensor, associativeScan, zeros } from "hebb";
import type { Graph, Words } from "../figure.ts";
import { compose } from "./recurrence.ts";

/** Cost of a scan. */
export interface Cost {
  /** Length of the longest chain of dependent compositions. */
  readonly depth: number;
  /** Number of compositions of two elements. */
  readonly work: number;
}

/** Counts by scanning depths: a composition is one deeper than the deeper of its two operands. */
export async function costOf(length: number): Promise<Cost> {
  let work = 0;
  const depths = associativeScan(
    (earlier, later) => {
      work += later.shape[0]!;
      return earlier.maximum(later).add(1);
    },
    zeros([length]),
  );
  return { depth: await depths.max().item(), work };
}

/** The map h ↦ a h + b of consecutive elements, numbered from 1. */
export interface Composed {
  readonly first: number;
  readonly last: number;
  /** 0 for an element, else one more than that of the deeper operand. */
  readonly level: number;
  /** Ranges of the two operands; none for an element. */
  readonly parts: readonly (readonly [first: number, last: number])[];
  readonly a: number;
  readonly b: number;
}

/**
 * Scans the maps h ↦ a h + b and returns all elements and compositions. Element t has the mark 2^t, so that the sum of
 * marks identifies the elements of a composition; at most 24 elements keep the sums exact.
 */
export async function compositionsOf(a: readonly number[], b: readonly number[]): Promise<Composed[]> {
  const calls: Tensor[][] = [];
  const marks = Tensor.from(a.map((_, t) => 2 ** t));
  associativeScan(
    (earlier, later) => {
      const map = compose({ a: earlier.a, b: earlier.b }, { a: later.a, b: later.b });
      const next = { a: map.a, b: map.b, marks: earlier.marks.add(later.marks) };
      calls.push([earlier.marks, later.marks, next.a, next.b]);
      return next;
    },
    { a: Tensor.from([...a]), b: Tensor.from([...b]), marks },
  );
  const found = new Map<number, Composed>(
    a.map((factor, t) => [2 ** t, { first: t + 1, last: t + 1, level: 0, parts: [], a: factor, b: b[t]! }]),
  );
  for (const call of calls) {
    const [left, right, factors, inputs] = await Promise.all(call.map((tensor) => tensor.array()));
    left!.forEach((mark, i) => {
      const [earlier, later] = [found.get(mark)!, found.get(right![i]!)!];
      found.set(mark + right![i]!, {
        first: earlier.first,
        last: later.last,
        level: 1 + Math.max(earlier.level, later.level),
        parts: [earlier, later].map(({ first, last }) => [first, last] as const),
        a: factors![i]!,
        b: inputs![i]!,
      });
    });
  }
  return [...found.values()];
}

const idOf = (first: number, last: number): string => `${first}-${last}`;

/** Draws the compositions of a scan, with their maps if `values` is true. */
export function treeFigure(title: Words, composed: readonly Composed[], { values = false } = {}): Graph {
  return {
    kind: "graph",
    title,
    nodes: composed.map(({ first, last, level, a, b }) => ({
      id: idOf(first, last),
      label: first === last ? `${first}` : `${first}–${last}`,
      ...(values && { detail: `a = ${shortly(a)}\nb = ${shortly(b)}` }),
      role: first === 1 ? "output" : level === 0 ? "input" : "operation",
      at: [last, level],
    })),
    edges: composed.flatMap(({ first, last, parts }) =>
      parts.map(([from, to]) => ({ from: idOf(from, to), to: idOf(first, last) })),
    ),
  };
}

const shortly = (value: number): string => String(Number(value.toPrecision(3))).replace("-", "−");
