/** A cache of limited size that evicts the least recently used entry. */
export class RecentlyUsed<Key, Value> {
  readonly #limit: number;
  /** Least recently used first. */
  readonly #entries = new Map<Key, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the value for `key`. Creates it if there is none. */
  get(key: Key, make: () => Value): Value {
    const value = this.#entries.get(key) ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    return value;
  }
}
