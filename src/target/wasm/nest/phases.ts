/**
 * Generates the code of a nest: its loops, and in them the expressions, stores and reductions of each phase. Sums are
 * kept per lane or across lanes, depending on the direction of the lanes. The order of summation depends only on the
 * nest.
 */
import { bytesOf, type DType } from "../../../base/dtype.ts";
import { blocksOf } from "../../../compile/lower/blocks.ts";
import type { Access, Expression, Nest, Reduction, Store } from "../../../compile/ir/program.ts";
import type { LaneScalar } from "./scalar.ts";
import type { Address, Code, Lanes } from "./code.ts";
import { Indexed } from "./indexed.ts";
import type { Blocks, Extent, Place, Segment, Widths } from "./loops.ts";
import { Loops } from "./loops.ts";
import type { Order, Span } from "./memory.ts";
import { Memory } from "./memory.ts";

/** The function's parameters. */
export interface Parameters {
  readonly pointers: ReadonlyMap<number, Address>;
  readonly faults: Address;
  readonly range: Extent;
}

/** Vectors per step, along the last outer loop, or along the last inner loop of each phase. */
export interface Unrolling {
  readonly outer: Widths;
  readonly inner: readonly Widths[];
}

/** Generates the code of one nest. */
export class NestWriter {
  readonly #nest: Nest;
  readonly #code: Code;
  readonly #scalar: LaneScalar;
  readonly #memory: Memory;
  readonly #indexed: Indexed;
  readonly #loops: Loops;
  readonly #parameters: Parameters;
  readonly #unrolling: Unrolling;
  /** Phases that write each buffer. */
  readonly #writers = new Map<number, number[]>();
  /** Results by phase, reduction and vector. */
  readonly #reduced: Lanes[][][] = [];

  constructor(nest: Nest, code: Code, scalar: LaneScalar, parameters: Parameters, unrolling: Unrolling) {
    this.#nest = nest;
    this.#code = code;
    this.#scalar = scalar;
    this.#memory = new Memory(code, scalar, parameters.faults);
    this.#indexed = new Indexed(code, scalar, this.#memory);
    this.#loops = new Loops(code, scalar);
    this.#parameters = parameters;
    this.#unrolling = unrolling;
    nest.phases.forEach(({ stores }, phase) => {
      for (const { buffer } of stores) this.#writers.set(buffer, [...(this.#writers.get(buffer) ?? []), phase]);
    });
  }

  write(): void {
    const { outer, parallel, lanes, phases } = this.#nest;
    const extents = outer.map((size, i) => (i === parallel ? this.#parameters.range : this.#whole(size)));
    if (lanes === "outer") {
      this.#loops.nested(extents, this.#unrolling.outer, [], (segment) => {
        phases.forEach((_, number) => this.#acrossOuter(number, segment));
        return [];
      });
      return;
    }
    this.#loops.nested(extents, null, [], () => {
      phases.forEach((_, number) => this.#acrossInner(number));
      return [];
    });
  }

  /** Generates a phase whose lanes run along the outer loops. Each lane has its own reduction. */
  #acrossOuter(number: number, segment: Segment): void {
    const { inner, reductions } = this.#nest.phases[number]!;
    const { depth } = this.#code;
    const initial = this.#neutrals(reductions, segment.vectors);
    const extents = inner.map((size) => this.#whole(size));
    const blocks = this.#blocks(number, 1, initial);
    const body = (_: Segment, carried: readonly Lanes[]) => this.#body(new Pass(number, segment, depth), carried);
    const sums = this.#loops.nested(extents, null, initial, body, blocks);
    this.#reduced[number] = reductions.map(({ dtype }, r) =>
      counting(segment.vectors).map((vector) => this.#wrapped(dtype, sums[vector * reductions.length + r]!)),
    );
  }

