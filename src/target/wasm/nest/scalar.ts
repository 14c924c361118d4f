/** The instructions of scalar programs on four lanes. Each method adds vector instructions to the code of a nest. */
import type { RegisterType, Scalar } from "../../../base/scalar.ts";
import type { InstructionName } from "../assembler/index.ts";
import type { ImmediatesOf } from "../assembler/instructions.ts";
import type { Address, Code, Lanes } from "./code.ts";

type Plain = { [N in InstructionName]: ImmediatesOf<N> extends [] ? N : never }[InstructionName];

export const laneNumbers = [0, 1, 2, 3] as const;

/** Generates vector instructions. */
export class LaneScalar implements Scalar<Lanes> {
  readonly #code: Code;
  readonly #fma: boolean;
  readonly #floats = new Map<number, Lanes>();
  readonly #integers = new Map<number, Lanes>();

  constructor(code: Code, options: { readonly fma: boolean }) {
    this.#code = code;
    this.#fma = options.fma;
  }

  float(value: number): Lanes {
    const make = () => this.#vector("f32", Float32Array.of(value, value, value, value), value);
    // A Map does not distinguish 0 and -0.
    return Object.is(value, -0) ? make() : madeOnce(this.#floats, value, make);
  }

  integer(value: number): Lanes {
    return madeOnce(this.#integers, value | 0, () =>
      this.#vector("i32", Int32Array.of(value, value, value, value), value | 0),
    );
  }

  /** All lanes true or all false. */
  truth(value: boolean): Lanes {
    return this.#code.retyped(this.integer(value ? -1 : 0), "bool");
  }

  /** A different integer in each lane. */
  integers(values: readonly number[]): Lanes {
    return this.#vector("i32", Int32Array.from(values), undefined);
  }

  add(x: Lanes, y: Lanes): Lanes {
    return this.#byType(x, y, "f32x4.add", "i32x4.add");
  }

  sub(x: Lanes, y: Lanes): Lanes {
    return this.#byType(x, y, "f32x4.sub", "i32x4.sub");
  }

  mul(x: Lanes, y: Lanes): Lanes {
    return this.#byType(x, y, "f32x4.mul", "i32x4.mul");
  }

  neg(x: Lanes): Lanes {
    return this.#apply(x.type, x.type === "f32" ? "f32x4.neg" : "i32x4.neg", x);
  }

  abs(x: Lanes): Lanes {
    return this.#apply(x.type, x.type === "f32" ? "f32x4.abs" : "i32x4.abs", x);
  }

  min(x: Lanes, y: Lanes): Lanes {
    return x.type === "f32" ? this.#extreme("f32x4.pmin", x, y) : this.#apply("i32", "i32x4.min_s", x, y);
  }

  max(x: Lanes, y: Lanes): Lanes {
    return x.type === "f32" ? this.#extreme("f32x4.pmax", x, y) : this.#apply("i32", "i32x4.max_s", x, y);
  }

  div(x: Lanes, y: Lanes): Lanes {
    return x.type === "f32" ? this.#apply("f32", "f32x4.div", x, y) : this.#divideIntegers(x, y);
  }

  madd(x: Lanes, y: Lanes, z: Lanes): Lanes {
    return this.#fma ? this.#apply("f32", "f32x4.relaxed_madd", x, y, z) : this.add(this.mul(x, y), z);
  }

  sqrt(x: Lanes): Lanes {
    return this.#apply("f32", "f32x4.sqrt", x);
  }

  floor(x: Lanes): Lanes {
    return this.#apply("f32", "f32x4.floor", x);
  }

  nearest(x: Lanes): Lanes {
    return this.#apply("f32", "f32x4.nearest", x);
  }

  less(x: Lanes, y: Lanes): Lanes {
    return this.#apply("bool", x.type === "f32" ? "f32x4.lt" : "i32x4.lt_s", x, y);
  }

  lessEqual(x: Lanes, y: Lanes): Lanes {
    return this.#apply("bool", x.type === "f32" ? "f32x4.le" : "i32x4.le_s", x, y);
  }

  equal(x: Lanes, y: Lanes): Lanes {
    return this.#apply("bool", x.type === "f32" ? "f32x4.eq" : "i32x4.eq", x, y);
  }

  select(condition: Lanes, x: Lanes, y: Lanes): Lanes {
    return x === y ? x : this.#apply(x.type, "v128.bitselect", x, y, condition);
  }

  /** Repeats `step` as many times as the largest count of all lanes. Lanes that have finished keep their values. */
  repeat(count: Lanes, values: readonly Lanes[], step: (values: readonly Lanes[]) => readonly Lanes[]): Lanes[] {
    const code = this.#code;
    const once = count.type === "bool";
    const turns = once ? code.instruction("address", "v128.any_true", [count]) : this.#largest(count);
    const initial = once ? values : [...values, count];
    const uniform = count.uniform && values.every((value) => value.uniform);
    const carried = initial.map((value) =>
      code.operation(value.type, { key: "carried", inputs: [value], write: () => undefined, uniform }),
    );
    const results = code.loop(turns, carried, (all) => {
      const [values, left] = [all.slice(0, initial.length - Number(!once)), all.at(-1)!];
      const active = once ? count : this.less(this.integer(0), left);
      const next = step(values).map((value, i) => this.select(active, value, values[i]!));
      return once ? next : [...next, this.sub(left, this.integer(1))];
    });
    return results.slice(0, values.length);
  }

  and(x: Lanes, y: Lanes): Lanes {
    return this.#apply(x.type, "v128.and", x, y);
  }

  or(x: Lanes, y: Lanes): Lanes {
    return this.#apply(x.type, "v128.or", x, y);
  }

  xor(x: Lanes, y: Lanes): Lanes {
    return this.#apply(x.type, "v128.xor", x, y);
  }

  not(x: Lanes): Lanes {
    return this.#apply(x.type, "v128.not", x);
  }

  shiftLeft(x: Lanes, count: Lanes): Lanes {
    return this.#shift("i32x4.shl", "i32.shl", x, count);
  }

  shiftRightLogical(x: Lanes, count: Lanes): Lanes {
    return this.#shift("i32x4.shr_u", "i32.shr_u", x, count);
  }

  shiftRightArithmetic(x: Lanes, count: Lanes): Lanes {
    return this.#shift("i32x4.shr_s", "i32.shr_s", x, count);
  }

  toFloat(x: Lanes): Lanes {
    if (x.type === "bool") return this.#apply("f32", "v128.and", x, this.float(1));
    return this.#apply("f32", "f32x4.convert_i32x4_s", x);
  }

  toInteger(x: Lanes): Lanes {
    if (x.type === "bool") return this.#apply("i32", "v128.and", x, this.integer(1));
    return this.#apply("i32", "i32x4.trunc_sat_f32x4_s", x);
  }

  toBool(x: Lanes): Lanes {
    if (x.type === "f32") return this.#apply("bool", "f32x4.ne", x, this.float(0));
    return this.#apply("bool", "i32x4.ne", x, this.integer(0));
  }

  asFloat(x: Lanes): Lanes {
    return this.#code.retyped(x, "f32");
  }

  asInteger(x: Lanes): Lanes {
    return this.#code.retyped(x, "i32");
  }

  /** One lane as a scalar integer. */
  extract(x: Lanes, lane: number): Address {
    return x.constant === undefined || x.type !== "i32"
      ? this.#code.instruction("address", "i32x4.extract_lane", [x], x.uniform ? 0 : lane)
      : this.#code.constant(x.constant);
  }

  /** Permutes lanes: lane i of the result is lane order[i] of x. */
  permuted(x: Lanes, order: readonly number[]): Lanes {
    const bytes = order.flatMap((lane) => laneNumbers.map((byte) => 4 * lane + byte));
    return this.#code.instruction(x.type, "i8x16.shuffle", [x, x], bytes);
  }

  /** Declares that all lanes are equal. */
  same(x: Lanes): Lanes {
    return this.#code.operation(x.type, { key: "same", inputs: [x], write: () => undefined, uniform: true });
  }

  /** Broadcasts a scalar integer to all lanes. */
  splat(x: Address): Lanes {
    return x.constant === undefined ? this.#code.instruction("i32", "i32x4.splat", [x]) : this.integer(x.constant);
  }

  #vector(
    type: RegisterType,
    values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
    constant: number | undefined,
  ): Lanes {
    const bytes = new Uint8Array(values.buffer);
    return this.#code.operation(type, {
      key: `constant ${new Int32Array(values.buffer).join()}`,
      inputs: [],
      write: (f) => f.emit("v128.const", bytes),
      // Newer engines would recompute a constant in each iteration; a variable set before the loops avoids that.
      movable: false,
      uniform: constant !== undefined,
      ...(constant !== undefined && { constant }),
    });
  }

  #apply(type: RegisterType, name: Plain, ...inputs: readonly Lanes[]): Lanes {
    return this.#code.instruction(type, name, inputs);
  }

  #byType(x: Lanes, y: Lanes, float: Plain, integer: Plain): Lanes {
    return this.#apply(x.type, x.type === "f32" ? float : integer, x, y);
  }

  /**
   * Minimum or maximum by `pmin` or `pmax`, which are one machine instruction, where `min` and `max` take about eight.
   * They return x if either operand is NaN, so NaNs of y are inserted by `or` with a mask of ones, which is a NaN. For
   * 0 and
   * -0 either may be returned.
   */
  #extreme(name: "f32x4.pmin" | "f32x4.pmax", x: Lanes, y: Lanes): Lanes {
    if (x.constant !== undefined && y.constant === undefined) return this.#extreme(name, y, x);
    const chosen = this.#apply("f32", name, x, y);
    const isNumber = y.constant !== undefined && !Number.isNaN(y.constant);
    return isNumber ? chosen : this.#apply("f32", "v128.or", chosen, this.#apply("bool", "f32x4.ne", y, y));
  }

  #largest(x: Lanes): Address {
    const ofPairs = this.max(x, this.permuted(x, [2, 3, 0, 1]));
    return this.extract(this.max(ofPairs, this.permuted(ofPairs, [1, 0, 3, 2])), 0);
  }

  #shift(vector: Plain, scalar: Plain, x: Lanes, count: Lanes): Lanes {
    if (!count.uniform) return this.#laneByLane(scalar, x, count);
    return this.#code.instruction("i32", vector, [x, this.extract(count, 0)]);
  }

  /** Divides integers. The machine instruction would trap for a divisor of 0, and for -2^31 / -1. */
  #divideIntegers(x: Lanes, y: Lanes): Lanes {
    const zero = this.integer(0);
    const byZero = this.equal(y, zero);
    const byMinusOne = this.equal(y, this.integer(-1));
    const quotient = this.#laneByLane("i32.div_s", x, this.select(this.or(byZero, byMinusOne), this.integer(1), y));
    return this.select(byZero, zero, this.select(byMinusOne, this.neg(x), quotient));
  }

  #laneByLane(name: Plain, x: Lanes, y: Lanes): Lanes {
    const code = this.#code;
    const lane = (i: number) => code.instruction("address", name, [this.extract(x, i), this.extract(y, i)]);
    let result = this.splat(lane(0));
    if (x.uniform && y.uniform) return result;
    for (const i of [1, 2, 3]) {
      result = code.operation("i32", {
        key: `i32x4.replace_lane ${i}`,
        inputs: [result, lane(i)],
        write: (f) => f.emit("i32x4.replace_lane", i),
        uniform: false,
      });
    }
    return result;
  }
}

function madeOnce(made: Map<number, Lanes>, value: number, make: () => Lanes): Lanes {
  const known = made.get(value);
  if (known) return known;
  const lanes = make();
  made.set(value, lanes);
  return lanes;
}
