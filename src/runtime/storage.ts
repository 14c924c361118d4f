/**
 * The data of a tensor, either in WebAssembly memory or in a JavaScript array (the host). It moves into WebAssembly
 * memory when a program needs it. When a storage is garbage collected, a FinalizationRegistry frees its block.
 *
 * The garbage collector does not count WebAssembly memory, so it could run too rarely. Therefore storages have a
 * budget: beyond it, the oldest are evicted to host arrays, whose size the collector does count. If many evicted
 * storages are needed again, the budget doubles.
 */
import { type DType, type TypedArray, bytesOf, typedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Block } from "./allocator.ts";
import { heap, onExhaustion } from "./memory.ts";

/**
 * The block of a storage in WebAssembly memory. The set of residents and the registry refer to this object, because a
 * reference to the storage or to a resident host array would keep garbage alive.
 */
interface Residence {
  block: Block | undefined;
  /** Receives the data on eviction; undefined while the data is evicted. */
  contents: Contents | undefined;
  /** Number of the last run that used the block. Arguments of the run being prepared must not be evicted. */
  run: number;
}

interface Contents {
  readonly dtype: DType;
  readonly length: number;
  host: TypedArray | undefined;
  evicted: boolean;
}

const initialBudget = 64 * 2 ** 20;
/** Residences that can be evicted, the oldest first. */
const residents = new Set<Residence>();
let residentBytes = 0;
let budget = initialBudget;
let returnedBytes = 0;
let currentRun = 0;

const registry = new FinalizationRegistry<Residence>(leave);

/** Called after each run of a program; its arguments may be evicted afterwards. */
export function endRun(): void {
  currentRun++;
}

/** The elements of a tensor, in WebAssembly memory or in a host array. */
export class Storage {
  readonly dtype: DType;
  readonly length: number;
  /** Name of the holder in memory statistics. */
  readonly holder: string;
  readonly #contents: Contents;
  #residence: Residence | undefined;
  #pinned = false;

  private constructor(dtype: DType, length: number, holder: string) {
    this.dtype = dtype;
    this.length = length;
    this.holder = holder;
    this.#contents = { dtype, length, host: undefined, evicted: false };
  }

  /** Creates a storage that takes ownership of `data`, which the caller must not modify afterwards. */
  static fromHost(dtype: DType, data: TypedArray, holder = "results"): Storage {
    const storage = new Storage(dtype, data.length, holder);
    storage.#contents.host = data;
    return storage;
  }

  /** Creates an uninitialized storage in WebAssembly memory. */
  static allocate(dtype: DType, length: number, holder = "results"): Storage {
    const storage = new Storage(dtype, length, holder);
    storage.#enter();
    return storage;
  }

  /** The address in WebAssembly memory, or 0 while the data is in a host array. */
  get pointer(): number {
    return this.#residence?.block?.pointer ?? 0;
  }

  /**
   * Moves the data into WebAssembly memory, where it stays at least until the next run has ended. Returns its address.
   */
  toWasm(): number {
    const residence = this.#residence;
    if (residence?.block) {
      residence.run = currentRun;
      return residence.block.pointer;
    }
    return this.#enter();
  }

  /** Returns a copy of the data. */
  read(): TypedArray {
    const view = this.#view();
    try {
      return view.slice();
    } catch {
      // Allocation failed. If it fails again, typedArray throws an OutOfMemoryError.
      const copy = typedArray(this.dtype, this.length);
      copy.set(view);
      return copy;
    }
  }

  /** Replaces all elements. Throws an ArgumentError unless `data` has the length of the storage. */
  write(data: ArrayLike<number>): void {
    if (data.length !== this.length) {
      throw new ArgumentError(`${this.holder} cannot be set from ${data.length} elements`, {
        rule: `It has ${this.length} elements.`,
      });
    }
    this.#view().set(data);
  }

  /** Excludes the storage from eviction. Used for parameters and values owned by programs. */
  pin(): this {
    this.#pinned = true;
    const residence = this.#residence;
    if (residence && residents.delete(residence)) residentBytes -= residence.block!.bytes;
    return this;
  }

  /** Moves the data to a host array. */
  evict(): void {
    if (this.#residence?.block) evict(this.#residence);
  }

  /** Frees the data without waiting for garbage collection. The storage must not be used afterwards. */
  release(): void {
    if (this.#residence) leave(this.#residence);
    this.#contents.host = undefined;
  }

  #view(): TypedArray {
    const { host } = this.#contents;
    if (host) return host;
    const block = this.#residence?.block;
    if (!block) throw new Error("The storage was released.");
    return heap().view(this.dtype, block.pointer, this.length);
  }

  #enter(): number {
    const bytes = this.length * bytesOf(this.dtype);
    const contents = this.#contents;
    if (!this.#pinned) makeRoom(heap().sizeOf(bytes));
    const block = heap().allocate(bytes, this.holder);
    if (contents.host) heap().view(this.dtype, block.pointer, this.length).set(contents.host);
    contents.host = undefined;
    if (contents.evicted) noteReturn(block.bytes);
    contents.evicted = false;
    this.#settle(block, contents);
    return block.pointer;
  }

  #settle(block: Block, contents: Contents): void {
    if (this.#residence) Object.assign(this.#residence, { block, contents, run: currentRun });
    else {
      this.#residence = { block, contents, run: currentRun };
      registry.register(this, this.#residence, this.#residence);
    }
    if (this.#pinned) return;
    residents.add(this.#residence);
    residentBytes += block.bytes;
  }
}

/** Evicts the oldest storages, except those used by the run in preparation, until `bytes` more fit into the budget. */
function makeRoom(bytes: number): void {
  if (residentBytes + bytes <= budget) return;
  // Evicting down to half of the budget makes the loop over storages in use rare.
  for (const residence of residents) {
    if (residentBytes + bytes <= budget / 2) return;
    if (residence.run !== currentRun) evict(residence);
  }
}

function evict(residence: Residence): void {
  const { contents, block } = residence;
  if (!contents || !block) return;
  contents.host = typedArray(contents.dtype, contents.length);
  contents.host.set(heap().view(contents.dtype, block.pointer, contents.length));
  contents.evicted = true;
  leave(residence);
}

/** Frees the block. */
function leave(residence: Residence): void {
  const { block } = residence;
  if (!block) return;
  if (residents.delete(residence)) residentBytes -= block.bytes;
  heap().free(block);
  residence.block = undefined;
  residence.contents = undefined;
}

/** Doubles the budget after half of it was evicted and needed again, since the data in use does not fit. */
function noteReturn(bytes: number): void {
  returnedBytes += bytes;
  if (returnedBytes <= budget / 2) return;
  budget *= 2;
  returnedBytes = 0;
}

onExhaustion(() => {
  const before = residentBytes;
  for (const residence of residents) if (residence.run !== currentRun) evict(residence);
  return residentBytes < before;
});
