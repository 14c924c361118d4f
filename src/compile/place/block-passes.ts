/**
 * Cache blocking around a batch of matrix products. Nests that compute the operands of a contraction block by block,
 * and nests that read its result the same way, become stages of one kernel. The buffers between the stages then hold
 * only one block. Works on kernels and buffers, independent of the operations they compute.
 */
import { sizeOf } from "../../base/shape.ts";
import {
  type Access,
  chunksOf,
  type Contraction,
  isLoop,
  type Kernel,
  type Matrix,
  type Nest,
  type Stage,
} from "../ir/program.ts";
import { type Work, workOf } from "../ir/effects.ts";
import { WorkList } from "./work-list.ts";

/** Size of a buffer, which blocking may reduce. */
export interface BufferSize {
  bytes: number;
  /** Index in the argument table, or null for scratch. */
  readonly external: number | null;
}

/** Largest number of chunks. Each chunk has its own copy of a block, and a few chunks are enough to share the work. */
const mostChunks = 8;
/**
 * Smallest size in bytes of a buffer for which blocking pays off. A larger buffer does not fit in the second-level
 * cache.
 */
const worthPassing = 1 << 20;
const bytesPerElement = 4;

/**
 * Merges units that can share blocks into one kernel and shrinks the buffers between them. Returns the units in an
 * equivalent order.
 */
export function passBlocks(works: readonly Work[], buffers: readonly BufferSize[]): readonly Work[] {
  let list = new WorkList(works);
  for (const work of works) {
    const product = productOf(work);
    if (product === null) continue;
    const pass = new Neighborhood(list, buffers, product).pass();
    if (pass === null) continue;
    const together = kernelOf(pass, product, buffers);
    shrink(buffers, together, product.stage);
    list = new WorkList(joined(list.works, pass, product, together));
  }
  return list.works;
}

/** A kernel with a single stage, and the unit whose last or only kernel it is. */
interface Part<S extends Stage = Stage> {
  readonly work: Work;
  readonly kernel: Kernel;
  readonly stage: S;
}

/** A nest, and the buffer that connects it to the next stage toward the product. */
interface Link {
  readonly part: Part<Nest>;
  readonly buffer: number;
}

/** Nests before and after a batch of products, in order, which run together on one unit at a time. */
interface BlockPass {
  readonly before: readonly Link[];
  readonly after: readonly Link[];
  readonly units: number;
}

type Side = "before" | "after";

function productOf(work: Work): Part<Contraction> | null {
  const kernel = work.steps.at(-1);
  if (!kernel || isLoop(kernel)) return null;
  const [stage, another] = kernel.stages;
  return stage?.kind === "contraction" && stage.parallel === "batch" && !another ? { work, kernel, stage } : null;
}

function nestOf(work: Work): Part<Nest> | null {
  const [kernel, another] = work.steps;
  if (!kernel || another || isLoop(kernel) || kernel.pass) return null;
  const [stage, next] = kernel.stages;
  return stage?.kind === "nest" && !next ? { work, kernel, stage } : null;
}

/** Returns the list with the units of the pass merged at the position of the product. */
function joined(works: readonly Work[], { before, after }: BlockPass, { work }: Part, together: Kernel): Work[] {
  const around = new Set([...before, ...after].map(({ part }) => part.work));
  const whole = workOf([...work.steps.slice(0, -1), together]);
  return works.filter((each) => !around.has(each)).map((each) => (each === work ? whole : each));
}

/** Returns one kernel with all stages of the pass. */
function kernelOf(
  { before, after, units }: BlockPass,
  product: Part<Contraction>,
  buffers: readonly BufferSize[],
): Kernel {
  const links = [...before, ...after];
  const parts: Part[] = [...before.map(({ part }) => part), product, ...after.map(({ part }) => part)];
  const total = (key: "flops" | "bytes") => parts.reduce((sum, part) => sum + part.kernel[key], 0);
  const turns = (stage: Stage) => (stage.kind === "nest" ? stage.outer[0]! : sizeOf(product.stage.batches));
  return {
    label: parts.map(({ kernel }) => kernel.label).join(", "),
    extent: units,
    grain: Math.ceil(units / mostChunks),
    stages: parts.map(({ stage }) => (stage.kind === "nest" ? { ...stage, parallel: 0 } : stage)),
    pass: {
      scales: parts.map(({ stage }) => turns(stage) / units),
      local: new Map(links.map(({ buffer }) => [buffer, buffers[buffer]!.bytes / units])),
    },
    flops: total("flops"),
    bytes: total("bytes"),
  };
}

