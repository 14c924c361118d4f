/**
 * Loads and stores of four lanes. Bytes are widened and narrowed, elements with a stride other than 1 are accessed lane
 * by lane, tails write only valid lanes, and computed indices are checked.
 */
import { bytesOf, type DType } from "../../../base/dtype.ts";
import type { FunctionBuilder, Local } from "../assembler/index.ts";
import { laneNumbers, type LaneScalar } from "./scalar.ts";
import type { Address, Code, Lanes } from "./code.ts";
import type { Place } from "./loops.ts";

/** Constraints on moving and sharing a load: it must not cross stores to the same buffer. */
export interface Order {
  readonly shared: string | null;
  readonly minimumDepth: number;
}

/** A vector of elements: place of the first one, distance between lanes in bytes, number of valid lanes. */
export interface Span {
  readonly place: Place;
  readonly step: number;
  readonly valid: Address | undefined;
}

const faultWords = { count: 0, number: 4, index: 8, element: 12 } as const;

/** Generates loads and stores. */
export class Memory {
  readonly #code: Code;
  readonly #scalar: LaneScalar;
  readonly #faults: Address;

  constructor(code: Code, scalar: LaneScalar, faults: Address) {
    this.#code = code;
    this.#scalar = scalar;
    this.#faults = faults;
  }

  load(dtype: DType, span: Span, order: Order): Lanes {
    const bits = bytesOf(dtype) === 4 ? this.#loadWords(span, order) : this.#loadBytes(span, order);
    return this.#typed(dtype, bits);
  }

