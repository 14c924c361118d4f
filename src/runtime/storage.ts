/**
 * The data of a tensor: in the engine's memory, or as a JavaScript array ("host"). It moves into the engine's memory
 * when a program needs it. Nobody frees it: when a storage is garbage, a FinalizationRegistry gives its block back.
 *
 * The garbage collector does not see the engine's memory, so by itself it might run too seldom. Therefore there is a
 * budget: when storages hold more of the engine's memory, the oldest move out to host arrays, whose size the collector
 * does see. When many of them come back they were needed, and the budget doubles.
 */
import { type DType, type TypedArray, bytesOf, typedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import type { Block } from "./allocator.ts";
import { heap, onExhaustion } from "./memory.ts";

/**
 * A storage's hold on the engine's memory. The list of residents and the registry refer to this and never to the
 * storage, or to a host array, which would keep garbage alive.
 */
interface Residence {
  block: Block | undefined;
  /** Where the data goes when it is evicted; undefined while it is out. */
  contents: Contents | undefined;
  /** The run that used it last: arguments of the run being prepared must stay. */
  run: number;
}

interface Contents {
  readonly dtype: DType;
  readonly length: number;
  host: TypedArray | undefined;
  evicted: boolean;
}

const initialBudget = 64 * 2 ** 20;
/** Who may be evicted, in order of arrival. */
const residents = new Set<Residence>();
let residentBytes = 0;
let budget = initialBudget;
let returnedBytes = 0;
let currentRun = 0;

const registry = new FinalizationRegistry<Residence>(leave);

/** Called after each run of a program: from now on its arguments may be evicted. */
export function endRun(): void {
  currentRun++;
}

export class Storage {
  readonly dtype: DType;
  readonly length: number;
  /** What it is for, as memory statistics call it. */
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

  /** Takes over `data`, which the caller must not change any more. */
  static fromHost(dtype: DType, data: TypedArray, holder = "results"): Storage {
    const storage = new Storage(dtype, data.length, holder);
    storage.#contents.host = data;
    return storage;
  }

  /** Uninitialized, in the engine's memory. */
  static allocate(dtype: DType, length: number, holder = "results"): Storage {
    const storage = new Storage(dtype, length, holder);
    storage.#enter();
    return storage;
  }

  /** The address in the engine's memory, or 0 while the data is elsewhere. */
  get pointer(): number {
    return this.#residence?.block?.pointer ?? 0;
  }

  /** Moves the data into the engine's memory if it is not there; it stays there at least until the next run has ended. */
  toWasm(): number {
    const residence = this.#residence;
    if (residence?.block) {
      residence.run = currentRun;
      return residence.block.pointer;
    }
    return this.#enter();
  }

  /** A copy. */
  read(): TypedArray {
    const view = this.#view();
    try {
      return view.slice();
    } catch {
      // There was no space; if there still is none, this error says so.
      const copy = typedArray(this.dtype, this.length);
      copy.set(view);
      return copy;
    }
  }

  /** Replaces all elements. */
  write(data: ArrayLike<number>): void {
    if (data.length !== this.length) {
      throw new ArgumentError(`${this.holder} cannot be set from ${data.length} elements`, {
        rule: `It has ${this.length} elements.`,
      });
    }
    this.#view().set(data);
  }

  /** Never evicted from now on: parameters and what programs own. */
  pin(): this {
    this.#pinned = true;
    const residence = this.#residence;
    if (residence && residents.delete(residence)) residentBytes -= residence.block!.bytes;
    return this;
  }

  /** Moves the data out to a host array. */
  evict(): void {
    if (this.#residence?.block) evict(this.#residence);
  }

  /** Gives up the data now instead of when the storage is garbage; it must not be used again. */
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

/** Evicts the oldest until `bytes` more are within the budget, but nothing that the run in preparation uses. */
function makeRoom(bytes: number): void {
  if (residentBytes + bytes <= budget) return;
  // Half the budget at once, so that the walk over those in use is rare.
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

/** Gives the block back. */
function leave(residence: Residence): void {
  const { block } = residence;
  if (!block) return;
  if (residents.delete(residence)) residentBytes -= block.bytes;
  heap().free(block);
  residence.block = undefined;
  residence.contents = undefined;
}

/** Half a budget of evicted data was needed again: what is alive does not fit. */
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
