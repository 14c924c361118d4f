/**
 * Builds one WebAssembly module: an imported memory ("env" "memory"), imported functions, functions and exports, as
 * bytes. The same calls in the same order give the same bytes. It knows nothing of what the functions do.
 */
import { ArgumentError } from "../../../base/errors.ts";
import { encodeBody, typeCodes } from "./binary.ts";
import { ByteSink } from "./bytes.ts";
import { FunctionBuilder } from "./function.ts";
import type { Callable, ValueType } from "./instructions.ts";

/** The imported memory, in pages of 64 KiB. A shared one needs a maximum. */
export interface MemoryType {
  readonly initial: number;
  readonly maximum?: number;
  readonly shared?: boolean;
}

/** The module that everything is imported from. */
export const environment = "env";
const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const externalKind = { function: 0, memory: 2 } as const;

interface Export {
  readonly name: string;
  readonly target: Callable;
}

export class ModuleBuilder {
  readonly memory: MemoryType | undefined;
  readonly #imports: Callable[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports: Export[] = [];
  readonly #names = new Set<string>();
  readonly #shared = new Map<string, FunctionBuilder>();

  constructor(options: { readonly memory?: MemoryType } = {}) {
    const { memory } = options;
    if (memory?.shared && memory.maximum === undefined) {
      throw new ArgumentError("A shared memory has no maximum", { rule: "A shared memory must declare its maximum." });
    }
    this.memory = memory;
  }

  /** Declares the import "env" `name`. */
  importFunction(name: string, parameters: readonly ValueType[], results: readonly ValueType[] = []): Callable {
    const locals = parameters.map((type, index) => ({ type, index, name: `${type}.${index}` }));
    const target: Callable = { name: this.#unique(name), parameters: locals, results: [...results] };
    this.#imports.push(target);
    return target;
  }

  /** Adds a function whose body may be written later; it can be called by others at once. */
  function(name: string, results: readonly ValueType[] = []): FunctionBuilder {
    const builder = new FunctionBuilder(this.#unique(name), results);
    this.#functions.push(builder);
    return builder;
  }

  /**
   * The function of this name, written on first use. The name must say everything that its body depends on; then equal
   * parameters share one function, which matters because the engine optimizes each function on its own.
   */
  shared(name: string, write: (f: FunctionBuilder) => void): FunctionBuilder {
    const existing = this.#shared.get(name);
    if (existing) return existing;
    const builder = this.function(name);
    this.#shared.set(name, builder);
    write(builder);
    return builder;
  }

  export(name: string, target: Callable): this {
    this.#exports.push({ name, target });
    return this;
  }

  get imports(): readonly Callable[] {
    return this.#imports;
  }

  get functions(): readonly FunctionBuilder[] {
    return this.#functions;
  }

  get exports(): readonly Export[] {
    return this.#exports;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const callables = [...this.#imports, ...this.#functions];
    const indices = new Map(callables.map((callable, index) => [callable, index]));
    const indexOf = (target: Callable): number => {
      const index = indices.get(target);
      if (index !== undefined) return index;
      throw new ArgumentError(`${target.name} is not a function of this module`, {
        rule: "A module calls and exports its own functions and imports only.",
      });
    };
    const { types, typeOf } = distinctTypes(callables);
    const sink = new ByteSink().bytes(magicAndVersion);
    const add = (id: number, body: ByteSink) => sink.byte(id).sized(body);
    add(section.type, new ByteSink().list(types, encodeSignature));
    add(section.import, this.#encodeImports(typeOf));
    add(
      section.function,
      new ByteSink().list(this.#functions, (one, out) => out.unsigned(typeOf(one))),
    );
    add(
      section.export,
      new ByteSink().list(this.#exports, ({ name, target }, out) =>
        out.text(name).byte(externalKind.function).unsigned(indexOf(target)),
      ),
    );
    add(
      section.code,
      new ByteSink().list(this.#functions, (one, out) => out.sized(encodeBody(one, indexOf))),
    );
    return sink.toUint8Array();
  }

  #encodeImports(typeOf: (callable: Callable) => number): ByteSink {
    const memories = this.memory ? [this.memory] : [];
    const sink = new ByteSink().unsigned(memories.length + this.#imports.length);
    for (const { initial, maximum, shared } of memories) {
      sink.text(environment).text("memory").byte(externalKind.memory);
      sink.byte((maximum === undefined ? 0 : 1) | (shared ? 2 : 0)).unsigned(initial);
      if (maximum !== undefined) sink.unsigned(maximum);
    }
    for (const one of this.#imports) {
      sink.text(environment).text(one.name).byte(externalKind.function).unsigned(typeOf(one));
    }
    return sink;
  }

  #unique(name: string): string {
    if (this.#names.has(name)) {
      throw new ArgumentError(`The module has two functions called ${name}`, { rule: "Names must be distinct." });
    }
    this.#names.add(name);
    return name;
  }
}

function distinctTypes(callables: readonly Callable[]) {
  const keyOf = ({ parameters, results }: Callable) => `${parameters.map(({ type }) => type)}:${results}`;
  const types = new Map<string, Callable>();
  for (const callable of callables) if (!types.has(keyOf(callable))) types.set(keyOf(callable), callable);
  const order = [...types.keys()];
  return { types: [...types.values()], typeOf: (callable: Callable) => order.indexOf(keyOf(callable)) };
}

function encodeSignature({ parameters, results }: Callable, sink: ByteSink): void {
  sink.byte(0x60);
  sink.list(parameters, ({ type }, out) => out.byte(typeCodes[type]));
  sink.list(results, (type, out) => out.byte(typeCodes[type]));
}
