/**
 * How a kernel is cut into chunks that threads claim: by shape alone, so that results do not depend on who computes what.
 * Times are rough nanoseconds on one core; they decide only how fine to cut.
 */
import { sizeOf } from "../../base/shape.ts";
import type { Elementwise } from "../../ops/primitive.ts";
import type { Kernel, Nest, Phase } from "../ir/program.ts";

/** A kernel shorter than this is not worth sharing, and a chunk shorter than that not worth claiming. */
const worthSharing = 20_000;
const shortestChunk = 5_000;
const mostChunks = 16;
/** There is no on-stack replacement: one call must not run long in code that is not yet optimized. */
const mostElements = 65_536;
/** Claims are counted in 16 bits. */
const mostClaims = 65_535;

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

/** The length of a chunk of work that takes so long in all, a multiple of `unit`. */
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

/** Scattering rows may meet, so that only the other loop can be cut. */
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
