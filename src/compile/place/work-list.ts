/** Ordered list of scheduling units, indexed by the buffers they read and write. */
import type { Work } from "../ir/effects.ts";

const none: readonly Work[] = [];

/** Scheduling units in order, with the readers and writers of each buffer. */
export class WorkList {
  readonly works: Work[] = [];
  readonly #positions = new Map<Work, number>();
  /** Readers, keyed by buffer. */
  readonly #readers = new Map<number, Work[]>();
  /** Writers, keyed by buffer. */
  readonly #writers = new Map<number, Work[]>();

  constructor(works: readonly Work[]) {
    for (const work of works) this.append(work);
  }

  append(work: Work): void {
    this.#positions.set(work, this.works.push(work) - 1);
    for (const buffer of work.reads) note(this.#readers, buffer, work);
    for (const buffer of work.writes) note(this.#writers, buffer, work);
  }

  readersOf(buffer: number): readonly Work[] {
    return this.#readers.get(buffer) ?? none;
  }

  writersOf(buffer: number): readonly Work[] {
    return this.#writers.get(buffer) ?? none;
  }

  /** Returns the index of a unit in the list. The unit must be in the list. */
  positionOf(work: Work): number {
    return this.#positions.get(work)!;
  }

  /** Returns the writer and the reader of a buffer if there is exactly one of each and they differ; otherwise null. */
  soleUsers(buffer: number): { readonly writer: Work; readonly reader: Work } | null {
    const [writer, otherWriter] = this.writersOf(buffer);
    const [reader, otherReader] = this.readersOf(buffer);
    if (!writer || !reader || otherWriter || otherReader || writer === reader) return null;
    return { writer, reader };
  }

  /** Returns the units between `x` and `y`, in either order. */
  between(x: Work, y: Work): readonly Work[] {
    const [from, to] = [this.positionOf(x), this.positionOf(y)].sort((a, b) => a - b) as [number, number];
    return this.works.slice(from + 1, to);
  }
}

/** Appends to the list stored under `key`. */
export function note<Key>(lists: Map<Key, Work[]>, key: Key, work: Work): void {
  const list = lists.get(key);
  if (list) list.push(work);
  else lists.set(key, [work]);
}
