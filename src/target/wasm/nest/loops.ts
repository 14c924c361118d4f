/**
 * The loops of a nest and the addresses in them. A loop along the lanes is divided into segments: steps of several
 * vectors, single vectors, and a tail, which is a vector with fewer than four valid lanes.
 */
import type { Address, Code, Lanes, Region } from "./code.ts";
import type { LaneScalar } from "./scalar.ts";

/** The elements of one pass through the body. */
export interface Segment {
  /** Number of consecutive vectors. */
  readonly vectors: number;
  /** Number of valid lanes in a tail; undefined if all lanes are valid. */
  readonly valid: Address | undefined;
  /** Mask of the valid lanes in a tail. */
  readonly mask: Lanes | undefined;
}

/** The range of a loop: `length` iterations beginning at `start`. */
export interface Extent {
  readonly start: Address;
  readonly length: Address;
  /** A power of two that divides the length; only needed if the length is not constant. Default: 1. */
  readonly divisor?: number;
}

/** The division of sums into nested blocks. */
export interface Blocks {
  /** Lengths of nested blocks, for each loop. */
  readonly lengths: readonly (readonly number[])[];
  /** Initial sums of a block. */
  readonly first: readonly Lanes[];
  /** Adds the sums of two blocks. */
  readonly add: (sums: readonly Lanes[], more: readonly Lanes[]) => readonly Lanes[];
}

/** The index of an open loop: `begin` plus `step` for each iteration of `region`. */
interface Position {
  readonly begin: Address;
  readonly region: Region | undefined;
  readonly step: number;
}

/** A byte address or an element index, `base` + `offset`. */
export interface Place {
  readonly base: Address;
  readonly offset: number;
}

/** Vectors per step of the segments of a lane loop: decreasing powers of two, the last of which is 1. */
export type Widths = readonly number[];

type Each = (carried: readonly Lanes[]) => readonly Lanes[];
type Body = (segment: Segment, carried: readonly Lanes[]) => readonly Lanes[];

/** Generates loops. */
export class Loops {
  readonly #code: Code;
  readonly #scalar: LaneScalar;
  readonly #positions: Position[] = [];

  constructor(code: Code, scalar: LaneScalar) {
    this.#code = code;
    this.#scalar = scalar;
  }

  /** Runs `body` for each index of the loops. With `widths`, the last loop is divided into segments. */
  nested(
    extents: readonly Extent[],
    widths: Widths | null,
    carried: readonly Lanes[],
    body: Body,
    blocks?: Blocks,
  ): readonly Lanes[] {
    const [first, ...rest] = extents;
    if (first === undefined) return body(this.segment(1, widths ? this.#code.constant(1) : undefined), carried);
    return this.#cut(first, carried, blocks, (extent, state, within) =>
      widths && rest.length === 0
        ? this.#segments(extent, widths, state, body)
        : this.#each(extent, state, (inside) => this.nested(rest, widths, inside, body, within)),
    );
  }

  /**
   * The place of element Σ strides[i] · index i, of `unit` bytes, relative to `base`. Strides of loops that are not
   * open are ignored. Loops update one variable for each base and set of strides; constants are in the offset.
   */
  place(base: Address, strides: readonly number[], unit: number): Place {
    let place: Place = { base, offset: 0 };
    for (const [i, { begin, region, step }] of this.#positions.entries()) {
      const stride = (strides[i] ?? 0) * unit;
      if (stride === 0) continue;
      if (begin.constant !== undefined) place = { ...place, offset: place.offset + begin.constant * stride };
      else place = { ...place, base: this.#code.add(place.base, this.#code.multiply(begin, stride)) };
      if (region) place = { ...place, base: this.#code.induction(region, place.base, stride * step) };
    }
    return place;
  }

  segment(vectors: number, valid: Address | undefined): Segment {
    const scalar = this.#scalar;
    const mask = valid && scalar.less(scalar.integers([0, 1, 2, 3]), scalar.splat(valid));
    return { vectors, valid, mask };
  }

  /** Runs `body` for each block of a loop, or for the whole loop if it is not divided; `within` is for inner loops. */
  #cut(
    extent: Extent,
    carried: readonly Lanes[],
    blocks: Blocks | undefined,
    body: (extent: Extent, carried: readonly Lanes[], within: Blocks | undefined) => readonly Lanes[],
  ): readonly Lanes[] {
    if (blocks === undefined) return body(extent, carried, undefined);
    const [[size, ...smaller] = [], ...others] = blocks.lengths;
    if (size === undefined) return body(extent, carried, { ...blocks, lengths: others });
    const code = this.#code;
    const length = extent.length.constant!;
    const within = { ...blocks, lengths: [smaller, ...others] };
    if (length <= size) return this.#cut(extent, carried, within, body);
    const sumsOf = (start: Address, count: number) =>
      this.#cut({ start, length: code.constant(count) }, blocks.first, within, body);
    const count = Math.floor(length / size);
    const sums = code.loop(code.constant(count), carried, (before) => {
      const start = count > 1 ? code.induction(code.region, extent.start, size) : extent.start;
      return blocks.add(before, sumsOf(start, size));
    });
    if (length % size === 0) return sums;
    return blocks.add(sums, sumsOf(code.add(extent.start, count * size), length % size));
  }

  #segments(
    { start, length, divisor = 1 }: Extent,
    widths: Widths,
    carried: readonly Lanes[],
    body: Body,
  ): readonly Lanes[] {
    const code = this.#code;
    let begin = start;
    let valid = length;
    let state = carried;
    for (const count of widths) {
      const steps = code.shiftRight(valid, Math.log2(4 * count));
      const segment = this.segment(count, undefined);
      state = this.#steps(begin, steps, 4 * count, state, (inside) => body(segment, inside));
      begin = code.add(begin, code.multiply(steps, 4 * count));
      valid = divisor % (4 * count) === 0 ? code.constant(0) : code.and(valid, 4 * count - 1);
    }
    if (valid.constant === 0) return state;
    const tail = (first: Address, lanes: Address) =>
      this.#at({ begin: first, region: undefined, step: 1 }, () => body(this.segment(1, lanes), state));
    if (valid.constant !== undefined) return tail(begin, valid);
    // Without a tail, its addresses may be outside of the memory.
    code.when(valid, () => void tail(code.pinned(begin), code.pinned(valid)));
    return state;
  }

  #each({ start, length }: Extent, carried: readonly Lanes[], body: Each): readonly Lanes[] {
    return this.#steps(start, length, 1, carried, body);
  }

  #steps(begin: Address, count: Address, step: number, carried: readonly Lanes[], body: Each): readonly Lanes[] {
    return this.#code.loop(count, carried, (inside) => {
      const region = count.constant === 1 ? undefined : this.#code.region;
      return this.#at({ begin, region, step }, () => body(inside));
    });
  }

  #at<T>(position: Position, body: () => T): T {
    this.#positions.push(position);
    const result = body();
    this.#positions.pop();
    return result;
  }
}
