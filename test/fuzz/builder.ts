/** Builds a program step by step. Tensors are lazy, so the shape and type of each step's result are known at once. */
import * as hebb from "hebb";
import { ArgumentError, HebbError, Module, Param, Tensor } from "hebb";
import type { DType } from "../../src/base/dtype.ts";
import { sizeOf } from "../../src/base/shape.ts";
import type { Dice } from "../compile/dice.ts";
import { type Body, type Input, type Kind, type Step, computed, tensorOfInput } from "./program.ts";

/** A tensor of the program under construction. */
export interface Value {
  readonly id: number;
  readonly tensor: Tensor;
  /** Approximate bound of the elements' magnitudes. */
  readonly size: number;
}

/** A step drawn by a maker. */
export interface Made {
  readonly code: string;
  readonly args: readonly (Value | number)[];
  /** Approximate bound of the result's magnitudes. Default: the largest bound of the operands. */
  readonly size?: number;
  readonly body?: Body;
  /** Accessors of the tensors in a result with several, such as `[0]` or `.values`. */
  readonly picks?: readonly string[];
}

/** Draws a step; null if the maker cannot be used with the values so far. */
export type Maker = (b: Builder) => Made | null;

/** Values with a larger bound are scaled or clamped, so that repeated operations do not overflow. */
const large = 1000;

/** State shared by all bodies of a program: modules, inputs and the next free id. */
export class Shared {
  readonly modules: Step[] = [];
  readonly inputs: Input[] = [];
  readonly made = new Map<number, unknown>();
  readonly seed: number;
  readonly kinds: readonly Kind[];
  next = 0;

  constructor(seed: number, kinds: readonly Kind[]) {
    this.seed = seed;
    this.kinds = kinds;
  }
}

export class Builder {
  dice: Dice;
  readonly shared: Shared;
  readonly pool: Value[];
  readonly steps: Step[] = [];
  /** Maximum number of elements of a value. */
  readonly largest: number;
  /** Number of enclosing loops. */
  readonly depth: number;

  constructor(dice: Dice, shared: Shared, options: { pool?: readonly Value[]; largest: number; depth?: number }) {
    this.dice = dice;
    this.shared = shared;
    this.pool = [...(options.pool ?? [])];
    this.largest = options.largest;
    this.depth = options.depth ?? 0;
  }

  /** Adds the step drawn by `maker`. Returns false if it is not valid; rethrows errors other than a HebbError. */
  attempt(maker: Maker): boolean {
    const before = this.steps.length;
    try {
      const made = maker(this);
      return made !== null && this.add(made);
    } catch (error) {
      if (!(error instanceof HebbError)) throw error;
      this.steps.length = before;
      return false;
    }
  }

  private add({ code, args, size, body, picks }: Made): boolean {
    const values = args.filter((arg): arg is Value => typeof arg === "object");
    const bound = size ?? Math.max(1, ...values.map((value) => value.size));
    const whole = this.step(code, args.map(idOf), body);
    const parts = picks === undefined ? [whole] : picks.map((pick) => this.step(`$0${pick}`, [whole.id]));
    let kept = 0;
    for (const { id, value } of parts) {
      if (!(value instanceof Tensor) || sizeOf(value.shape) > this.largest) continue;
      this.pool.push(this.bounded({ id, tensor: value, size: bound }));
      kept++;
    }
    return kept > 0;
  }

  /** Returns `value`, scaled or clamped if its bound exceeds `large`. */
  private bounded(value: Value): Value {
    if (value.tensor.dtype !== "f32" || value.size <= large) return value;
    const code = this.dice.next() < 0.5 ? `$0.mul(${(1 / value.size).toPrecision(3)})` : "$0.clamp(-8, 8)";
    const { id, value: tensor } = this.step(code, [value.id]);
    return { id, tensor: tensor as Tensor, size: 8 };
  }

  private step(code: string, args: readonly number[], body?: Body): { id: number; value: unknown } {
    const step: Step = { id: this.shared.next++, code, args, ...(body && { body }) };
    const value = computed(step, this.shared.made);
    this.shared.made.set(step.id, value);
    this.steps.push(step);
    return { id: step.id, value };
  }

  /** Adds an input of the program. */
  input(
    shape: readonly number[],
    dtype: DType = "f32",
    kind: Kind = this.dice.pick(this.shared.kinds),
    below = 1,
  ): Value {
    if (sizeOf(shape) > this.largest) throw new ArgumentError("too large", { rule: "Inputs are small." });
    const input: Input = { id: this.shared.next++, shape, dtype, kind, below };
    this.shared.inputs.push(input);
    const tensor = tensorOfInput(input, this.shared.seed);
    this.shared.made.set(input.id, tensor);
    return { id: input.id, tensor, size: { f32: kind === "wide" ? 100 : 4, i32: 2 ** 31, u8: 255, bool: 1 }[dtype] };
  }

