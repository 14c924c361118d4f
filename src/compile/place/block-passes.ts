/**
 * Blocks of a batch of products that pass through the cache: kernels that make the operands of a contraction, block by
 * block, and those that read its result in the same way become stages of one kernel, and what lies between them needs room
 * for a block only. Knows kernels and buffers, not what they compute.
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

export interface BufferSize {
  bytes: number;
  /** Its entry in the argument table, if it has one. */
  readonly external: number | null;
}

/** Each chunk has room of its own for a block; a few are enough to share. */
const mostChunks = 8;
/** A second-level cache holds less than this in any case. */
const worthPassing = 1 << 20;
const bytesPerElement = 4;

/** The works in an order that does the same, with those put together that can share blocks; their buffers shrink. */
export function passBlocks(works: readonly Work[], buffers: readonly BufferSize[]): Work[] {
  const list = [...works];
  for (const work of works) {
    const middle = contractionOf(work);
    if (!middle || middle.stage.parallel !== "batch") continue;
    new BlockPass(list, buffers, middle).form();
  }
  return list;
}

/** A kernel of one stage, and the work that it is the last or only kernel of. */
interface Part<S extends Stage = Stage> {
  readonly work: Work;
  readonly kernel: Kernel;
  readonly stage: S;
}

function contractionOf(work: Work): Part<Contraction> | null {
  const kernel = work.steps.at(-1);
  if (!kernel || isLoop(kernel)) return null;
  const [stage, another] = kernel.stages;
  return stage?.kind === "contraction" && !another ? { work, kernel, stage } : null;
}

function nestOf(work: Work): Part<Nest> | null {
  const [kernel, another] = work.steps;
  if (!kernel || another || isLoop(kernel) || kernel.pass) return null;
  const [stage, next] = kernel.stages;
  return stage?.kind === "nest" && !next ? { work, kernel, stage } : null;
}

function greatestDivisor(x: number, y: number): number {
  return y === 0 ? x : greatestDivisor(y, x % y);
}

class BlockPass {
  private readonly works: Work[];
  private readonly buffers: readonly BufferSize[];
  private readonly middle: Part<Contraction>;
  private readonly contraction: Contraction;
  /** What a pass takes one of: as few blocks as all kernels can tell apart. */
  private readonly units: number;
  private readonly local = new Map<number, number>();

  constructor(works: Work[], buffers: readonly BufferSize[], middle: Part<Contraction>) {
    this.works = works;
    this.buffers = buffers;
    this.middle = middle;
    this.contraction = middle.stage;
    this.units = this.commonUnits();
  }

  private commonUnits(): number {
    const { a, b, out, batches } = this.contraction;
    const made = [a, b].flatMap(({ buffer, batchStrides }) => (batchStrides[0]! > 0 ? [buffer] : []));
    const nests = [
      ...made.flatMap((buffer) => this.nestsNear(buffer, "writes")),
      ...this.nestsNear(out.buffer, "reads"),
    ];
    return nests.map(({ outer }) => outer[0]!).reduce(greatestDivisor, batches[0]!);
  }

  /** The nests that make or read the buffer block by block, and those that do the same for them. */
  private nestsNear(buffer: number, how: "reads" | "writes"): Nest[] {
    const [work, another] = this.works.filter((each) => each[how].has(buffer));
    const nest = work && nestOf(work)?.stage;
    if (!nest || another || !this.goesThrough(nest, buffer)) return [];
    const isNear = (other: number) => this.isOwn(other) && this.goesThrough(nest, other);
    const others = [...work[how === "writes" ? "reads" : "writes"]].filter(isNear);
    return [nest, ...others.flatMap((other) => this.nestsNear(other, how))];
  }

  /** Whether one work makes the large buffer and one other reads it. */
  private isOwn(buffer: number): boolean {
    const { bytes, external } = this.buffers[buffer]!;
    const users = (how: "reads" | "writes") => this.works.filter((work) => work[how].has(buffer));
    const [[reader, another], [maker, more]] = [users("reads"), users("writes")];
    return external === null && bytes >= worthPassing && !!reader && !!maker && reader !== maker && !another && !more;
  }

  /** Whether the outermost loop leads from the beginning of the buffer to its end. */
  private goesThrough(nest: Nest, buffer: number): boolean {
    const elements = this.buffers[buffer]!.bytes / bytesPerElement;
    return accessesTo(nest, buffer).every((access) => access && elements === access.strides[0]! * nest.outer[0]!);
  }

  form(): void {
    const { a, b, out } = this.contraction;
    // A block is several products: of single ones, rows and columns are read too seldom to gain from it.
    const isOne = this.units === sizeOf(this.contraction.batches);
    if (this.units === 1 || isOne || a.buffer === b.buffer) return;
    const before = [a, b].flatMap((matrix) => this.makers(matrix));
    const after = this.readers(out.buffer, before);
    const around = [...before, ...after];
    if (around.length === 0) return;
    const { work, kernel } = this.middle;
    const parts = [...before, this.middle, ...after];
    const total = (key: "flops" | "bytes") => parts.reduce((sum, part) => sum + part.kernel[key], 0);
    const together: Kernel = {
      label: parts.map((part) => part.kernel.label).join(", "),
      extent: this.units,
      grain: Math.ceil(this.units / mostChunks),
      stages: parts.map(({ stage }) => (stage.kind === "nest" ? { ...stage, parallel: 0 } : stage)),
      pass: { scales: parts.map(({ stage }) => this.scale(stage)), local: this.local },
      flops: total("flops"),
      bytes: total("bytes"),
    };
    for (const [buffer, bytes] of this.local) this.buffers[buffer]!.bytes = chunksOf(together) * bytes;
    const { workspace } = this.contraction;
    if (workspace) this.buffers[workspace.buffer]!.bytes = this.units * workspace.bytes;
    this.works[this.works.indexOf(work)] = workOf(work.steps.map((step) => (step === kernel ? together : step)));
    for (const part of around) this.works.splice(this.works.indexOf(part.work), 1);
  }

