/**
 * Units of scheduling: the kernels that one group became, with the buffers that they read and write. Knows stages, not
 * graphs.
 */
import type { Access, Kernel, Nest, Stage } from "./program.ts";

export interface Work {
  readonly kernels: readonly Kernel[];
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  /** May raise a fault. */
  readonly faulty: boolean;
}

export function workOf(kernels: readonly Kernel[]): Work {
  const stages = kernels.flatMap((kernel) => kernel.stages);
  return {
    kernels,
    reads: new Set(stages.flatMap(readsOf)),
    writes: new Set(stages.flatMap(writesOf)),
    faulty: stages.some((stage) => stage.kind === "nest" && stage.phases.some(isFaulty)),
  };
}

function isFaulty({ expressions, stores }: Nest["phases"][number]): boolean {
  return expressions.some(({ kind }) => kind === "gather") || stores.some(({ scatter }) => scatter !== undefined);
}

export function readsOf(stage: Stage): number[] {
  if (stage.kind === "contraction") return [stage.a.buffer, stage.b.buffer];
  if (stage.kind === "pack") return [stage.source.buffer];
  return stage.phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((e) => (e.kind === "load" || e.kind === "gather" ? [e.buffer] : [])),
    ...stores.flatMap((store) => (store.scatter ? [store.buffer] : [])),
  ]);
}

export function writesOf(stage: Stage): number[] {
  if (stage.kind === "contraction") return [stage.out.buffer, ...(stage.workspace ? [stage.workspace.buffer] : [])];
  if (stage.kind === "pack") return [stage.target.buffer];
  return stage.phases.flatMap(({ stores }) => stores.map(({ buffer }) => buffer));
}

/**
 * Whether the kernel may write `target` over `source`: it reads an element of `source` only in the turn that writes the
 * same element of `target`.
 */
export function mayOverwrite(kernel: Kernel, source: number, target: number): boolean {
  if (kernel.pass?.local.has(source) || kernel.pass?.local.has(target)) return false;
  for (const stage of kernel.stages) {
    if (stage.kind !== "nest" || stage.phases.some(({ early }) => early)) {
      if (readsOf(stage).includes(source) || writesOf(stage).includes(target)) return false;
    } else if (!nestMayOverwrite(stage, source, target)) {
      return false;
    }
  }
  return true;
}

/** The same for all kernels of a work: none reads `source` after an earlier one has written `target`. */
export function workMayOverwrite({ kernels }: Work, source: number, target: number): boolean {
  const touches = (list: (stage: Stage) => number[], buffer: number) =>
    kernels.map(({ stages }) => stages.some((stage) => list(stage).includes(buffer)));
  const isLate = touches(readsOf, source).lastIndexOf(true) > touches(writesOf, target).indexOf(true);
  return !isLate && kernels.every((kernel) => mayOverwrite(kernel, source, target));
}

function nestMayOverwrite(nest: Nest, source: number, target: number): boolean {
  const writing = nest.phases.findIndex(({ stores }) => stores.some(({ buffer }) => buffer === target));
  return nest.phases.every(({ inner, expressions, stores }, index) => {
    const loads = expressions.flatMap((e) => {
      if ((e.kind !== "load" && e.kind !== "gather") || e.buffer !== source) return [];
      return [e.kind === "load" ? e.access : null];
    });
    if (stores.some(({ buffer, scatter }) => buffer === target && (scatter || index !== writing))) return false;
    // What an earlier phase makes for the one that writes may lie in the result from the start.
    const made = stores.filter(({ buffer }) => buffer === source);
    const touched = [...loads, ...made.map(({ access, scatter }) => (scatter ? null : access))];
    if (touched.length === 0) return true;
    if (writing < 0 || index > writing || (index === writing && made.length > 0)) return false;
    const phase = nest.phases[writing]!;
    const store = phase.stores.find(({ buffer }) => buffer === target)!;
    return (
      inner.join() === phase.inner.join() &&
      touched.every((access) => access !== null && sameAccess(access, store.access))
    );
  });
}

function sameAccess(x: Access, y: Access): boolean {
  return x.offset === y.offset && x.strides.every((stride, loop) => stride === y.strides[loop]);
}
