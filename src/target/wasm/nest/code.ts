/**
 * An intermediate representation of code: values in nested regions (loops and conditions), built in one pass. Each
 * value is placed once, in the outermost open region that contains all of its inputs. Therefore loop-invariant code is
 * hoisted and common subexpressions are shared by construction. write.ts turns the representation into instructions.
 */
import type { RegisterType } from "../../../base/scalar.ts";
import type { FunctionBuilder, InstructionName, Local } from "../assembler/index.ts";
import type { ImmediatesOf } from "../assembler/instructions.ts";

/** Type of a value: four lanes of a register type, or one i32 (an address, a count or an index). */
export type Type = RegisterType | "address";

export interface Value<T extends Type = Type> {
  readonly id: number;
  readonly type: T;
  readonly region: Region;
  /** True if known to be the same in all lanes. */
  readonly uniform: boolean;
  /** Number of a constant. */
  readonly constant: number | undefined;
  readonly definition: Definition;
  /** Shared operations with this input, among which equal ones are found. */
  readonly users: Value[];
}
export type Lanes = Value<RegisterType>;
export type Address = Value<"address">;

export type Definition =
  /** A small constant or a parameter, which is repeated at each use. */
  | { readonly kind: "immediate"; readonly write: Write }
  /** `write` pops the inputs from the stack and pushes the result. A movable operation may be computed at its use. */
  | Operation
  | Carried
  /** The final value of one of a loop's carried values. */
  | { readonly kind: "result"; readonly loop: Region; readonly carried: Value };

interface Operation {
  readonly kind: "operation";
  readonly key: string | null;
  readonly inputs: readonly Value[];
  readonly write: Write;
  readonly movable: boolean;
}

/** A loop-carried value, which changes in each iteration. */
interface Carried {
  readonly kind: "carried";
  readonly initial: Value;
  next: Value | undefined;
}

type Write = (f: FunctionBuilder) => unknown;

export type Item =
  | { readonly kind: "define"; readonly value: Value }
  | { readonly kind: "effect"; readonly inputs: readonly Value[]; readonly write: Write }
  | { readonly kind: "region"; readonly region: Region };

/** The body of a function, loop or condition. */
export class Region {
  readonly items: Item[] = [];
  readonly carried: Value[] = [];
  readonly results: Value[] = [];
  /** Induction variables of a loop, which grow by `step` in each iteration. */
  readonly inductions: { readonly initial: Address; readonly step: number; readonly value: Address }[] = [];
  readonly form: "body" | "loop" | "condition";
  readonly depth: number;
  /** Number of iterations of a loop, or value of a condition. */
  readonly control: Address | undefined;

  constructor(form: Region["form"], depth: number, control: Address | undefined) {
    this.form = form;
    this.depth = depth;
    this.control = control;
  }
}

export interface OperationOptions {
  /** Identifies the operation among others with the same type and inputs; null if it must not be shared. */
  readonly key: string | null;
  readonly inputs: readonly Value[];
  readonly write: Write;
  readonly movable?: boolean;
  readonly uniform?: boolean;
  readonly constant?: number;
  /** Minimum depth of the region, for loads that must not be moved across a store. */
  readonly minimumDepth?: number;
}

/** Builds the code of one function. */
export class Code {
  readonly body = new Region("body", 0, undefined);
  readonly #open: Region[] = [this.body];
  readonly #constants = new Map<number, Address>();
  /** Shared operations that have no inputs. */
  readonly #sources: Value[] = [];
  #ids = 0;

  /** Number of values; ids are less than this. */
  get size(): number {
    return this.#ids;
  }

  /** Depth of the innermost open region. */
  get depth(): number {
    return this.#open.length - 1;
  }

  get region(): Region {
    return this.#open[this.depth]!;
  }

  parameter(local: Local): Address {
    return this.#make("address", this.body, true, { kind: "immediate", write: (f) => f.get(local) });
  }

  constant(value: number): Address {
    const word = value | 0;
    const known = this.#constants.get(word);
    if (known) return known;
    const made = this.#make("address", this.body, true, { kind: "immediate", write: (f) => f.i32(word) }, word);
    this.#constants.set(word, made);
    return made;
  }

  operation<T extends Type>(type: T, options: OperationOptions): Value<T> {
    const { key, inputs, write, movable = true, minimumDepth = 0 } = options;
    let depth = minimumDepth;
    let uniform = true;
    for (const input of inputs) {
      depth = Math.max(depth, this.#depthOf(input));
      uniform &&= input.uniform;
    }
    const region = this.#open[depth]!;
    const known = key === null ? undefined : this.#known(type, key, inputs, region);
    if (known) return known;
    const definition = { kind: "operation", key, inputs, write, movable } as const;
    const value = this.#make(type, region, options.uniform ?? uniform, definition, options.constant);
    region.items.push({ kind: "define", value });
    if (key === null) return value;
    if (inputs.length === 0) this.#sources.push(value);
    for (const input of inputs) input.users.push(value);
    return value;
  }

  /** Finds the same operation on the same inputs in a region. */
  #known<T extends Type>(type: T, key: string, inputs: readonly Value[], region: Region): Value<T> | undefined {
    let candidates = inputs.length === 0 ? this.#sources : inputs[0]!.users;
    for (const { users } of inputs) if (users.length < candidates.length) candidates = users;
    for (let i = candidates.length - 1; i >= 0; i--) {
      const candidate = candidates[i]!;
      const { definition } = candidate;
      if (definition.kind !== "operation" || definition.key !== key || candidate.type !== type) continue;
      if (candidate.region === region && sameValues(definition.inputs, inputs)) return candidate as Value<T>;
    }
    return undefined;
  }

