/**
 * Builds WebAssembly modules with an imported memory ("env" "memory"), functions and exports. The same calls in the
 * same order produce the same bytes.
 */
import { ArgumentError } from "../../../base/errors.ts";
import { typeCodes } from "./binary.ts";
import { ByteSink } from "./bytes.ts";
import { FunctionBuilder } from "./function.ts";
import type { Callable, ValueType } from "./instructions.ts";

/** The imported memory, in pages of 64 KiB. A shared memory must have a maximum. */
export interface MemoryType {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/** Options of `ModuleBuilder`. */
export interface ModuleOptions {
  /** The imported memory. Default: none. */
  readonly memory?: MemoryType;
  /** True to keep instructions for printing. Default: false. */
  readonly listing?: boolean;
}

/** Name of the module from which the memory is imported. */
export const environment = "env";
const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const externalKind = { function: 0, memory: 2 } as const;

interface Export {
  readonly name: string;
  readonly target: Callable;
}

/** Builds one module. */
export class ModuleBuilder {
  readonly memory: MemoryType | undefined;
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports: Export[] = [];
  readonly #listing: boolean;
  readonly #shared = new Map<string, FunctionBuilder>();
  readonly #unwritten: (() => void)[] = [];

  constructor(options: ModuleOptions = {}) {
    const { memory, listing = false } = options;
    if (memory?.shared && memory.maximum === undefined) {
      throw new ArgumentError("A shared memory has no maximum", { rule: "Shared memory must declare a maximum." });
    }
    this.memory = memory;
    this.#listing = listing;
  }

  /** Adds a function. Its body may be written later; other functions can already call it. */
  function(name: string, results: readonly ValueType[] = []): FunctionBuilder {
    const membership = { module: this, index: this.#functions.length, listing: this.#listing };
    const builder = new FunctionBuilder(name, results, membership);
    this.#functions.push(builder);
    return builder;
  }

  /**
   * Returns the function with this name, which is written on first use. The name must determine the body, so that equal
   * parameters share one function; this saves time, because the engine optimizes each function separately.
   */
  shared(name: string, write: (f: FunctionBuilder) => void): FunctionBuilder {
    const existing = this.#shared.get(name);
    if (existing) return existing;
    const builder = this.function(name);
    this.#shared.set(name, builder);
    write(builder);
    return builder;
  }

  /** Calls `write` when the module is read, for bodies that depend on all of their callers. */
  writeLater(write: () => void): void {
    this.#unwritten.push(write);
  }

  export(name: string, target: Callable): this {
    this.#exports.push({ name, target });
    return this;
  }

  /** All functions, with complete bodies. */
  get functions(): readonly FunctionBuilder[] {
    for (const write of this.#unwritten.splice(0)) write();
    return this.#functions;
  }

  get exports(): readonly Export[] {
    return this.#exports;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const { functions } = this;
    const types = new Types();
    const indices = functions.map((one) => types.indexOf(one));
    const sink = new ByteSink().bytes(magicAndVersion);
    const add = (id: number, body: ByteSink) => sink.byte(id).sized(body);
    add(section.type, new ByteSink().list(types.list, encodeSignature));
    add(section.import, new ByteSink().list(this.memory ? [this.memory] : [], encodeMemory));
    add(
      section.function,
      new ByteSink().list(indices, (index, out) => out.unsigned(index)),
    );
    add(
      section.export,
      new ByteSink().list(this.#exports, ({ name, target }, out) =>
        out.text(name).byte(externalKind.function).unsigned(target.index),
      ),
    );
    add(
      section.code,
      new ByteSink().list(functions, (one, out) => out.sized(one.encoded())),
    );
    return sink.toUint8Array();
  }
}

/** Distinct function types, in order of first use. */
class Types {
  readonly list: Callable[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(callable: Callable): number {
    const key = `${callable.parameters.map(({ type }) => type).join()}:${callable.results.join()}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.list.push(callable) - 1;
    this.#indices.set(key, index);
    return index;
  }
}

function encodeSignature({ parameters, results }: Callable, sink: ByteSink): void {
  sink.byte(0x60);
  sink.list(parameters, ({ type }, out) => out.byte(typeCodes[type]));
  sink.list(results, (type, out) => out.byte(typeCodes[type]));
}

function encodeMemory({ initial, maximum, shared }: MemoryType, sink: ByteSink): void {
  sink.text(environment).text("memory").byte(externalKind.memory);
  sink.byte((maximum === undefined ? 0 : 1) | (shared ? 2 : 0)).unsigned(initial);
  if (maximum !== undefined) sink.unsigned(maximum);
}
