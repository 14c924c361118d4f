/**
 * Converts axes to loops: orders them into outer and inner loops, merges neighbors if every access allows it, and
 * chooses the loop to vectorize.
 */
import { longestAxis } from "../../base/shape.ts";
import type { Access, Expression, Nest, Phase, Store } from "../ir/program.ts";

/** A phase whose accesses have one stride per axis of the group. */
export interface RawPhase {
  readonly full: boolean;
  readonly expressions: readonly Expression[];
  readonly stores: readonly Store[];
  readonly reductions: Phase["reductions"];
  readonly early?: boolean;
}

/** Applies `change` to every access of a phase. */
export function mapAccesses<P extends Pick<Phase, "expressions" | "stores">>(
  phase: P,
  change: (access: Access) => Access,
): P {
  return {
    ...phase,
    expressions: phase.expressions.map((e) => ("access" in e ? { ...e, access: change(e.access) } : e)),
    stores: phase.stores.map((store) => ({ ...store, access: change(store.access) })),
  };
}

/** Returns all accesses of a phase, loads before stores. */
export function accessesOf(phase: Pick<Phase, "expressions" | "stores">): Access[] {
  return [
    ...phase.expressions.flatMap((e) => ("access" in e ? [e.access] : [])),
    ...phase.stores.map(({ access }) => access),
  ];
}

/**
 * Converts the axes of a group to a nest of loops. `keep` is an axis that must remain a separate loop, because it is
 * divided into chunks.
 */
export function toNest(
  sizes: readonly number[],
  inner: readonly boolean[],
  raw: readonly RawPhase[],
  keep?: number,
): Nest {
  const axes = sizes.map((_, axis) => axis);
  const outerAxes = axes.filter((axis) => !inner[axis] && (sizes[axis] !== 1 || axis === keep));
  const innerAxes = axes.filter((axis) => inner[axis] && sizes[axis] !== 1);
  const merged = mergeLoops(outerAxes, sizes, raw.flatMap(accessesOf), keep);
  const outer = merged.length > 0 ? merged : [{ axis: noAxis, length: 1 }];
  const phases = raw.map((phase) => {
    const within = phase.full ? mergeLoops(innerAxes, sizes, accessesOf(phase)) : [];
    const reordered = mapAccesses(phase, ({ offset, strides }) => ({
      offset,
      strides: [...outer, ...within].map(({ axis }) => (axis === noAxis ? 0 : strides[axis]!)),
    }));
    const { expressions, stores, reductions, early } = reordered;
    const inner = within.map(({ length }) => length);
    return { inner, expressions, stores, reductions, ...(early ? { early } : {}) };
  });
  const lengths = outer.map(({ length }) => length);
  const kept = outer.findIndex(({ axis }) => axis === keep);
  const nest = { kind: "nest" as const, outer: lengths, phases };
  return { ...nest, parallel: keep === undefined ? parallelLoop(lengths) : kept, lanes: laneLoop(lengths, phases) };
}

/** Axis of the single loop that remains if every axis has length 1. */
const noAxis = -1;

/** Adjacent axes merged into one loop. */
interface MergedAxes {
  /** Innermost of the merged axes, whose stride is that of the loop. */
  readonly axis: number;
  length: number;
}

function mergeLoops(
  axes: readonly number[],
  sizes: readonly number[],
  accesses: readonly Access[],
  keep?: number,
): MergedAxes[] {
  const loops: MergedAxes[] = [];
  for (const axis of axes) {
    const length = sizes[axis]!;
    const last = loops[loops.length - 1];
    const mergeable =
      last &&
      axis !== keep &&
      last.axis !== keep &&
      last.length * length <= longestAxis &&
      accesses.every(({ strides }) => strides[last.axis] === strides[axis]! * length);
    if (mergeable) loops[loops.length - 1] = { axis, length: last.length * length };
    else loops.push({ axis, length });
  }
  return loops;
}

/** Returns the loop to divide into chunks: the outermost one if it is long enough, otherwise the longest. */
function parallelLoop(outer: readonly number[]): number {
  if (outer[0]! >= 16) return 0;
  return outer.indexOf(Math.max(...outer));
}

/** Returns the loop to vectorize: the one along which more accesses are contiguous or constant. */
function laneLoop(outer: readonly number[], phases: readonly Phase[]): Nest["lanes"] {
  const folding = phases.filter(({ inner }) => inner.length > 0);
  if (folding.length === 0) return "outer";
  let score = 0;
  for (const phase of folding) {
    for (const { strides } of accessesOf(phase)) {
      score += penalty(strides[outer.length - 1]!) - penalty(strides[strides.length - 1]!);
    }
    score += (outer[outer.length - 1]! < 4 ? 1 : 0) - (phase.inner[phase.inner.length - 1]! < 4 ? 1 : 0);
  }
  return score >= 0 ? "inner" : "outer";
}

function penalty(stride: number): number {
  return stride === 0 || stride === 1 ? 0 : 4;
}
