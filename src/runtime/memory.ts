/**
 * The WebAssembly memory of all programs. It grows on demand and never shrinks, so addresses remain valid; freed blocks
 * are reused. It is shared with the workers if the platform supports that.
 */
import type { DType, TypedArray } from "../base/dtype.ts";
import { OutOfMemoryError } from "../base/errors.ts";
import { detect, maximumPages } from "../target/wasm/index.ts";
import { Allocator, type Block } from "./allocator.ts";
import { checkEngine } from "./engine.ts";
import { canBlock, canShareMemory } from "./host.ts";

const pageBytes = 65_536;
const initialPages = 16;
/** Address 0 means "not in this memory". */
const firstAddress = 64;
const views = { f32: Float32Array, i32: Int32Array, u8: Uint8Array, bool: Uint8Array } as const;

/** A WebAssembly memory and its allocator. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  readonly #allocator = new Allocator(firstAddress);
  readonly #maximumPages: number;
  #words: Int32Array<ArrayBuffer>;

  constructor(shared: boolean, maximum: number = maximumPages) {
    this.shared = shared;
    this.#maximumPages = maximum;
    this.memory = reserve(shared, maximum);
    this.#words = new Int32Array(this.memory.buffer);
    this.#allocator.extend(initialPages * pageBytes - firstAddress);
  }

  /** The whole memory as i32 words. Do not keep this array: growth of the memory replaces it. */
  get words(): Int32Array<ArrayBuffer> {
    return this.#words;
  }

  /** Throws an OutOfMemoryError if `bytes` exceeds the maximum size of the memory. */
  checkFits(bytes: number, holder: string): void {
    if (bytes > this.#maximumPages * pageBytes) throw this.#outOfMemory(bytes, holder);
  }

  /** Allocates an uninitialized block. Throws an OutOfMemoryError if there is no space. */
  allocate(bytes: number, holder: string): Block {
    for (;;) {
      const block = this.#allocator.allocate(bytes, holder);
      if (block) return block;
      if (!this.#grow(bytes) && !reclaim()) throw this.#outOfMemory(bytes, holder);
    }
  }

  free(block: Block): void {
    this.#allocator.free(block);
  }

  /** The size of a block that holds `bytes` bytes, including padding and alignment. */
  sizeOf(bytes: number): number {
    return this.#allocator.sizeFor(bytes);
  }

  /** A view of `length` elements at `pointer`, without a copy. Growth of the memory may detach it. */
  view(dtype: DType, pointer: number, length: number): TypedArray {
    return new views[dtype](this.#words.buffer, pointer, length);
  }

  statistics() {
    const totals = new Map<string, number>();
    for (const { holder, bytes } of this.#allocator.blocks()) totals.set(holder, (totals.get(holder) ?? 0) + bytes);
    const holders = [...totals].map(([holder, bytes]) => ({ holder, bytes })).sort((a, b) => b.bytes - a.bytes);
    return { bytes: this.#allocator.bytes, peak: this.#allocator.peak, holders };
  }

  /** Grows by a quarter if possible, since pages cost nothing before their first use; else by the minimum. */
  #grow(bytes: number): boolean {
    const current = this.memory.buffer.byteLength / pageBytes;
    const needed = Math.ceil(this.#allocator.missing(bytes) / pageBytes);
    const room = this.#maximumPages - current;
    if (needed > room) return false;
    const wished = Math.min(room, Math.max(needed, Math.ceil(current / 4)));
    const grown = [wished, needed].find((pages) => tryGrow(this.memory, pages));
    if (grown === undefined) return false;
    this.#words = new Int32Array(this.memory.buffer);
    this.#allocator.extend(grown * pageBytes);
    return true;
  }

  #outOfMemory(bytes: number, holder: string): OutOfMemoryError {
    const { bytes: used, holders } = this.statistics();
    const largest = holders.slice(0, 5).map((one) => `${one.holder} (${megabytes(one.bytes)})`);
    const limit = megabytes(this.#maximumPages * pageBytes);
    return new OutOfMemoryError(`No memory for ${megabytes(bytes)} of ${holder}: ${megabytes(used)} are in use`, {
      rule: `A process has at most ${limit}. The largest holders are ${largest.join(", ")}.`,
      fix: "Use smaller batches or sequences.",
    });
  }
}

/** Creates a memory. Engines reserve the address space of its maximum size immediately. */
function reserve(shared: boolean, maximum: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: initialPages, maximum, shared });
  } catch (error) {
    throw new OutOfMemoryError(`No address space for WebAssembly: ${String(error)}`, {
      fix: "Raise the limit (ulimit -v), or run node --disable-wasm-trap-handler, which needs 10 GB less.",
    });
  }
}

function tryGrow(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false; // The operating system is out of memory, which the caller reports.
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 1)} MiB`;
}

let reclaim = (): boolean => false;

/**
 * Registers `free`, which is called if memory is exhausted. It frees what it can and returns true if it freed anything.
 */
export function onExhaustion(free: () => boolean): void {
  reclaim = free;
}

let made: Heap | undefined;

/** The memory of the process, created on first use. Throws a StateError if the engine cannot run programs. */
export function heap(): Heap {
  made ??= makeHeap();
  return made;
}

function makeHeap(): Heap {
  checkEngine();
  return new Heap(canShareMemory() && canBlock() && detect().threads);
}