  /** Generates a phase whose lanes run along the inner loops. Their partial results are combined at the end. */
  #acrossInner(number: number): void {
    const { inner, reductions } = this.#nest.phases[number]!;
    const depth = this.#code.depth;
    const widths = this.#unrolling.inner[number]!;
    const vectors = inner.length > 0 ? widths[0]! : 1;
    const initial = this.#neutrals(reductions, vectors);
    const extents = inner.map((size) => this.#whole(size));
    const body = (segment: Segment, carried: readonly Lanes[]) => this.#body(new Pass(number, segment, depth), carried);
    const blocks = this.#blocks(number, 4 * vectors, initial);
    const sums = this.#loops.nested(extents, widths, initial, body, blocks);
    this.#reduced[number] = reductions.map((reduction, r) => {
      const parts = counting(vectors).map((vector) => sums[vector * reductions.length + r]!);
      return [this.#wrapped(reduction.dtype, inner.length > 0 ? this.#acrossLanes(reduction, parts) : parts[0]!)];
    });
  }

  /** The blocks of a phase with initial sums `first`. `width` elements of its last loop have separate sums. */
  #blocks(number: number, width: number, first: readonly Lanes[]): Blocks {
    const phase = this.#nest.phases[number]!;
    const { reductions } = phase;
    const add: Blocks["add"] = (sums, more) =>
      sums.map((sum, slot) => {
        const reduction = reductions[slot % reductions.length]!;
        return sum === first[slot] ? more[slot]! : combine(this.#scalar, reduction, sum, more[slot]!);
      });
    return { lengths: blocksOf(phase, width), first, add };
  }

  /** Generates one pass through a phase. Returns the new partial results, by vector and reduction. */
  #body(pass: Pass, carried: readonly Lanes[]): readonly Lanes[] {
    const { inner, expressions, stores, reductions, early } = this.#nest.phases[pass.phase]!;
    const next = [...carried];
    for (let vector = 0; vector < pass.segment.vectors; vector++) {
      const values: Lanes[] = [];
      const settle = (at: number): void => {
        if (values[at]) return;
        const expression = expressions[at]!;
        if ("inputs" in expression) expression.inputs.forEach(settle);
        if ("index" in expression) settle(expression.index);
        values[at] = this.#wrapped(expression.dtype, this.#evaluate(expression, values, pass, vector));
      };
      if (!early) expressions.forEach((_, at) => settle(at));
      for (const store of stores) {
        settle(store.value);
        this.#store(store, values, pass, vector);
      }
      for (const [r, reduction] of reductions.entries()) {
        const slot = vector * reductions.length + r;
        const value = values[reduction.value]!;
        if (inner.length === 0) next[slot] = value;
        else next[slot] = combine(this.#scalar, reduction, next[slot]!, this.#counted(reduction, value, pass));
      }
    }
    return next;
  }

  #evaluate(expression: Expression, values: readonly Lanes[], pass: Pass, vector: number): Lanes {
    switch (expression.kind) {
      case "constant":
        return this.#constant(expression.dtype, expression.value);
      case "index":
        return this.#index(expression.access, pass, vector);
      case "load": {
        const { buffer, dtype } = expression;
        return this.#memory.load(dtype, this.#span(expression, pass, vector), this.#order(buffer, pass));
      }
      case "gather": {
        const { buffer, index } = expression;
        const span = this.#span(expression, pass, vector);
        return this.#indexed.gather(expression, values[index]!, span, pass.segment, this.#order(buffer, pass));
      }
      case "check": {
        const element = this.#index(expression.access, pass, vector);
        return this.#indexed.checked(expression, values[expression.index]!, element, pass.segment);
      }
      case "apply": {
        const inputs = expression.inputs.map((input) => values[input]!);
        return expression.primitive.program(this.#scalar, inputs, expression.attributes);
      }
      case "reduced": {
        const parts = this.#reduced[expression.phase]![expression.reduction]!;
        return parts[this.#nest.lanes === "outer" ? vector : 0]!;
      }
    }
  }

  #store(store: Store, values: readonly Lanes[], pass: Pass, vector: number): void {
    const { dtype, scatter } = store;
    const span = this.#span(store, pass, vector);
    const value = values[store.value]!;
    if (scatter) this.#indexed.scatter(store, scatter, values[scatter.index]!, value, span, pass.segment);
    else this.#memory.store(dtype, value, span);
  }

  #span(item: Addressed, pass: Pass, vector: number): Span {
    const { buffer, access, dtype } = item;
    const { offset, strides } = access;
    const unit = bytesOf(dtype);
    const step = this.#laneStride(strides, pass) * unit;
    const pointer = this.#parameters.pointers.get(buffer)!;
    // With negative strides, an address without its offset could be negative.
    const backwards = strides.some((stride) => stride < 0);
    const start = backwards ? this.#code.add(pointer, offset * unit) : pointer;
    const place = pass.placeOf(item, () => this.#loops.place(start, strides, unit));
    const shift = (backwards ? 0 : offset * unit) + vector * 4 * step;
    return { place: { ...place, offset: place.offset + shift }, step, valid: pass.segment.valid };
  }

  #index({ offset, strides }: Access, pass: Pass, vector: number): Lanes {
    const stride = this.#laneStride(strides, pass);
    const place = this.#loops.place(this.#code.constant(0), strides, 1);
    const first = offset + place.offset + vector * 4 * stride;
    if (stride === 0) return this.#scalar.splat(this.#code.add(place.base, first));
    const lanes = counting(4).map((lane) => first + lane * stride);
    return this.#scalar.add(this.#scalar.splat(place.base), this.#scalar.integers(lanes));
  }

  #laneStride(strides: readonly number[], { phase }: Pass): number {
    const { outer, lanes, phases } = this.#nest;
    const { inner } = phases[phase]!;
    if (lanes === "outer") return strides[outer.length - 1]!;
    return inner.length > 0 ? strides[outer.length + inner.length - 1]! : 0;
  }

  /** Keeps a load after the stores of earlier phases, and in order with those of its own phase. */
  #order(buffer: number, { phase, depth }: Pass): Order {
    const writers = this.#writers.get(buffer) ?? [];
    if (writers.includes(phase)) return { shared: null, minimumDepth: this.#code.depth };
    return writers.length > 0 ? { shared: `phase ${phase}`, minimumDepth: depth } : { shared: "any", minimumDepth: 0 };
  }

  /** Replaces lanes that are not valid, in a tail, by the neutral element. */
  #counted(reduction: Reduction, value: Lanes, { segment }: Pass): Lanes {
    if (this.#nest.lanes === "outer" || !segment.mask) return value;
    return this.#scalar.select(segment.mask, value, this.#constant(reduction.dtype, neutral(reduction)));
  }

  #neutrals(reductions: readonly Reduction[], vectors: number): Lanes[] {
    return counting(vectors).flatMap(() =>
      reductions.map((reduction) => this.#constant(reduction.dtype, neutral(reduction))),
    );
  }

  /** Combines the accumulators in a tree, then their lanes. All lanes of the result have the same bits. */
  #acrossLanes(reduction: Reduction, parts: readonly Lanes[]): Lanes {
    let rest = [...parts];
    while (rest.length > 1) {
      const half = rest.length / 2;
      rest = counting(half).map((i) => combine(this.#scalar, reduction, rest[i]!, rest[i + half]!));
    }
    const [vector] = rest as [Lanes];
    const halves = combine(this.#scalar, reduction, vector, this.#scalar.permuted(vector, [2, 3, 0, 1]));
    const all = combine(this.#scalar, reduction, halves, this.#scalar.permuted(halves, [1, 0, 3, 2]));
    return this.#scalar.same(all);
  }

  #constant(dtype: DType, value: number): Lanes {
    if (dtype === "f32") return this.#scalar.float(value);
    return dtype === "bool" ? this.#scalar.truth(value !== 0) : this.#scalar.integer(value);
  }

  #wrapped(dtype: DType, value: Lanes): Lanes {
    return dtype === "u8" ? this.#scalar.and(value, this.#scalar.integer(255)) : value;
  }

  #whole(size: number): Extent {
    return { start: this.#code.constant(0), length: this.#code.constant(size) };
  }
}

/** A load, a gather or a store. */
type Addressed = Store | Extract<Expression, { readonly access: Access; readonly buffer: number }>;

/** One pass through a phase for one segment. `depth` is the depth of the phase, outside of its inner loops. */
class Pass {
  readonly phase: number;
  readonly segment: Segment;
  readonly depth: number;
  readonly #places = new Map<Addressed, Place>();

  constructor(phase: number, segment: Segment, depth: number) {
    this.phase = phase;
    this.segment = segment;
    this.depth = depth;
  }

  /** The place of the first vector, cached. Other vectors have a constant distance from it. */
  placeOf(item: Addressed, find: () => Place): Place {
    const known = this.#places.get(item);
    if (known) return known;
    const place = find();
    this.#places.set(item, place);
    return place;
  }
}

function reductionOf({ primitive }: Reduction) {
  if (!primitive.elementwise && primitive.reduction) return primitive.reduction;
  throw new Error(`${primitive.name} is not a reduction`);
}

function neutral(reduction: Reduction): number {
  return reductionOf(reduction).neutral(reduction.dtype);
}

function combine(scalar: LaneScalar, reduction: Reduction, x: Lanes, y: Lanes): Lanes {
  return reductionOf(reduction).combine(scalar, x, y);
}

function counting(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
