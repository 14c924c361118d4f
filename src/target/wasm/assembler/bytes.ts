/**
 * A growing byte buffer with the data formats of WebAssembly binaries: LEB128 integers, IEEE floats, strings and lists.
 */

/** A growing byte buffer. */
export class ByteSink {
  #bytes = new Uint8Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  bytes(values: ArrayLike<number>): this {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  /** Appends an integer from 0 to 2^32 - 1 as unsigned LEB128. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** Appends a 32-bit integer as signed LEB128. 2^31 to 2^32 - 1 mean the negative numbers with the same bits. */
  signed32(value: number): this {
    let rest = value | 0;
    while (rest > 0x3f || rest < -0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.byte(rest & 0x7f);
  }

  /** Appends a 64-bit integer, modulo 2^64, as signed LEB128. */
  signed64(value: bigint): this {
    let rest = BigInt.asIntN(64, value);
    while (rest > 0x3fn || rest < -0x40n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    return this.byte(Number(rest & 0x7fn));
  }

  float32(value: number): this {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, true);
    return this.bytes(new Uint8Array(view.buffer));
  }

  /** Appends the length in bytes, then the text in UTF-8. */
  text(value: string): this {
    const encoded = new TextEncoder().encode(value);
    return this.unsigned(encoded.length).bytes(encoded);
  }

  /** Appends the length in bytes, then the bytes of another sink. Used for sections and function bodies. */
  sized(inner: ByteSink): this {
    return this.unsigned(inner.length).append(inner);
  }

  append(inner: ByteSink): this {
    return this.bytes(inner.#bytes.subarray(0, inner.#length));
  }

  /** Appends the number of items, then each item, written by `write`. */
  list<T>(items: readonly T[], write: (item: T, sink: ByteSink) => void): this {
    this.unsigned(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  toUint8Array(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