  /** Adds one instruction. */
  instruction<T extends Type, N extends InstructionName>(
    type: T,
    name: N,
    inputs: readonly Value[],
    ...immediates: ImmediatesOf<N>
  ): Value<T> {
    const operands: readonly unknown[] = immediates;
    const write = (f: { emit(name: string, ...operands: readonly unknown[]): unknown }) => f.emit(name, ...operands);
    const key = operands.length > 0 ? `${name} ${operands.join()}` : name;
    return this.operation(type, { key, inputs, write });
  }

  /** Reinterprets the bits as another type, without an instruction. */
  retyped<T extends RegisterType>(value: Lanes, type: T): Value<T> {
    return this.operation(type, { key: "as", inputs: [value], write: () => undefined });
  }

  /** A copy of the value. Values computed from it stay in the innermost open region. */
  pinned<T extends Type>(value: Value<T>): Value<T> {
    const write = () => undefined;
    return this.operation(value.type, { key: null, inputs: [value], write, minimumDepth: this.depth });
  }

  effect(inputs: readonly Value[], write: Write): void {
    inputs.forEach((input) => this.#depthOf(input));
    this.region.items.push({ kind: "effect", inputs, write });
  }

  /** Runs `body` `count` times. It maps the carried values to those of the next iteration. Returns the final ones. */
  loop<T extends Type>(
    count: Address,
    initial: readonly Value<T>[],
    body: (carried: readonly Value<T>[]) => readonly Value<T>[],
  ): readonly Value<T>[] {
    if (count.constant === 0) return initial;
    if (count.constant === 1) return body(initial);
    const region = this.#enter("loop", count);
    const carried = initial.map((value) => this.#carry(region, value));
    body(carried).forEach((next, i) => ((carried[i]!.definition as Carried).next = next));
    this.#leave(region);
    return carried.map((value) => {
      const definition = { kind: "result", loop: region, carried: value } as const;
      const result = this.#make(value.type, this.region, value.uniform, definition);
      region.results.push(result);
      return result;
    });
  }

  /** An induction variable of an open loop, which grows by `step` in each iteration. */
  induction(loop: Region, initial: Address, step: number): Address {
    const known = loop.inductions.find((one) => one.initial === initial && one.step === step);
    if (known) return known.value;
    const value = this.#carry(loop, initial);
    (value.definition as Carried).next = this.add(value, step);
    loop.inductions.push({ initial, step, value });
    return value;
  }

  /** Runs `body` if `condition` is not 0. */
  when(condition: Address, body: () => void): void {
    if (condition.constant === 0) return;
    if (condition.constant !== undefined) return body();
    const region = this.#enter("condition", condition);
    body();
    this.#leave(region);
  }

  add(x: Address, y: Address | number): Address {
    return this.#arithmetic("i32.add", x, y, (a, b) => a + b, 0);
  }

  subtract(x: Address, y: Address | number): Address {
    return this.#arithmetic("i32.sub", x, y, (a, b) => a - b, 0);
  }

  multiply(x: Address, y: number): Address {
    return y === 0 ? this.constant(0) : this.#arithmetic("i32.mul", x, y, Math.imul, 1);
  }

  shiftRight(x: Address, count: number): Address {
    return this.#arithmetic("i32.shr_u", x, count, (a, b) => a >>> b, 0);
  }

  and(x: Address, mask: number): Address {
    return this.#arithmetic("i32.and", x, mask, (a, b) => a & b, -1);
  }

  /** Returns 1 if x < y (unsigned), else 0. */
  less(x: Address, y: Address | number): Address {
    return this.#arithmetic("i32.lt_u", x, y, (a, b) => Number(a >>> 0 < b >>> 0), undefined);
  }

  #arithmetic(
    name: "i32.add" | "i32.sub" | "i32.mul" | "i32.shr_u" | "i32.and" | "i32.lt_u",
    x: Address,
    y: Address | number,
    fold: (x: number, y: number) => number,
    identity: number | undefined,
  ): Address {
    const other = typeof y === "number" ? this.constant(y) : y;
    if (other.constant !== undefined && other.constant === identity) return x;
    if (x.constant === undefined || other.constant === undefined) return this.instruction("address", name, [x, other]);
    return this.constant(fold(x.constant, other.constant));
  }

  /**
   * Adds a carried value. Lanes that are initially equal may differ later, and the next value is not known yet when the
   * body reads it. Therefore only addresses, which have no lanes, are marked as uniform.
   */
  #carry<T extends Type>(loop: Region, initial: Value<T>): Value<T> {
    const uniform = initial.type === "address";
    const carried = this.#make(initial.type, loop, uniform, { kind: "carried", initial, next: undefined });
    loop.carried.push(carried);
    return carried;
  }

  #make<T extends Type>(
    type: T,
    region: Region,
    uniform: boolean,
    definition: Definition,
    constant?: number,
  ): Value<T> {
    return { id: this.#ids++, type, region, uniform, constant, definition, users: [] };
  }

  #enter(form: Region["form"], control: Address): Region {
    const region = new Region(form, this.#open.length, control);
    this.#open.push(region);
    return region;
  }

  #leave(region: Region): void {
    this.#open.pop();
    this.region.items.push({ kind: "region", region });
  }

  #depthOf({ region, id }: Value): number {
    if (this.#open[region.depth] !== region) throw new Error(`value %${id} is used outside of its region`);
    return region.depth;
  }
}

function sameValues(x: readonly Value[], y: readonly Value[]): boolean {
  for (let i = 0; i < y.length; i++) if (x[i] !== y[i]) return false;
  return x.length === y.length;
}
