/**
 * The compiler's output: a flat list of kernels over buffers. All sizes are known, and every address is affine in the
 * loop indices, in elements. Programs are plain data, can be printed, and are equal for equal graphs.
 */
import type { DType } from "../../base/dtype.ts";
import type { Attributes, Elementwise, Feature, Primitive } from "../../ops/primitive.ts";

/** Affine address of an element: offset + Σ strides[i] · index of loop i. Outer loops come first, then inner loops. */
export interface Access {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** One value per element, in order of computation. `inputs`, `index` and `value` are positions in the phase's list. */
export type Expression =
  | { readonly kind: "constant"; readonly value: number; readonly dtype: DType }
  /** The value of the address itself, as i32. */
  | { readonly kind: "index"; readonly access: Access; readonly dtype: DType }
  | { readonly kind: "load"; readonly buffer: number; readonly access: Access; readonly dtype: DType }
  /** Loads element `access` + index · stride. If the index is outside [0, bound), raises fault `fault` and reads 0. */
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
  /** Returns the index. If it is outside [0, bound), raises fault `fault` and reports element number `access`. */
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
  /** Result of a reduction in an earlier phase. */
  | { readonly kind: "reduced"; readonly phase: number; readonly reduction: number; readonly dtype: DType };

/** A write of one value to a buffer. */
export interface Store {
  readonly buffer: number;
  readonly access: Access;
  readonly value: number;
  readonly dtype: DType;
  /**
   * Adds to element `access` + index · stride. An index outside [0, bound) raises the fault and adds to element 0, if
   * any.
   */
  readonly scatter?: {
    readonly index: number;
    readonly stride: number;
    readonly bound: number;
    readonly fault: number;
  };
}

/** Reduces `value` over the inner loops of the phase. If the result is rounded, the order follows `blocksOf`. */
export interface Reduction {
  readonly primitive: Primitive;
  readonly value: number;
  readonly dtype: DType;
}

/** One pass of a nest. Runs once for each index of the outer loops, after the phases before it. */
export interface Phase {
  /** Sizes of the inner loops. If empty, the phase runs once. */
  readonly inner: readonly number[];
  readonly expressions: readonly Expression[];
  readonly stores: readonly Store[];
  readonly reductions: readonly Reduction[];
  /**
   * Stores each value as soon as it is computed, before the operands of the next one are loaded, to keep few values
   * live. The nest must not read the stored values.
   */
  readonly early?: boolean;
}

/** A loop nest around elementwise arithmetic, with reductions over the inner loops. Examples: softmax, column sums. */
export interface Nest {
  readonly kind: "nest";
  /** Sizes of the outer loops. At least one. */
  readonly outer: readonly number[];
  /** Index of the outer loop that is divided into chunks. */
  readonly parallel: number;
  /** Loop that is vectorized: the last outer loop, or the last inner loop of each phase. */
  readonly lanes: "outer" | "inner";
  readonly phases: readonly Phase[];
}

/** One operand of a contraction, read in place or from panels written by a `Pack`. */
export interface Matrix {
  readonly buffer: number;
  readonly offset: number;
  /** Strides of the batch loops, outermost first. */
  readonly batchStrides: readonly number[];
  /**
   * Memory layout. In panels, the elements of one step of k are adjacent for a group of rows: `columnsPerPanel` rows of
   * b, or one tile of rows of a.
   */
  readonly layout: "strided" | "panels";
  /** Strides of the loops over rows (m or n) and over k, outermost first. Unused for panels. */
  readonly rowStrides: readonly number[];
  readonly kStrides: readonly number[];
}

/**
 * A triangle of elements that can be skipped: elements of `a` [m, k] or `b` [n, k] are zero, elements of `out` [m, n]
 * are never read. Above the diagonal means column > row + offset; below it, column < row + offset.
 */
export interface Triangle {
  readonly of: "a" | "b" | "out";
  readonly side: "above" | "below";
  readonly offset: number;
}

/** Matrix product: out[b, m, n] = Σ_k a[b, m, k] · b[b, n, k]. */
export interface Contraction {
  readonly kind: "contraction";
  /**
   * Lengths of the batch loops, outermost first. Several if an operand has no single stride, as for attention heads.
   */
  readonly batches: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Lengths of the loops over m and over k, outermost first. Several if `a` is read through windows. */
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly a: Matrix;
  readonly b: Matrix;
  /** Triangles that can be skipped. */
  readonly triangles: readonly Triangle[];
  /**
   * Buffer into which a chunk copies one panel of a strided b before using it, with `bytes` for each chunk. Null if b
   * is already packed, or is read in place because its rows are adjacent.
   */
  readonly workspace: { readonly buffer: number; readonly bytes: number } | null;
  readonly out: {
    readonly buffer: number;
    readonly offset: number;
    readonly batchStride: number;
    readonly rowStride: number;
  };
  /**
   * Axis divided into chunks. Chunks of n count columns; chunks of m count rows and, if there are several row loops,
   * contain whole iterations of the outermost one.
   */
  readonly parallel: "batch" | "m" | "n";
}

/** Copies a strided matrix into panels for a contraction. */
export interface Pack {
  readonly kind: "pack";
  /** Operand of the contraction that is packed. */
  readonly operand: "a" | "b";
  readonly batches: readonly number[];
  /** Number of rows: m for operand a, n for operand b. */
  readonly rows: number;
  readonly k: number;
  /** Lengths of the loops over k, outermost first, for a contraction with nested loops. Otherwise null. */
  readonly steps: readonly number[] | null;
  readonly source: Matrix;
  readonly target: { readonly buffer: number; readonly offset: number; readonly batchStride: number };
  /**
   * Axis divided into chunks. With "rows", each chunk of operand a is split into tiles separately, to match the chunks
   * of the contraction. With "tiles", a is split as a whole, and a chunk packs the tiles that start in its rows.
   */
  readonly parallel: "batch" | "rows" | "tiles";
}

/** Sorts rows of distinct i64 values in place, in ascending order. The rows are divided into chunks. */
export interface Sort {
  readonly kind: "sort";
  readonly buffer: number;
  /** Scratch buffer of the same size as `buffer`. */
  readonly workspace: number;
  readonly rows: number;
  readonly length: number;
}

export type Stage = Nest | Contraction | Pack | Sort;

/** Cache blocking: all stages run on one unit of the extent before the next unit. */
export interface Pass {
  /** Number of indices of the parallel loop in one unit, for each stage. */
  readonly scales: readonly number[];
  /**
   * Bytes of one unit, for each buffer used only by these stages. A chunk holds one unit; addresses refer to the whole.
   */
  readonly local: ReadonlyMap<number, number>;
}

/** Stages that run in order on each chunk. Chunks are independent and cover [0, extent) in steps of `grain`. */
export interface Kernel {
  /** Source formula, for display. */
  readonly label: string;
  readonly extent: number;
  readonly grain: number;
  readonly stages: readonly Stage[];
  /** Runs all stages on one unit of the extent before the next. If absent, each stage runs on the whole chunk. */
  readonly pass?: Pass;
  readonly flops: number;
  /** Minimum number of bytes read and written. */
  readonly bytes: number;
}

/** Buffer bound to an external of a loop's body. Its address advances by `stride` bytes in each iteration. */
export interface LoopArgument {
  readonly buffer: number;
  /** Offset in bytes. */
  readonly offset: number;
  readonly stride: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Runs a program, the loop's body, once per iteration. */
export interface Loop {
  readonly label: string;
  readonly length: number;
  /** Reverse order of iteration, from the largest index down to 0. */
  readonly reverse: boolean;
  readonly body: Program;
  /** One argument for each external of the body. */
  readonly arguments: readonly LoopArgument[];
  /** Buffer that holds the body's scratch region. */
  readonly scratch: number;
  /** Total over all iterations. */
  readonly flops: number;
  readonly bytes: number;
}

export type Step = Kernel | Loop;

/** A buffer of a program, with its location. */
export interface Buffer {
  readonly dtype: DType;
  readonly bytes: number;
  /** Index in the argument table, or offset in the scratch region in bytes, aligned to 64. */
  readonly place: { readonly external: number } | { readonly scratch: number };
}

/** Description of a runtime error: an index outside [0, bound). */
export interface Fault {
  readonly label: string;
  /** Name of an index that is checked but reads nothing, such as "label". The error then also reports the element. */
  readonly noun?: string | undefined;
  readonly bound: number;
  readonly origin: string | undefined;
}

/** Result of a compilation: buffers and the steps that run over them. */
export interface Program {
  readonly buffers: readonly Buffer[];
  /** Number of pointers in the argument table. */
  readonly externals: number;
  readonly scratchBytes: number;
  /** Kernels and loops, in execution order. */
  readonly steps: readonly Step[];
  /** Index of the first step that changes state. A fault raised by an earlier step ends the run before it. */
  readonly commit: number;
  readonly faults: readonly Fault[];
  /** Features of its operations, which bring generators of code for the target. */
  readonly features: readonly Feature[];
}

/** Returns whether a step is a loop rather than a kernel. */
export function isLoop(step: Step): step is Loop {
  return "body" in step;
}

/** Returns whether a step has nothing to compute. */
export function isEmpty(step: Step): boolean {
  return (isLoop(step) ? step.length : step.extent) === 0;
}

/** Returns whether several threads can work on a step. */
export function isShared(step: Step): boolean {
  return isLoop(step) ? step.body.steps.some(isShared) : chunksOf(step) > 1;
}

/** Returns the number of chunks of a kernel, at least 1. */
export function chunksOf(kernel: Kernel): number {
  return Math.max(1, Math.ceil(kernel.extent / kernel.grain));
}
