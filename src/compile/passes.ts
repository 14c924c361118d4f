/**
 * Blocks of a batch of products that pass through the cache: kernels that make the operands of a contraction, block by
 * block, and those that read its result in the same way become stages of one kernel, and what lies between them needs room
 * for a block only. Knows kernels and buffers, not what they compute.
 */
import type { Access, Contraction, Kernel, Matrix, Nest, Stage } from "./program.ts";
import { type Work, workOf } from "./work.ts";

export interface BufferSize {
  bytes: number;
  /** Its entry in the argument table, if it has one. */
  readonly external: number | null;
}

/** Each chunk has room of its own for a block; a few are enough to share. */
const mostChunks = 8;
const bytesPerElement = 4;

/** The works in an order that does the same, with those put together that can share blocks; their buffers shrink. */
export function passBlocks(works: readonly Work[], buffers: readonly BufferSize[]): Work[] {
  const list = [...works];
  for (const work of works) {
    const contraction = contractionOf(work);
    if (contraction?.block === undefined || contraction.parallel !== "batch") continue;
    new BlockPass(list, buffers, work, contraction).form();
  }
  return list;
}

/** The contraction of a work whose last kernel is nothing else. */
function contractionOf({ kernels }: Work): Contraction | null {
  const [stage, another] = kernels.at(-1)?.stages ?? [];
  return stage?.kind === "contraction" && !another ? stage : null;
}

/** The nest that a work consists of. */
function nestOf({ kernels: [kernel, another] }: Work): Nest | null {
  const [stage, next] = kernel?.stages ?? [];
  return stage?.kind === "nest" && !another && !next && !kernel!.pass ? stage : null;
}

function greatestDivisor(x: number, y: number): number {
  return y === 0 ? x : greatestDivisor(y, x % y);
}

class BlockPass {
  private readonly works: Work[];
  private readonly buffers: readonly BufferSize[];
  private readonly middle: Work;
  private readonly contraction: Contraction;
  /** What a pass takes one of: as few blocks as all kernels can tell apart. */
  private readonly units: number;
  private readonly local = new Map<number, number>();

  constructor(works: Work[], buffers: readonly BufferSize[], middle: Work, contraction: Contraction) {
    this.works = works;
    this.buffers = buffers;
    this.middle = middle;
    this.contraction = contraction;
    this.units = this.commonUnits();
  }

  private commonUnits(): number {
    const { a, b, out, batch, block } = this.contraction;
    const nests = this.works.flatMap((work) => {
      const isNear = work.writes.has(a.buffer) || work.writes.has(b.buffer) || work.reads.has(out.buffer);
      return (isNear && nestOf(work)?.outer[0]) || [];
    });
    return nests.reduce(greatestDivisor, batch / block!);
  }

  form(): void {
    const { a, b, out } = this.contraction;
    if (this.units === 1) return;
    const before = [a, b].flatMap((matrix) => this.maker(matrix) ?? []);
    const after = this.reader(out.buffer);
    const around = [...before, ...(after ? [after] : [])];
    if (around.length === 0) return;
    const kernel = this.middle.kernels.at(-1)!;
    const stages = [...before, this.middle, ...(after ? [after] : [])].map((work) => work.kernels.at(-1)!.stages[0]!);
    const kernels = around.map((work) => work.kernels[0]!);
    const total = (key: "flops" | "bytes") => kernels.reduce((sum, each) => sum + each[key], kernel[key]);
    const fused: Kernel = {
      label: [...kernels, kernel].map(({ label }) => label).join(" "),
      extent: this.units,
      grain: Math.ceil(this.units / mostChunks),
      stages: stages.map((stage) => (stage.kind === "nest" ? { ...stage, parallel: 0 } : stage)),
      pass: { scales: stages.map((stage) => this.scale(stage)), local: this.local },
      flops: total("flops"),
      bytes: total("bytes"),
    };
    const chunks = Math.ceil(fused.extent / fused.grain);
    for (const [buffer, bytes] of this.local) this.buffers[buffer]!.bytes = chunks * bytes;
    const { workspace } = this.contraction;
    if (workspace) this.buffers[workspace.buffer]!.bytes = this.units * workspace.bytes;
    this.works[this.works.indexOf(this.middle)] = workOf([...this.middle.kernels.slice(0, -1), fused]);
    for (const work of around) this.works.splice(this.works.indexOf(work), 1);
  }