  private scale(stage: Stage): number {
    return (stage.kind === "nest" ? stage.outer[0]! : sizeOf(this.contraction.batches)) / this.units;
  }

  /** What makes an operand block by block and for nobody else, if it may as well run just before: the first step first. */
  private makers({ buffer, layout, batchStrides: [stride] }: Matrix): Part<Nest>[] {
    const isWhole = stride! * this.contraction.batches[0]! * bytesPerElement === this.buffers[buffer]!.bytes;
    return layout === "strided" && isWhole ? this.chain(buffer, 1, [], () => true).reverse() : [];
  }

  /**
   * What reads the result, if nobody else does, block by block and if it may as well run just after; it may not touch what
   * the makers of later blocks, or the products, are still to read.
   */
  private readers(buffer: number, makers: readonly Part[]): Part<Nest>[] {
    const read = this.places(this.middle.work.reads);
    return this.chain(buffer, -1, [], (work) => {
      const overwrites = this.places(work.writes).some((place) => read.includes(place));
      return !overwrites && makers.every((maker) => this.isIndependent(maker.work, work));
    });
  }

  /** Nests that make the buffer, or read it, step by step and each for the next one alone: the nearest step first. */
  private chain(
    buffer: number,
    direction: 1 | -1,
    known: readonly Work[],
    fits: (work: Work) => boolean,
  ): Part<Nest>[] {
    if (!this.isOwn(buffer)) return [];
    const [from, to] = direction === 1 ? (["writes", "reads"] as const) : (["reads", "writes"] as const);
    const work = this.works.find((each) => each[from].has(buffer))!;
    const part = nestOf(work);
    if (!part || work.faulty || !fits(work) || !this.mayMove(work, direction, known)) return [];
    if (!this.isInBlocks(part.stage, buffer)) return [];
    this.local.set(buffer, this.buffers[buffer]!.bytes / this.units);
    const further = [...work[to]].filter((other) => this.isOwn(other) && this.isInBlocks(part.stage, other));
    return [part, ...further.flatMap((other) => this.chain(other, direction, [...known, work], fits))];
  }

  /** Whether the outermost loop goes through blocks of the buffer, which then may be small. */
  private isInBlocks(nest: Nest, buffer: number): boolean {
    const turns = nest.outer[0]! / this.units;
    const lanesFit = nest.outer.length > 1 || nest.lanes === "inner" || turns % 16 === 0;
    const bytes = this.buffers[buffer]!.bytes / this.units;
    const fits = (access: Access | null) => access !== null && this.isWithin(access, nest, turns, bytes);
    return Number.isInteger(turns) && lanesFit && accessesTo(nest, buffer).every(fits);
  }

  private isWithin({ offset, strides }: Access, { outer, phases }: Nest, turns: number, bytes: number): boolean {
    const elements = bytes / bytesPerElement;
    const sizes = [turns, ...outer.slice(1), ...(phases.length === 1 ? phases[0]!.inner : [])];
    const last = sizes.reduce((sum, size, loop) => sum + (size - 1) * (strides[loop] ?? 0), offset);
    const isKnown = strides.length <= sizes.length && strides.every((stride) => stride >= 0);
    return isKnown && strides[0]! * turns === elements && last < elements;
  }

  /** Whether a work may run next to the contraction: nothing between the two needs it to be where it is. */
  private mayMove(work: Work, direction: 1 | -1, known: readonly Work[]): boolean {
    const [from, to] = [this.works.indexOf(work), this.works.indexOf(this.middle.work)];
    if (from < 0 || (to - from) * direction < 0) return false;
    const between = direction === 1 ? this.works.slice(from + 1, to) : this.works.slice(to + 1, from);
    return between.every((other) => known.includes(other) || this.isIndependent(work, other));
  }

  private isIndependent(x: Work, y: Work): boolean {
    const meets = (some: ReadonlySet<number>, others: ReadonlySet<number>) => {
      const known = new Set(this.places(others));
      return this.places(some).some((place) => known.has(place));
    };
    return !meets(x.writes, y.reads) && !meets(x.writes, y.writes) && !meets(x.reads, y.writes);
  }

  /** Buffers of one external lie in one place. */
  private places(buffers: ReadonlySet<number>): string[] {
    return [...buffers].map((buffer) => {
      const { external } = this.buffers[buffer]!;
      return external === null ? `buffer ${buffer}` : `external ${external}`;
    });
  }
}

/** Where the nest reads or writes the buffer; null for an address that is computed. */
function accessesTo({ phases }: Nest, buffer: number): (Access | null)[] {
  return phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((e) => {
      if ((e.kind !== "load" && e.kind !== "gather") || e.buffer !== buffer) return [];
      return [e.kind === "load" ? e.access : null];
    }),
    ...stores.flatMap((store) => (store.buffer === buffer ? [store.scatter ? null : store.access] : [])),
  ]);
}
