/**
 * Division of kernels into chunks that threads claim. It depends on shapes alone, so results do not depend on which
 * thread computes what. Times are approximate nanoseconds on one core and affect only the size of chunks.
 */
import { sizeOf } from "../../base/shape.ts";
import type { Elementwise } from "../../ops/primitive.ts";
import type { Kernel, Nest, Phase } from "../ir/program.ts";

/** Minimum time of a kernel that is shared between threads, and minimum time of a chunk, in nanoseconds. */
const worthSharing = 20_000;
const shortestChunk = 5_000;
const mostChunks = 16;
/**
 * Maximum number of elements per call. Without on-stack replacement, one call must not run long in code that is not
 * optimized yet.
 */
const mostElements = 65_536;
/** Maximum number of chunks, because claims are counted in 16 bits. */
const mostClaims = 65_535;

/** Returns the kernel of one nest, divided into chunks. `bytes` is the memory traffic. */
export function nestKernel(label: string, nest: Nest, bytes: number): Kernel {
  const extent = nest.outer[nest.parallel]!;
  const elements = Math.max(1, sizeOf(nest.outer)) * Math.max(1, ...nest.phases.map(({ inner }) => sizeOf(inner)));
  const nanoseconds = costOf(nest);
  const chunks = Math.min(mostClaims, Math.max(chunksFor(nanoseconds), Math.ceil(elements / mostElements)));
  const lanes = nest.lanes === "outer" && nest.parallel === nest.outer.length - 1;
  return {
    label,
    extent,
    grain: cut(extent, isSequential(nest) ? 1 : chunks, lanes ? 16 : 1),
    stages: [nest],
    flops: operations(nest),
    bytes,
  };
}

/** Returns the length of a chunk of work with the given total time, a multiple of `unit`. */
export function grainFor(extent: number, nanoseconds: number, unit: number): number {
  return cut(extent, chunksFor(nanoseconds), unit);
}

function chunksFor(nanoseconds: number): number {
  if (nanoseconds < worthSharing) return 1;
  return Math.min(mostChunks, Math.max(2, Math.floor(nanoseconds / shortestChunk)));
}

function cut(extent: number, chunks: number, unit: number): number {
  return Math.max(1, Math.ceil(extent / chunks / unit)) * unit;
}

/**
 * Returns whether the parallel loop of a nest must stay in one chunk, because scattered rows may have equal indices.
 */
function isSequential({ phases, parallel }: Nest): boolean {
  return phases.some(({ stores }) => stores.some(({ scatter, access }) => scatter && access.strides[parallel] === 0));
}

function costOf({ outer, phases }: Nest): number {
  return sizeOf(outer) * phases.reduce((sum, phase) => sum + sizeOf(phase.inner) * phaseCost(phase), 0);
}

function phaseCost({ expressions, stores }: Phase): number {
  const loads = expressions.filter(({ kind }) => kind === "load" || kind === "gather").length;
  const applied = expressions.reduce((sum, e) => sum + (e.kind === "apply" ? applyCost(e.primitive) : 0), 0);
  const checks = expressions.filter(({ kind }) => kind === "check").length;
  return 0.1 * (loads + stores.length) + 0.7 * checks + applied;
}

function applyCost({ cheap }: Elementwise): number {
  return cheap ? 0.07 : 0.7;
}

function operations({ outer, phases }: Nest): number {
  const perElement = ({ expressions, reductions }: Phase) =>
    expressions.filter(({ kind }) => kind === "apply" || kind === "check").length + reductions.length;
  return sizeOf(outer) * phases.reduce((sum, phase) => sum + sizeOf(phase.inner) * perElement(phase), 0);
}
