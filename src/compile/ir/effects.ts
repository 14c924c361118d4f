/**
 * Units of scheduling: the kernels and loops lowered from one group, with the buffers they read and write. Independent
 * of graphs.
 */
import { type Access, isLoop, type Nest, type Stage, type Step } from "./program.ts";

/** One unit of scheduling. Its steps stay together and run in order. */
export interface Work {
  readonly steps: readonly Step[];
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
  /** True if a step can raise a fault. */
  readonly faulty: boolean;
}

/** Returns the unit of scheduling made of these steps, with the buffers that they read and write. */
export function workOf(steps: readonly Step[]): Work {
  return {
    steps,
    reads: new Set(steps.flatMap(readsOf)),
    writes: new Set(steps.flatMap(writesOf)),
    faulty: steps.some(mayFault),
  };
}

function mayFault(step: Step): boolean {
  if (isLoop(step)) return step.body.steps.some(mayFault);
  return step.stages.some((stage) => stage.kind === "nest" && stage.phases.some(isFaulty));
}

/** Returns the buffers read by a step. */
export function readsOf(step: Step): number[] {
  if (!isLoop(step)) return step.stages.flatMap(readsOfStage);
  return step.arguments.flatMap(({ buffer, reads }) => (reads ? [buffer] : []));
}

/** Returns the buffers written by a step. */
export function writesOf(step: Step): number[] {
  if (!isLoop(step)) return step.stages.flatMap(writesOfStage);
  return [step.scratch, ...step.arguments.flatMap(({ buffer, writes }) => (writes ? [buffer] : []))];
}

function isFaulty({ expressions, stores }: Nest["phases"][number]): boolean {
  return (
    expressions.some(({ kind }) => kind === "gather" || kind === "check") ||
    stores.some(({ scatter }) => scatter !== undefined)
  );
}

function readsOfStage(stage: Stage): number[] {
  if (stage.kind === "contraction") return [stage.a.buffer, stage.b.buffer];
  if (stage.kind === "pack") return [stage.source.buffer];
  if (stage.kind === "sort") return [stage.buffer];
  return stage.phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((e) => (e.kind === "load" || e.kind === "gather" ? [e.buffer] : [])),
    ...stores.flatMap((store) => (store.scatter ? [store.buffer] : [])),
  ]);
}

function writesOfStage(stage: Stage): number[] {
  if (stage.kind === "contraction") return [stage.out.buffer, ...(stage.workspace ? [stage.workspace.buffer] : [])];
  if (stage.kind === "pack") return [stage.target.buffer];
  if (stage.kind === "sort") return [stage.buffer, stage.workspace];
  return stage.phases.flatMap(({ stores }) => stores.map(({ buffer }) => buffer));
}

/**
 * Returns whether `target` may share memory with `source` in this step: each element of `source` is read only in the
 * iteration that writes the same element of `target`.
 */
export function mayOverwrite(step: Step, source: number, target: number): boolean {
  if (isLoop(step)) return !readsOf(step).includes(source) && !writesOf(step).includes(target);
  if (step.pass?.local.has(source) || step.pass?.local.has(target)) return false;
  for (const stage of step.stages) {
    if (stage.kind !== "nest" || stage.phases.some(({ early }) => early)) {
      if (readsOfStage(stage).includes(source) || writesOfStage(stage).includes(target)) return false;
    } else if (!nestMayOverwrite(stage, source, target)) {
      return false;
    }
  }
  return true;
}

/**
 * Applies the same test to all steps of `work`; also, no step may read `source` after an earlier step has written
 * `target`.
 */
export function workMayOverwrite({ steps }: Work, source: number, target: number): boolean {
  const touches = (list: (step: Step) => number[], buffer: number) => steps.map((step) => list(step).includes(buffer));
  const isLate = touches(readsOf, source).lastIndexOf(true) > touches(writesOf, target).indexOf(true);
  return !isLate && steps.every((step) => mayOverwrite(step, source, target));
}

function nestMayOverwrite(nest: Nest, source: number, target: number): boolean {
  const writing = nest.phases.findIndex(({ stores }) => stores.some(({ buffer }) => buffer === target));
  return nest.phases.every(({ inner, expressions, stores }, index) => {
    const loads = expressions.flatMap((e) => {
      if ((e.kind !== "load" && e.kind !== "gather") || e.buffer !== source) return [];
      return [e.kind === "load" ? e.access : null];
    });
    if (stores.some(({ buffer, scatter }) => buffer === target && (scatter || index !== writing))) return false;
    // Results that an earlier phase stores for the writing phase may use the memory of the target.
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
