/**
 * Encodes the body of one function, instruction by instruction. For a listing (text.ts) it also keeps the instructions.
 * It does not check the types of stack values, since WebAssembly.compile does.
 */
import { ArgumentError } from "../../../base/errors.ts";
import { encodeInstruction, encodeLocals, endCode } from "./binary.ts";
import { ByteSink } from "./bytes.ts";
import type { Callable, ImmediatesOf, Instruction, InstructionName, Label, Local, ValueType } from "./instructions.ts";
import { encodingOf } from "./instructions.ts";

/** The relation of a function to its module. */
export interface Membership {
  readonly module: object;
  readonly index: number;
  /** True to keep instructions for a listing. */
  readonly listing: boolean;
}

/** Builds one function. Methods append instructions and return the builder. */
export class FunctionBuilder implements Callable {
  readonly name: string;
  readonly module: object;
  readonly index: number;
  readonly #parameters: Local[] = [];
  readonly #locals: Local[] = [];
  readonly #results: ValueType[];
  readonly #free: Local[] = [];
  readonly #code = new ByteSink();
  readonly #instructions: Instruction[] | null;
  /** Labels of the open blocks. */
  readonly #open: Label[] = [];

  /** Called only by `ModuleBuilder.function`. */
  constructor(name: string, results: readonly ValueType[], { module, index, listing }: Membership) {
    this.name = name;
    this.module = module;
    this.index = index;
    this.#results = [...results];
    this.#instructions = listing ? [] : null;
  }

  get parameters(): readonly Local[] {
    return this.#parameters;
  }

  /** Local variables without parameters, in order of index. */
  get locals(): readonly Local[] {
    return this.#locals;
  }

  get results(): readonly ValueType[] {
    return this.#results;
  }

  /** The instructions; null if the module does not keep a listing. */
  get instructions(): readonly Instruction[] | null {
    return this.#instructions;
  }

  /** Adds a parameter. Throws an ArgumentError if a local was already declared. */
  param(type: ValueType, name: string = type): Local {
    if (this.#locals.length > 0) {
      throw new ArgumentError(`${this.name}: parameter ${name} was declared after a local`, {
        rule: "Parameters have the first indices, so they must be declared before locals.",
      });
    }
    return this.#declare(this.#parameters, type, name);
  }

  /** Returns a local variable: a released one of the same type (with its old value), or a new one (zero). */
  local(type: ValueType, name: string = type): Local {
    const free = this.#free.findIndex((candidate) => candidate.type === type);
    return free >= 0 ? this.#free.splice(free, 1)[0]! : this.#declare(this.#locals, type, name);
  }

  /** Releases locals, so that `local` can reuse them. */
  release(...locals: readonly Local[]): this {
    this.#free.push(...locals);
    return this;
  }

  /** Appends one instruction, named as in the WebAssembly specification. */
  emit<N extends InstructionName>(name: N, ...immediates: ImmediatesOf<N>): this {
    const encoding = encodingOf(name);
    const instruction = { kind: encoding.kind, name, immediates } as Instruction;
    this.#instructions?.push(instruction);
    try {
      encodeInstruction(this.#code, encoding, instruction, this.#open, this.module);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ArgumentError(`${this.name}: ${name} cannot be encoded`, { rule: error.message });
    }
    return this;
  }

  /** The encoded variables and code, as in the code section of the module. */
  encoded(): ByteSink {
    const sink = new ByteSink();
    encodeLocals(sink, this.#locals);
    return sink.append(this.#code).byte(endCode);
  }

  get(local: Local): this {
    return this.emit("local.get", local);
  }

  set(local: Local): this {
    return this.emit("local.set", local);
  }

  tee(local: Local): this {
    return this.emit("local.tee", local);
  }

  i32(value: number): this {
    return this.emit("i32.const", value);
  }

  i64(value: bigint): this {
    return this.emit("i64.const", value);
  }

  f32(value: number): this {
    return this.emit("f32.const", value);
  }

  /** Appends a vector constant with the same float in all four lanes. */
  f32x4(value: number): this {
    return this.emit("v128.const", new Uint8Array(Float32Array.of(value, value, value, value).buffer));
  }

  /** Appends a vector constant with the same integer in all four lanes. */
  i32x4(value: number): this {
    return this.emit("v128.const", new Uint8Array(Int32Array.of(value, value, value, value).buffer));
  }

  /** Adds a constant to an i32 local: local += amount. */
  increment(local: Local, amount: number): this {
    return amount === 0 ? this : this.get(local).i32(amount).emit("i32.add").set(local);
  }

  call(target: Callable): this {
    return this.emit("call", target);
  }

  /** Appends a block. A branch to its label exits it. With `result`, the body must leave one value on the stack. */
  block(body: (exit: Label) => void, result?: ValueType): this {
    return this.#structure("block", body, result);
  }

  /** Appends a loop. A branch to its label continues it; falling through exits it. */
  loop(body: (again: Label) => void, result?: ValueType): this {
    return this.#structure("loop", body, result);
  }

  /** Pops an i32 and runs `then` if it is not 0, else `otherwise`. A branch to the label exits the `if`. */
  if(then: (exit: Label) => void, otherwise?: (exit: Label) => void, result?: ValueType): this {
    return this.#structure(
      "if",
      (exit) => {
        then(exit);
        if (otherwise) {
          this.emit("else");
          otherwise(exit);
        }
      },
      result,
    );
  }

  br(label: Label): this {
    return this.emit("br", label);
  }

  /** Pops an i32 and branches if it is not 0. */
  brIf(label: Label): this {
    return this.emit("br_if", label);
  }

  return(): this {
    return this.emit("return");
  }

  /**
   * Appends a top-tested loop: `condition` pushes an i32, and `body` runs while it is not 0. This is the fast form for
   * matrix kernels on V8 11 (Node 20), whose register allocator spills accumulators in a bottom-tested loop.
   */
  while(condition: () => void, body: (exit: Label) => void): this {
    return this.block((exit) => {
      this.loop((again) => {
        condition();
        this.emit("i32.eqz").brIf(exit);
        body(exit);
        this.br(again);
      });
    });
  }

  /**
   * Appends a bottom-tested loop: `body` runs at least once, and again while `condition` pushes an i32 other than 0.
   */
  repeat(body: () => void, condition: () => void): this {
    return this.loop((again) => {
      body();
      condition();
      this.brIf(again);
    });
  }

  #structure(name: "block" | "loop" | "if", body: (label: Label) => void, result: ValueType | undefined): this {
    const label: Label = { name };
    if (result === undefined) this.emit(name, label);
    else this.emit(name, label, result);
    body(label);
    return this.emit("end");
  }

  #declare(list: Local[], type: ValueType, name: string): Local {
    const local: Local = { type, index: this.#parameters.length + this.#locals.length, name };
    list.push(local);
    return local;
  }
}
