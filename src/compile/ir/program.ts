/**
 * What the compiler hands to a target: a flat list of kernels over buffers. All sizes are known; every address is affine
 * in the loop indices, in elements. Plain data, printable, and equal for equal graphs.
 */
import type { DType } from "../../base/dtype.ts";
import type { Attributes, Elementwise, Feature, Primitive } from "../../ops/primitive.ts";

/** The address of an element: offset + Σ strides[i] · index of loop i, over the outer loops and then the inner ones. */
export interface Access {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** One value per element, in order of computation; `inputs` are positions in the phase's list. */
export type Expression =
  | { readonly kind: "constant"; readonly value: number; readonly dtype: DType }
  /** The address itself, as i32. */
  | { readonly kind: "index"; readonly access: Access; readonly dtype: DType }
  | { readonly kind: "load"; readonly buffer: number; readonly access: Access; readonly dtype: DType }
  /** Element `access` + index · stride, where 0 <= index < bound, or else fault number `fault` is raised and 0 is read. */
  | {
      readonly kind: "gather";
      readonly buffer: number;
      readonly access: Access;
      readonly index: number;
      readonly stride: number;
      readonly bound: number;
      readonly fault: number;
      readonly dtype: DType;
    }
  /** The index itself, of element number `access`: where it is outside of [0, bound), fault number `fault` is raised. */
  | {
      readonly kind: "check";
      readonly access: Access;
      readonly index: number;
      readonly bound: number;
      readonly fault: number;
      readonly dtype: DType;
    }
  | {
      readonly kind: "apply";
      readonly primitive: Elementwise;
      readonly inputs: readonly number[];
      readonly attributes: Attributes;
      readonly dtype: DType;
    }
  /** The result of a reduction of an earlier phase. */
  | { readonly kind: "reduced"; readonly phase: number; readonly reduction: number; readonly dtype: DType };

export interface Store {
  readonly buffer: number;
  readonly access: Access;
  readonly value: number;
  readonly dtype: DType;
  /** Adds to the element `access` + index · stride instead; out of range raises the fault, and adds to element 0 if there is one. */
  readonly scatter?: {
    readonly index: number;
    readonly stride: number;
    readonly bound: number;
    readonly fault: number;
  };
}

/** Combines `value` over the phase's inner loops, by the reduction of the primitive; what is rounded, by `blocksOf`. */
export interface Reduction {
  readonly primitive: Primitive;
  readonly value: number;
  readonly dtype: DType;
}

/** Runs once for every index of the outer loops, after the phases before it. */
export interface Phase {
  /** Sizes of the inner loops; none: the phase runs once. */
  readonly inner: readonly number[];
  readonly expressions: readonly Expression[];
  readonly stores: readonly Store[];
  readonly reductions: readonly Reduction[];
  /**
   * Each value is stored as soon as it is there, before the next one's operands are read, so that few are live at once.
   * What is stored must not be read by the nest.
   */
  readonly early?: boolean;
}

/** Loops around elementwise arithmetic, with reductions over the inner loops: maps, row softmax, column sums, scatters. */
export interface Nest {
  readonly kind: "nest";
  /** Sizes of the outer loops, at least one. */
  readonly outer: readonly number[];
  /** Which outer loop a chunk's range restricts. */
  readonly parallel: number;
  /** Lanes run along the last outer loop, or along the last inner loop of each phase. */
  readonly lanes: "outer" | "inner";
  readonly phases: readonly Phase[];
}

/** One operand of a contraction, read in place or from panels that a `Pack` wrote. */
export interface Matrix {
  readonly buffer: number;
  readonly offset: number;
  /** Of the loops over the batch, outermost first. */
  readonly batchStrides: readonly number[];
  /** Panels: rows of one k step lie together, `panel` of them (A: by the split of rows into tiles). */
  readonly layout: "strided" | "panels";
  /** Strides of the loops over rows (m or n) and over k, outermost first; unused for panels. */
  readonly rowStrides: readonly number[];
  readonly kStrides: readonly number[];
}

/**
 * Elements that count for nothing: those of `a` [m, k] or `b` [n, k] are zero, those of `out` [m, n] are never read.
 * Above the diagonal is column > row + offset, below it column < row + offset.
 */
export interface Triangle {
  readonly of: "a" | "b" | "out";
  readonly side: "above" | "below";
  readonly offset: number;
}

/** out[b, m, n] = Σ_k a[b, m, k] · b[b, n, k]. */
export interface Contraction {
  readonly kind: "contraction";
  /** The loops over the batch, outermost first: several where an operand has no single stride for it, such as heads. */
  readonly batches: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** The loops that m and k are cut into, outermost first, where a is read at more than one stride: windows. */
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly a: Matrix;
  readonly b: Matrix;
  /** What may be left out. */
  readonly triangles: readonly Triangle[];
  /**
   * Where a chunk copies one panel of a strided b before it uses it: `bytes` for each chunk. Null: b is panels already,
   * or read where it lies, its rows being neighbors.
   */
  readonly workspace: { readonly buffer: number; readonly bytes: number } | null;
  readonly out: {
    readonly buffer: number;
    readonly offset: number;
    readonly batchStride: number;
    readonly rowStride: number;
  };
  /** What a chunk's range restricts; in n it counts columns, in m rows, whole turns of the outermost loop if there are several. */
  readonly parallel: "batch" | "m" | "n";
}

/** Copies a strided matrix into the panels that a contraction reads. */
export interface Pack {
  readonly kind: "pack";
  /** Which operand of the contraction it is for. */
  readonly operand: "a" | "b";
  readonly batches: readonly number[];
  /** m or n. */
  readonly rows: number;
  readonly k: number;
  /** The loops over k, outermost first, for a contraction of several loops, which reads whole panels; null for any other. */
  readonly steps: readonly number[] | null;
  readonly source: Matrix;
  readonly target: { readonly buffer: number; readonly offset: number; readonly batchStride: number };
  /**
   * What a chunk's range restricts. In "rows" each chunk of a is split into tiles by itself, as the contraction with the
   * same chunks reads it; in "tiles" a is split as a whole, and a chunk packs the tiles that start in its rows.
   */
  readonly parallel: "batch" | "rows" | "tiles";
}

/** Sorts rows of i64, all different, in ascending order where they lie. A chunk's range restricts the rows. */
export interface Sort {
  readonly kind: "sort";
  readonly buffer: number;
  /** As large as `buffer`. */
  readonly workspace: number;
  readonly rows: number;
  readonly length: number;
}

export type Stage = Nest | Contraction | Pack | Sort;

/** How the stages of a kernel pass over a unit of its extent, so that what one leaves is in the cache for the next. */
export interface Pass {
  /** How many indices of its parallel loop each stage runs over for a unit. */
  readonly scales: readonly number[];
  /** Buffers that only these stages use hold one unit for each chunk: so many bytes. Addresses in them are of a whole one. */
  readonly local: ReadonlyMap<number, number>;
}

/** Stages that run one after the other on each chunk; chunks are independent and cover [0, extent) by `grain`. */
export interface Kernel {
  /** The source formula, for people. */
  readonly label: string;
  readonly extent: number;
  readonly grain: number;
  readonly stages: readonly Stage[];
  /** The stages run for one unit of the extent after the other; else once for the whole chunk. */
  readonly pass?: Pass;
  readonly flops: number;
  /** Bytes that must at least be read and written. */
  readonly bytes: number;
}

/** Where a loop's body finds one of its externals: in a buffer outside, `stride` bytes further on from turn to turn. */
export interface LoopArgument {
  readonly buffer: number;
  /** In bytes. */
  readonly offset: number;
  readonly stride: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Runs a program, its body, once for each turn. */
export interface Loop {
  readonly label: string;
  readonly length: number;
  /** The last turn, with the largest index, comes first. */
  readonly reverse: boolean;
  readonly body: Program;
  /** One for each of the body's externals. */
  readonly arguments: readonly LoopArgument[];
  /** The buffer that is the body's scratch region. */
  readonly scratch: number;
  /** Of all turns. */
  readonly flops: number;
  readonly bytes: number;
}

export type Step = Kernel | Loop;

export interface Buffer {
  readonly dtype: DType;
  readonly bytes: number;
  /** An entry of the argument table, or a place in the scratch region (bytes, aligned to 64). */
  readonly place: { readonly external: number } | { readonly scratch: number };
}

/** What went wrong at run time: an index out of [0, bound). */
export interface Fault {
  readonly label: string;
  /** What the index is called where it is checked and reads nothing, such as a label; its element is reported too. */
  readonly noun?: string | undefined;
  readonly bound: number;
  readonly origin: string | undefined;
}

export interface Program {
  readonly buffers: readonly Buffer[];
  /** How many pointers the argument table holds. */
  readonly externals: number;
  readonly scratchBytes: number;
  /** Kernels and loops, in order. */
  readonly steps: readonly Step[];
  /** The first step that changes state; a fault raised before it ends the run there. */
  readonly commit: number;
  readonly faults: readonly Fault[];
  /** What its operations bring along for the target. */
  readonly features: readonly Feature[];
}

export function isLoop(step: Step): step is Loop {
  return "body" in step;
}

/** Whether nothing is left to do. */
export function isEmpty(step: Step): boolean {
  return (isLoop(step) ? step.length : step.extent) === 0;
}

/** Whether several threads can work on it. */
export function isShared(step: Step): boolean {
  return isLoop(step) ? step.body.steps.some(isShared) : chunksOf(step) > 1;
}

export function chunksOf(kernel: Kernel): number {
  return Math.max(1, Math.ceil(kernel.extent / kernel.grain));
}