  private scale(stage: Stage): number {
    return (stage.kind === "nest" ? stage.outer[0]! : this.contraction.batch) / this.units;
  }

  /** The work that makes an operand block by block and for nobody else, if it may as well run just before. */
  private maker({ buffer, layout, blockStride }: Matrix): Work | null {
    const [maker, another] = this.works.filter(({ writes }) => writes.has(buffer));
    const own = this.works.every(({ reads }, i) => !reads.has(buffer) || this.works[i] === this.middle);
    if (!maker || another || !own || layout !== "strided" || this.buffers[buffer]!.external !== null) return null;
    const bytes = this.buffers[buffer]!.bytes / this.units;
    const { batch, block } = this.contraction;
    if (
      blockStride! * (batch / block!) * bytesPerElement !== bytes * this.units ||
      !this.touchesBlocks(maker, buffer, bytes)
    )
      return null;
    if (!this.mayMove(maker, 1)) return null;
    this.local.set(buffer, bytes);
    return maker;
  }

  /** The only work that reads the result, if it does so block by block and may as well run just after. */
  private reader(buffer: number): Work | null {
    const [reader, another] = this.works.filter(({ reads }) => reads.has(buffer));
    if (!reader || another || this.buffers[buffer]!.external !== null) return null;
    const bytes = this.buffers[buffer]!.bytes / this.units;
    if (!this.touchesBlocks(reader, buffer, bytes) || !this.mayMove(reader, -1)) return null;
    this.local.set(buffer, bytes);
    return reader;
  }

  /** Whether the work is one nest whose outermost loop goes through blocks of the buffer, of so many bytes. */
  private touchesBlocks(work: Work, buffer: number, bytes: number): boolean {
    const nest = nestOf(work);
    if (!nest || work.faulty || nest.outer[0]! % this.units !== 0) return false;
    const turns = nest.outer[0]! / this.units;
    if (nest.outer.length === 1 && nest.lanes === "outer" && turns % 16 !== 0) return false;
    return accessesTo(nest, buffer).every((access) => access !== null && this.isWithin(access, nest, turns, bytes));
  }

  private isWithin({ offset, strides }: Access, { outer, phases }: Nest, turns: number, bytes: number): boolean {
    const elements = bytes / bytesPerElement;
    const sizes = [turns, ...outer.slice(1), ...(phases.length === 1 ? phases[0]!.inner : [])];
    const last = sizes.reduce((sum, size, loop) => sum + (size - 1) * (strides[loop] ?? 0), offset);
    const isKnown = strides.length <= sizes.length && strides.every((stride) => stride >= 0);
    return isKnown && strides[0]! * turns === elements && last < elements;
  }

  /** Whether a work may run next to the contraction: nothing between the two needs it to be where it is. */
  private mayMove(work: Work, direction: 1 | -1): boolean {
    const [from, to] = [this.works.indexOf(work), this.works.indexOf(this.middle)];
    if (from < 0 || (to - from) * direction < 0) return false;
    const between = direction === 1 ? this.works.slice(from + 1, to) : this.works.slice(to + 1, from);
    return between.every((other) => this.isIndependent(work, other));
  }

  private isIndependent(x: Work, y: Work): boolean {
    const keys = (set: ReadonlySet<number>) => [...set].map((buffer) => this.placeOf(buffer));
    const [xWrites, yWrites] = [new Set(keys(x.writes)), new Set(keys(y.writes))];
    return (
      ![...keys(y.reads), ...yWrites].some((key) => xWrites.has(key)) && !keys(x.reads).some((key) => yWrites.has(key))
    );
  }

  /** Buffers of one external lie in one place. */
  private placeOf(buffer: number): string {
    const { external } = this.buffers[buffer]!;
    return external === null ? `b${buffer}` : `external ${external}`;
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
