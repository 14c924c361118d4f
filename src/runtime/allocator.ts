/**
 * A best-fit allocator, which merges adjacent blocks when they are freed. It manages addresses and sizes only, not the
 * memory itself. The caller names the holder of each block for statistics.
 */

/** Alignment of blocks in bytes, a cache line. */
export const alignment = 64;
/** Readable bytes after the end of every block, so that a vector load can begin at its last element. */
const padding = 16;

export interface Block {
  readonly pointer: number;
  /** Size including padding and alignment. */
  readonly bytes: number;
  readonly holder: string;
}

interface Piece {
  pointer: number;
  bytes: number;
  /** Undefined while the piece is free. */
  holder: string | undefined;
  previous: Piece | undefined;
  next: Piece | undefined;
}

export class Allocator {
  /** Free pieces, sorted by size and then by address, so that the first one that fits is the best fit. */
  readonly #free: Piece[] = [];
  #first: Piece | undefined;
  #last: Piece | undefined;
  #end: number;
  #bytes = 0;
  #peak = 0;

  /** Begins with no space at the address `start`; `extend` adds space. */
  constructor(start: number) {
    this.#end = start;
  }

  /** Total bytes of all blocks in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Maximum of `bytes` over time. */
  get peak(): number {
    return this.#peak;
  }

  /** The size of a block that holds `bytes` bytes. */
  sizeFor(bytes: number): number {
    return Math.ceil((bytes + padding) / alignment) * alignment;
  }

  /** Allocates a block, or returns undefined if no free piece is large enough. */
  allocate(bytes: number, holder: string): Block | undefined {
    const size = this.sizeFor(bytes);
    const position = this.#position(size, 0);
    const piece = this.#free[position];
    if (!piece) return undefined;
    this.#free.splice(position, 1);
    if (piece.bytes > size) this.#split(piece, size);
    piece.holder = holder;
    this.#bytes += size;
    this.#peak = Math.max(this.#peak, this.#bytes);
    return piece as Block;
  }

  free(block: Block): void {
    const piece = block as Piece;
    if (piece.holder === undefined) throw new Error("The block is already free.");
    piece.holder = undefined;
    this.#bytes -= piece.bytes;
    if (piece.next?.holder === undefined) this.#absorbNext(piece);
    if (piece.previous && piece.previous.holder === undefined) {
      this.#unlist(piece.previous);
      this.#join(piece.previous, piece);
      this.#list(piece.previous);
    } else this.#list(piece);
  }

  /** Adds `bytes` of space at the end. */
  extend(bytes: number): void {
    if (this.#last && this.#last.holder === undefined) {
      this.#unlist(this.#last);
      this.#last.bytes += bytes;
      this.#list(this.#last);
    } else {
      const piece: Piece = { pointer: this.#end, bytes, holder: undefined, previous: this.#last, next: undefined };
      if (this.#last) this.#last.next = piece;
      else this.#first = piece;
      this.#last = piece;
      this.#list(piece);
    }
    this.#end += bytes;
  }

  /** Bytes by which the space must be extended to fit a block of `bytes` at its end. */
  missing(bytes: number): number {
    const atEnd = this.#last?.holder === undefined ? (this.#last?.bytes ?? 0) : 0;
    return Math.max(0, this.sizeFor(bytes) - atEnd);
  }

  /** Blocks in use, in order of address. */
  *blocks(): IterableIterator<Block> {
    for (let piece = this.#first; piece; piece = piece.next) if (piece.holder !== undefined) yield piece as Block;
  }

  /** Cuts `piece`, which must not be in the free list, down to `size`. The rest becomes a free piece. */
  #split(piece: Piece, size: number): void {
    const rest: Piece = {
      pointer: piece.pointer + size,
      bytes: piece.bytes - size,
      holder: undefined,
      previous: piece,
      next: piece.next,
    };
    if (rest.next) rest.next.previous = rest;
    else this.#last = rest;
    piece.bytes = size;
    piece.next = rest;
    this.#list(rest);
  }

  #absorbNext(piece: Piece): void {
    const { next } = piece;
    if (!next) return;
    this.#unlist(next);
    this.#join(piece, next);
  }

  #join(piece: Piece, next: Piece): void {
    piece.bytes += next.bytes;
    piece.next = next.next;
    if (next.next) next.next.previous = piece;
    else this.#last = piece;
  }

  #list(piece: Piece): void {
    this.#free.splice(this.#position(piece.bytes, piece.pointer), 0, piece);
  }

  #unlist(piece: Piece): void {
    this.#free.splice(this.#position(piece.bytes, piece.pointer), 1);
  }

  /** Position of the first free piece that does not sort before (bytes, pointer). */
  #position(bytes: number, pointer: number): number {
    let low = 0;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const piece = this.#free[middle]!;
      if (piece.bytes < bytes || (piece.bytes === bytes && piece.pointer < pointer)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
