/** Reading and adding at computed indices. An index that is the same in all lanes leaves vectors whole. */
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

  /** The indices as they are, with a fault raised for the first that is out of range; `element` says which it is. */
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

  /** What lies there now, plus the value. */
  #sum({ dtype }: Store, span: Span, value: Lanes): Lanes {
    const scalar = this.#scalar;
    return scalar.add(this.#memory.load(dtype, span, { shared: null, minimumDepth: this.#code.depth }), value);
  }

  #whereInside(index: Address, { bound, fault }: Target, body: (index: Address) => void): void {
    const checked = this.#memory.checked(index, bound, fault);
    // Element 0 may take what has no place, because a fault voids the results: that is faster than a branch.
    if (bound > 0) body(checked);
    else this.#code.when(this.#code.less(index, bound), () => body(checked));
  }

  /** A lane that does not count may hold anything, and must not raise a fault: it becomes 0. */
  #lane(index: Lanes, lane: number, { mask }: Segment): Address {
    const known = mask && !index.uniform ? this.#scalar.and(index, this.#code.retyped(mask, "i32")) : index;
    return this.#scalar.extract(known, lane);
  }

  #moved(place: Place, index: Address, unit: number): Place {
    return { ...place, base: this.#code.add(place.base, this.#code.multiply(index, unit)) };
  }
}
