/**
 * Hands out pieces of an address space: best fit, neighbors joined when freed. It knows addresses and sizes only, not
 * what backs them; who asks says what each piece is for.
 */

/** Blocks start at multiples of this, a cache line. */
export const alignment = 64;
/** Readable bytes after the end of every block, so that a vector load may begin at its last element. */
const padding = 16;

export interface Block {
  readonly pointer: number;
  /** With padding and alignment. */
  readonly bytes: number;
  readonly holder: string;
}

interface Piece {
  pointer: number;
  bytes: number;
  /** Undefined while it is free. */
  holder: string | undefined;
  previous: Piece | undefined;
  next: Piece | undefined;
}

export class Allocator {
  /** By size and then address, so that the first that fits fits best. */
  readonly #free: Piece[] = [];
  #first: Piece | undefined;
  #last: Piece | undefined;
  #end: number;
  #bytes = 0;
  #peak = 0;

  /** `start` is the first address; there is no space until `extend` is called. */
  constructor(start: number) {
    this.#end = start;
  }

  /** Bytes of all blocks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The most that `bytes` ever was. */
  get peak(): number {
    return this.#peak;
  }

  /** The size of a block for so many bytes. */
  sizeFor(bytes: number): number {
    return Math.ceil((bytes + padding) / alignment) * alignment;
  }

  /** Undefined where no free piece is large enough. */
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
    if (piece.holder === undefined) throw new Error("The block is free already.");
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

  /** How much space must be added at the end so that a block for so many bytes fits there. */
  missing(bytes: number): number {
    const atEnd = this.#last?.holder === undefined ? (this.#last?.bytes ?? 0) : 0;
    return Math.max(0, this.sizeFor(bytes) - atEnd);
  }

  /** In order of address. */
  *blocks(): IterableIterator<Block> {
    for (let piece = this.#first; piece; piece = piece.next) if (piece.holder !== undefined) yield piece as Block;
  }

  /** Cuts `piece`, which is on no list, down to `size`; the rest becomes a free piece. */
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

  /** Of the first free piece that is not before (bytes, pointer). */
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