  /** Adds a tensor filled with one number that is a constant of the program. */
  splat(shape: readonly number[], dtype: DType): Value {
    const number = {
      f32: this.number(),
      i32: this.dice.pick([0, 1, -1, 3, 40]),
      u8: this.dice.pick([0, 1, 200]),
      bool: this.dice.below(2),
    };
    const { id, value } = this.step(`full([${shape.join(", ")}], ${number[dtype]}, "${dtype}")`, []);
    return { id, tensor: value as Tensor, size: Math.abs(number[dtype]) };
  }

  /** Adds a module and returns its id. */
  module(code: string, args: readonly number[] = []): number {
    const step: Step = { id: this.shared.next++, code, args };
    const module = computed(step, this.shared.made);
    // A wrong first value of a parameter does not show in its shape.
    if (!(module instanceof Module || module instanceof Param)) throw new Error(`${code} is not a module`);
    this.shared.modules.push(step);
    this.shared.made.set(step.id, module);
    return step.id;
  }

  /** Adds a parameter. */
  param(shape: readonly number[], dtype: "f32" | "i32"): Value {
    const first =
      dtype === "f32"
        ? "random.uniform(shape, { low: -2, high: 2 })"
        : `random.uniform(shape, { low: 0, high: 9 }).cast("i32")`;
    const options = dtype === "f32" ? `{ trainable: ${this.chance(0.7)} }` : `{ trainable: false, dtype: "i32" }`;
    const id = this.module(`new Param([${shape.join(", ")}], (shape, random) => ${first}, ${options})`);
    return { id, tensor: this.shared.made.get(id) as Tensor, size: 9 };
  }

  /** Builds a loop body. `draw` adds steps to `inner`, whose pool holds `parameters`, and returns the results. */
  body(parameters: readonly Tensor[], draw: (inner: Builder, parameters: readonly Value[]) => readonly Value[]): Body {
    const values = parameters.map((tensor): Value => {
      const id = this.shared.next++;
      const placeholder = hebb.zeros(tensor.shape, tensor.dtype);
      this.shared.made.set(id, placeholder);
      return { id, tensor: placeholder, size: 2 };
    });
    const outer = this.pool.slice(-2).filter(({ tensor }) => sizeOf(tensor.shape) <= 64);
    const inner = new Builder(this.dice, this.shared, {
      pool: [...outer, ...values],
      largest: 2000,
      depth: this.depth + 1,
    });
    const results = draw(inner, values);
    return { parameters: values.map(({ id }) => id), steps: inner.steps, results: results.map(({ id }) => id) };
  }

  /** Picks one of the five latest values accepted by `fits`; null if there are none. */
  pick(fits: (tensor: Tensor) => boolean): Value | null {
    const found = this.pool.filter(({ tensor }) => fits(tensor)).slice(-5);
    return found.length === 0 ? null : this.dice.pick(found);
  }

  float(least = 0): Value {
    const found = this.pick(({ dtype, shape }) => dtype === "f32" && shape.length >= least);
    return found ?? this.input(this.shape(Math.max(1, least)));
  }

  integer(least = 0): Value {
    const found = this.pick(({ dtype, shape }) => dtype === "i32" && shape.length >= least);
    return found ?? this.input(this.shape(Math.max(1, least)), "i32");
  }

  bool(): Value {
    return this.pick(({ dtype }) => dtype === "bool") ?? this.input(this.shape(1), "bool");
  }

  any(least = 0): Value {
    return this.pick(({ shape }) => shape.length >= least) ?? this.float(least);
  }

  shape(rank = 1 + this.dice.below(3)): number[] {
    const shape = Array.from({ length: rank }, () => this.length());
    while (sizeOf(shape) > this.largest / 2) shape[shape.indexOf(Math.max(...shape))]! >>= 1;
    return shape;
  }

  length(): number {
    return this.dice.pick(this.dice.lengths);
  }

  /** Returns a value of `dtype` that broadcasts with `value`, from the pool or new. */
  partner({ tensor }: Value, dtype: DType = tensor.dtype): Value {
    const like = this.pick((other) => other.dtype === dtype && other.shape.join() === tensor.shape.join());
    if (like !== null && this.dice.next() < 0.6) return like;
    const shape = tensor.shape.map((length) => (this.dice.next() < 0.3 ? 1 : length));
    const part = shape.slice(this.dice.next() < 0.3 ? this.dice.below(shape.length + 1) : 0);
    return this.dice.next() < 0.15 ? this.splat(part, dtype) : this.input(part, dtype);
  }

  axis({ tensor }: Value): number {
    const rank = tensor.shape.length;
    const axis = this.dice.below(rank);
    return this.dice.next() < 0.3 ? axis - rank : axis;
  }

  /** Returns true with the given probability. */
  chance(probability: number): boolean {
    return this.dice.next() < probability;
  }

  /** Draws a number for use in code. */
  number(): number {
    return this.dice.pick([0, 1, -1, 0.5, 2, -0.25, 3, 0.1]);
  }
}

function idOf(arg: Value | number): number {
  return typeof arg === "number" ? arg : arg.id;
}
