/**
 * Snapshots of a run: the states of its loops and the results of its computations, by name. A run that resumes is
 * executed from its beginning, and takes from the snapshots whatever was computed before.
 */

/** A place where snapshots are kept, such as a folder. Writing replaces whole snapshots or nothing. */
export interface SnapshotStore {
  /** Returns undefined if there is no snapshot of this name. */
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

export interface SnapshotOptions {
  readonly store: SnapshotStore;
  /** Seconds between two snapshots of a loop. Default 30. */
  readonly every?: number;
}

/** Decides when snapshots are written. */
export class Snapshots {
  readonly #store: SnapshotStore;
  readonly #interval: number;
  #written = performance.now();
  /** Snapshots of finished parts, to be written with the next one. */
  readonly #waiting = new Map<string, Uint8Array>();

  constructor({ store, every = 30 }: SnapshotOptions) {
    this.#store = store;
    this.#interval = every * 1000;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return this.#store.read(name);
  }

  /** True if enough time has passed since the last snapshot. */
  get isDue(): boolean {
    return performance.now() - this.#written >= this.#interval;
  }

  /** Keeps the snapshot of a finished part: it is written at once if one is due, otherwise with the next. */
  async keep(name: string, bytes: Uint8Array): Promise<void> {
    this.#waiting.set(name, bytes);
    if (this.isDue) await this.write();
  }

  /** Writes what waits, and the snapshot of the current part last. */
  async write(name?: string, bytes?: Uint8Array): Promise<void> {
    if (name !== undefined && bytes !== undefined) this.#waiting.set(name, bytes);
    for (const [waiting, content] of this.#waiting) {
      await this.#store.write(waiting, content);
      this.#waiting.delete(waiting);
    }
    this.#written = performance.now();
  }
}