/** Shrinks the buffers used only by the pass to one unit per chunk. */
function shrink(buffers: readonly BufferSize[], together: Kernel, { workspace }: Contraction): void {
  for (const [buffer, bytes] of together.pass!.local) buffers[buffer]!.bytes = chunksOf(together) * bytes;
  if (workspace) buffers[workspace.buffer]!.bytes = together.extent * workspace.bytes;
}

/** Selects the nests around a batch of products that can be blocked together with it. Changes nothing. */
class Neighborhood {
  readonly #list: WorkList;
  readonly #buffers: readonly BufferSize[];
  readonly #product: Part<Contraction>;

  constructor(list: WorkList, buffers: readonly BufferSize[], product: Part<Contraction>) {
    this.#list = list;
    this.#buffers = buffers;
    this.#product = product;
  }

  /** Returns the pass, or null if there is no gain. */
  pass(): BlockPass | null {
    const { a, b, out, batches } = this.#product.stage;
    if (a.buffer === b.buffer) return null;
    const units = this.#commonUnits();
    // A block must contain several products: a single one reads its rows and columns too rarely to benefit.
    if (units === 1 || units === sizeOf(batches)) return null;
    const before = [a, b].flatMap((matrix) => this.#makers(matrix, units));
    const after = this.#readers(out.buffer, before, units);
    return before.length + after.length > 0 ? { before, after, units } : null;
  }

  /**
   * Returns the number of units of a pass: the greatest common divisor of the batch size and the outermost loops of all
   * nearby nests.
   */
  #commonUnits(): number {
    const { a, b, out, batches } = this.#product.stage;
    const made = [a, b].filter(({ batchStrides }) => batchStrides[0]! > 0);
    const nests = [
      ...made.flatMap(({ buffer }) => this.#nestsNear(buffer, "before")),
      ...this.#nestsNear(out.buffer, "after"),
    ];
    return nests.map(({ outer }) => outer[0]!).reduce(greatestDivisor, batches[0]!);
  }

  /** Returns the nests that write or read the buffer block by block, and those connected to them in turn. */
  #nestsNear(buffer: number, side: Side): Nest[] {
    const [work, another] = side === "before" ? this.#list.writersOf(buffer) : this.#list.readersOf(buffer);
    const nest = work && nestOf(work)?.stage;
    if (!nest || another || !this.#traverses(nest, buffer)) return [];
    const others = beyond(work, side).filter((other) => this.#isOwn(other) && this.#traverses(nest, other));
    return [nest, ...others.flatMap((other) => this.#nestsNear(other, side))];
  }

  /** Returns whether the buffer is large and has exactly one writer and one reader. */
  #isOwn(buffer: number): boolean {
    const { bytes, external } = this.#buffers[buffer]!;
    return external === null && bytes >= worthPassing && this.#list.soleUsers(buffer) !== null;
  }

  /** Returns whether the outermost loop traverses the buffer from beginning to end. */
  #traverses(nest: Nest, buffer: number): boolean {
    const elements = this.#buffers[buffer]!.bytes / bytesPerElement;
    return accessesTo(nest, buffer).every((access) => access && elements === access.strides[0]! * nest.outer[0]!);
  }

  /**
   * Returns the nests that compute an operand block by block for this product alone and can run just before it, in
   * execution order.
   */
  #makers({ buffer, layout, batchStrides: [stride] }: Matrix, units: number): Link[] {
    const isWhole = stride! * this.#product.stage.batches[0]! * bytesPerElement === this.#buffers[buffer]!.bytes;
    if (layout !== "strided" || !isWhole) return [];
    return this.#chain({ side: "before", units, fits: () => true }, buffer, []).reverse();
  }

  /**
   * Returns the nests that are the only readers of the result, read it block by block and can run just after the
   * product. They must not write anything that the product, or a stage before it, still reads for later blocks.
   */
  #readers(buffer: number, makers: readonly Link[], units: number): Link[] {
    const read = this.#places(this.#product.work.reads);
    const fits = (work: Work) => {
      const overwrites = this.#places(work.writes).some((place) => read.includes(place));
      return !overwrites && makers.every(({ part }) => this.#isIndependent(part.work, work));
    };
    return this.#chain({ side: "after", units, fits }, buffer, []);
  }

  /**
   * Returns the chain of nests that write the buffer, or read it, each used only by the next one. The nearest comes
   * first.
   */
  #chain(search: Search, buffer: number, known: readonly Work[]): Link[] {
    const { side, units, fits } = search;
    if (!this.#isOwn(buffer)) return [];
    const users = this.#list.soleUsers(buffer)!;
    const work = side === "before" ? users.writer : users.reader;
    const part = nestOf(work);
    if (!part || work.faulty || !fits(work) || !this.#mayMove(work, side, known)) return [];
    if (!this.#isInBlocks(part.stage, buffer, units)) return [];
    const further = beyond(work, side).filter(
      (other) => this.#isOwn(other) && this.#isInBlocks(part.stage, other, units),
    );
    return [{ part, buffer }, ...further.flatMap((other) => this.#chain(search, other, [...known, work]))];
  }

  /** Returns whether the outermost loop traverses the buffer in blocks, so that memory for one block is enough. */
  #isInBlocks(nest: Nest, buffer: number, units: number): boolean {
    const turns = nest.outer[0]! / units;
    const lanesFit = nest.outer.length > 1 || nest.lanes === "inner" || turns % 16 === 0;
    const elements = this.#buffers[buffer]!.bytes / units / bytesPerElement;
    const fits = (access: Access | null) => access !== null && isWithin(access, nest, turns, elements);
    return Number.isInteger(turns) && lanesFit && accessesTo(nest, buffer).every(fits);
  }

  /**
   * Returns whether a unit can be moved next to the product: it depends on no unit in between, and none of them depends
   * on it.
   */
  #mayMove(work: Work, side: Side, known: readonly Work[]): boolean {
    const product = this.#product.work;
    const isBefore = this.#list.positionOf(work) < this.#list.positionOf(product);
    if (isBefore !== (side === "before")) return false;
    return this.#list
      .between(work, product)
      .every((other) => known.includes(other) || this.#isIndependent(work, other));
  }

  #isIndependent(x: Work, y: Work): boolean {
    const meets = (some: ReadonlySet<number>, others: ReadonlySet<number>) => {
      const known = new Set(this.#places(others));
      return this.#places(some).some((place) => known.has(place));
    };
    return !meets(x.writes, y.reads) && !meets(x.writes, y.writes) && !meets(x.reads, y.writes);
  }

  /** Returns the locations of the buffers. Buffers bound to the same external share one location. */
  #places(buffers: ReadonlySet<number>): string[] {
    return [...buffers].map((buffer) => {
      const { external } = this.#buffers[buffer]!;
      return external === null ? `buffer ${buffer}` : `external ${external}`;
    });
  }
}

interface Search {
  readonly side: Side;
  readonly units: number;
  readonly fits: (work: Work) => boolean;
}

/** Returns the buffers that connect a unit to units farther from the product. */
function beyond({ reads, writes }: Work, side: Side): number[] {
  return [...(side === "before" ? reads : writes)];
}

function greatestDivisor(x: number, y: number): number {
  return y === 0 ? x : greatestDivisor(y, x % y);
}

/**
 * Returns whether the first `turns` iterations of the outermost loop access only the first `elements` of a buffer, and
 * the following iterations the following blocks.
 */
function isWithin({ offset, strides }: Access, { outer, phases }: Nest, turns: number, elements: number): boolean {
  const sizes = [turns, ...outer.slice(1), ...(phases.length === 1 ? phases[0]!.inner : [])];
  const last = sizes.reduce((sum, size, loop) => sum + (size - 1) * (strides[loop] ?? 0), offset);
  const isKnown = strides.length <= sizes.length && strides.every((stride) => stride >= 0);
  return isKnown && strides[0]! * turns === elements && last < elements;
}

/** Returns the accesses of a nest to the buffer, with null for a computed address. */
function accessesTo({ phases }: Nest, buffer: number): (Access | null)[] {
  return phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((e) => {
      if ((e.kind !== "load" && e.kind !== "gather") || e.buffer !== buffer) return [];
      return [e.kind === "load" ? e.access : null];
    }),
    ...stores.flatMap((store) => (store.buffer === buffer ? [store.scatter ? null : store.access] : [])),
  ]);
}
