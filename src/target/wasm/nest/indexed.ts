/** Gathers and scatters at computed indices. If all lanes have the same index, they access whole vectors. */
import type { Expression, Store } from "../../../compile/ir/program.ts";
import { bytesOf } from "../../../base/dtype.ts";
import type { FunctionBuilder } from "../assembler/index.ts";
import type { LaneScalar } from "./scalar.ts";
import { laneNumbers } from "./scalar.ts";
import type { Address, Code, Lanes } from "./code.ts";
import type { Place, Segment } from "./loops.ts";
import type { Memory, Order, Span } from "./memory.ts";

type Gather = Extract<Expression, { kind: "gather" }>;
type Check = Extract<Expression, { kind: "check" }>;
type Target = NonNullable<Store["scatter"]>;

/** Loads and stores at computed indices. */
export class Indexed {
  readonly #code: Code;
  readonly #scalar: LaneScalar;
  readonly #memory: Memory;

  constructor(code: Code, scalar: LaneScalar, memory: Memory) {
    this.#code = code;
    this.#scalar = scalar;
    this.#memory = memory;
  }

  gather(gather: Gather, index: Lanes, span: Span, segment: Segment, order: Order): Lanes {
    const { dtype, stride, bound, fault } = gather;
    const unit = stride * bytesOf(dtype);
    const element = (place: Place, lane: number) =>
      this.#moved(place, this.#memory.checked(this.#lane(index, lane, segment), bound, fault), unit);
    if (index.uniform) return this.#memory.load(dtype, { ...span, place: element(span.place, 0) }, order);
    const places = this.#memory.lanePlaces(span).map((place, lane) => element(place, lane));
    return this.#memory.loadEach(dtype, places, order);
  }

  /** Returns the indices and raises a fault for the first one out of range. `element` contains their positions. */
  checked({ bound, fault }: Check, index: Lanes, element: Lanes, segment: Segment): Lanes {
    const checks = laneNumbers.map((lane) => {
      const number = this.#scalar.extract(element, lane);
      return this.#memory.checked(this.#lane(index, lane, segment), bound, fault, number);
    });
    const write = (f: FunctionBuilder) => checks.forEach(() => f.emit("drop"));
    return this.#code.operation("i32", { key: "checked", inputs: [index, ...checks], write });
  }

  scatter(store: Store, target: Target, index: Lanes, value: Lanes, span: Span, segment: Segment): void {
    const { dtype } = store;
    const unit = target.stride * bytesOf(dtype);
    if (index.uniform && span.step === bytesOf(dtype)) {
      this.#whereInside(this.#lane(index, 0, segment), target, (inside) => {
        const place = this.#moved(span.place, inside, unit);
        this.#memory.store(dtype, this.#sum(store, { ...span, place }, value), { ...span, place });
      });
      return;
    }
    for (const lane of laneNumbers) {
      this.#memory.whereValid(segment.valid, lane, () =>
        this.#whereInside(this.#lane(index, lane, segment), target, (inside) => {
          const place = this.#moved({ ...span.place, offset: span.place.offset + lane * span.step }, inside, unit);
          this.#memory.storeLane(dtype, this.#sum(store, { place, step: 0, valid: undefined }, value), place, lane);
        }),
      );
    }
  }

  /** The stored element plus the value. */
  #sum({ dtype }: Store, span: Span, value: Lanes): Lanes {
    const scalar = this.#scalar;
    return scalar.add(this.#memory.load(dtype, span, { shared: null, minimumDepth: this.#code.depth }), value);
  }

  #whereInside(index: Address, { bound, fault }: Target, body: (index: Address) => void): void {
    const checked = this.#memory.checked(index, bound, fault);
    // An index out of range updates element 0. The fault invalidates the results anyway, and this is faster than a
    // branch.
    if (bound > 0) body(checked);
    else this.#code.when(this.#code.less(index, bound), () => body(checked));
  }

  /** The index in a lane; 0 for lanes beyond the tail, whose contents are arbitrary and must not raise a fault. */
  #lane(index: Lanes, lane: number, { mask }: Segment): Address {
    const known = mask && !index.uniform ? this.#scalar.and(index, this.#code.retyped(mask, "i32")) : index;
    return this.#scalar.extract(known, lane);
  }

  #moved(place: Place, index: Address, unit: number): Place {
    return { ...place, base: this.#code.add(place.base, this.#code.multiply(index, unit)) };
  }
}