  /** Loads four elements from separate places. */
  loadEach(dtype: DType, places: readonly Place[], order: Order): Lanes {
    const name = bytesOf(dtype) === 4 ? "v128.load32_lane" : "v128.load8_lane";
    let bits = this.#scalar.integer(0);
    for (const [lane, place] of places.entries()) {
      const { base, offset } = this.#resolve(place);
      bits = this.#code.operation("i32", {
        key: order.shared && `${order.shared} ${name} ${lane} ${offset}`,
        inputs: [base, bits],
        write: (f) => f.emit(name, bytesOf(dtype) === 4 ? lane : 4 * lane, offset),
        movable: false,
        uniform: false,
        minimumDepth: order.minimumDepth,
      });
    }
    return this.#typed(dtype, bits);
  }

  /** The places of the lanes of a span. Lanes that are not valid get the first place. */
  lanePlaces({ place, step, valid }: Span): Place[] {
    return laneNumbers.map((lane) => {
      if (lane === 0 || step === 0 || valid === undefined) return { ...place, offset: place.offset + lane * step };
      const counts = this.#code.less(this.#code.constant(lane), valid);
      return { ...place, base: this.#code.add(place.base, this.#code.multiply(counts, lane * step)) };
    });
  }

  store(dtype: DType, value: Lanes, span: Span): void {
    const width = bytesOf(dtype);
    const { place, step, valid } = span;
    const bits = width === 4 ? value : this.#packBytes(value);
    if (step !== width) {
      for (const lane of laneNumbers) {
        this.whereValid(valid, lane, () =>
          this.#storeLanes(bits, { ...place, offset: place.offset + lane * step }, width, lane),
        );
      }
    } else if (valid === undefined) {
      this.#storeLanes(bits, place, 4 * width, 0);
    } else this.#storeTail(bits, place, width, valid);
  }

  /** Stores one lane. */
  storeLane(dtype: DType, value: Lanes, place: Place, lane: number): void {
    const width = bytesOf(dtype);
    this.#storeLanes(width === 4 ? value : this.#packBytes(value), place, width, lane);
  }

  /** Returns the index if it is in [0, bound); else raises a fault, records `index` and `element`, and returns 0. */
  checked(index: Address, bound: number, fault: number, element = index): Address {
    return this.#code.operation("address", {
      key: `check ${bound} ${fault}`,
      inputs: [index, element, this.#faults],
      write: (f) => writeCheck(f, bound, fault),
      movable: false,
    });
  }

  /** Runs `body` if a lane is valid. */
  whereValid(valid: Address | undefined, lane: number, body: () => void): void {
    if (valid === undefined || lane === 0) body();
    else this.#code.when(this.#code.less(this.#code.constant(lane), valid), body);
  }

  #loadWords(span: Span, order: Order): Lanes {
    const { place, step, valid } = span;
    if (step === 0) return this.#read("v128.load32_splat", place, order, true);
    if (step === 4) return this.#read("v128.load", place, order, false);
    if (step === -4 && valid === undefined) {
      const vector = this.#read("v128.load", { ...place, offset: place.offset - 12 }, order, false);
      return this.#shuffle(vector, [12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
    }
    return this.loadEach("i32", this.lanePlaces(span), order);
  }

  #loadBytes(span: Span, order: Order): Lanes {
    const { place, step, valid } = span;
    const mask = this.#scalar.integer(255);
    if (step === 0) return this.#scalar.and(this.#read("v128.load8_splat", place, order, true), mask);
    if (step === 1) {
      const bytes = this.#read("v128.load32_zero", place, order, false);
      const words = this.#code.instruction("i32", "i16x8.extend_low_i8x16_u", [bytes]);
      return this.#code.instruction("i32", "i32x4.extend_low_i16x8_u", [words]);
    }
    if (step === -1 && valid === undefined) {
      const bytes = this.#read("v128.load32_zero", { ...place, offset: place.offset - 3 }, order, false);
      return this.#scalar.and(this.#shuffle(bytes, [3, 15, 15, 15, 2, 15, 15, 15, 1, 15, 15, 15, 0, 15, 15, 15]), mask);
    }
    return this.loadEach("u8", this.lanePlaces(span), order);
  }

  #read(
    name: "v128.load" | "v128.load32_splat" | "v128.load8_splat" | "v128.load32_zero",
    place: Place,
    order: Order,
    uniform: boolean,
  ): Lanes {
    const { base, offset } = this.#resolve(place);
    return this.#code.operation("i32", {
      key: order.shared && `${order.shared} ${name} ${offset}`,
      inputs: [base],
      write: (f) => f.emit(name, offset, 1),
      movable: false,
      uniform,
      minimumDepth: order.minimumDepth,
    });
  }

  #shuffle(vector: Lanes, lanes: readonly number[]): Lanes {
    return this.#code.instruction("i32", "i8x16.shuffle", [vector, vector], lanes);
  }

  /** Packs the low byte of each lane into the first four bytes. */
  #packBytes(value: Lanes): Lanes {
    const bytes = value.type === "bool" ? this.#scalar.toInteger(value) : value;
    return this.#shuffle(bytes, [0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12]);
  }

  /** Stores one to three lanes: a pair of lanes if at least two are valid, and one more lane if the number is odd. */
  #storeTail(bits: Lanes, place: Place, width: number, valid: Address): void {
    const code = this.#code;
    const two = code.less(code.constant(1), valid);
    const third = { ...place, offset: place.offset + 2 * width };
    code.when(two, () => {
      this.#storeLanes(bits, place, 2 * width, 0);
      code.when(code.less(code.constant(2), valid), () => this.#storeLanes(bits, third, width, 2));
    });
    code.when(code.subtract(code.constant(1), two), () => this.#storeLanes(bits, place, width, 0));
  }

  /** Stores `width` bytes of the vector. `lane` counts in units of `width`. */
  #storeLanes(bits: Lanes, place: Place, width: number, lane: number): void {
    const { base, offset } = this.#resolve(place);
    this.#code.effect([base, bits], (f) => {
      if (width === 16) f.emit("v128.store", offset, 1);
      else if (width === 8) f.emit("v128.store64_lane", lane, offset, 1);
      else if (width === 4) f.emit("v128.store32_lane", lane, offset, 1);
      else if (width === 2) f.emit("v128.store16_lane", lane, offset, 1);
      else f.emit("v128.store8_lane", lane, offset, 1);
    });
  }

  /** Adds a negative offset to the base, because offsets of instructions are unsigned. */
  #resolve(place: Place): Place {
    return place.offset >= 0 ? place : { base: this.#code.add(place.base, place.offset), offset: 0 };
  }

  #typed(dtype: DType, bits: Lanes): Lanes {
    if (dtype === "bool") return this.#scalar.toBool(bits);
    return dtype === "f32" ? this.#scalar.asFloat(bits) : bits;
  }
}

/** Pops the index, its position and the address of the fault record. Pushes the index, or 0 if it is out of range. */
function writeCheck(f: FunctionBuilder, bound: number, fault: number): void {
  const [index, element, faults] = ["index", "element", "faults"].map((name) => f.local("i32", name)) as [
    Local,
    Local,
    Local,
  ];
  f.set(faults).set(element).tee(index).i32(bound).emit("i32.ge_u");
  f.if(() => {
    f.get(faults).emit("i32.load", faultWords.count).emit("i32.eqz");
    f.if(() => {
      f.get(faults).i32(fault).emit("i32.store", faultWords.number);
      f.get(faults).get(index).emit("i32.store", faultWords.index);
      f.get(faults).get(element).emit("i32.store", faultWords.element);
      f.get(faults).i32(1).emit("i32.store", faultWords.count);
    });
    f.i32(0).set(index);
  });
  f.get(index).release(index, element, faults);
}
