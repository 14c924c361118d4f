/**
 * Prints functions and modules in the WebAssembly text format, from the same instructions as the binary. Any assembler
 * accepts the output. Code that runs programs must not import this file, so that pages that do not print do not load
 * it.
 */
import { ArgumentError } from "../../../base/errors.ts";
import type { FunctionBuilder } from "./function.ts";
import type { Callable, Instruction, Label, Local, ValueType } from "./instructions.ts";
import { encodingOf } from "./instructions.ts";
import { type MemoryType, type ModuleBuilder, environment } from "./module.ts";

export function formatModule({ memory, functions, exports }: ModuleBuilder): string {
  const names = new Names(functions);
  const parts = [
    ...(memory ? [formatMemory(memory)] : []),
    ...functions.map((one) =>
      formatFunction(
        one,
        names,
        exports.filter(({ target }) => target === one).map(({ name }) => name),
      ),
    ),
  ];
  return ["(module", ...parts.map((part) => part.replace(/^/gm, "  ")), ")", ""].join("\n");
}

function formatMemory({ initial, maximum, shared }: MemoryType): string {
  const limits = [initial, ...(maximum === undefined ? [] : [maximum]), ...(shared ? ["shared"] : [])];
  return `(import "${environment}" "memory" (memory ${limits.join(" ")}))`;
}

/** Prints one function with its exported names. Throws an ArgumentError if its module does not keep a listing. */
function formatFunction(source: FunctionBuilder, names: Names, exported: readonly string[]): string {
  const { instructions } = source;
  if (instructions === null) {
    throw new ArgumentError(`${source.name} has no listing`, {
      rule: "The module must be built with `listing: true`.",
    });
  }
  const exports = exported.map((name) => `(export ${JSON.stringify(name)})`);
  const { nameOf } = names.within(source);
  const variable = (keyword: "param" | "local", local: Local) => `(${keyword} ${nameOf(local)} ${local.type})`;
  const parameters = source.parameters.map((local) => variable("param", local));
  const head = ["(func", nameOf(source), ...exports, ...parameters, ...source.results.map(resultType)].join(" ");
  const locals = source.locals.map((local) => `  ${variable("local", local)}`);
  const lines = [head, ...locals];
  let depth = 1;
  for (const instruction of instructions) {
    if (instruction.name === "end" || instruction.name === "else") depth--;
    lines.push("  ".repeat(depth) + [instruction.name, ...immediates(instruction, nameOf)].join(" "));
    if (instruction.kind === "block" || instruction.name === "else") depth++;
  }
  return [...lines, ")"].join("\n");
}

type Named = Label | Local | Callable;

/** Unique names of functions, and of the labels and variables of one function. */
class Names {
  readonly #names: Map<Named, string>;
  #labels = 0;

  constructor(named: readonly (Local | Callable)[], outside: ReadonlyMap<Named, string> = new Map()) {
    this.#names = new Map(outside);
    const taken = new Set<string>();
    for (const one of named) {
      this.#names.set(one, `$${taken.has(one.name) ? `${one.name}.${one.index}` : one.name}`);
      taken.add(one.name);
    }
  }

  within({ parameters, locals }: FunctionBuilder): Names {
    return new Names([...parameters, ...locals], this.#names);
  }

  /** The name of a function, variable or label. Labels are numbered in order of first use. */
  readonly nameOf = (named: Named): string => {
    const known = this.#names.get(named);
    if (known !== undefined) return known;
    const name = `$${named.name}${this.#labels++}`;
    this.#names.set(named, name);
    return name;
  };
}

function resultType(type: ValueType): string {
  return `(result ${type})`;
}

function immediates(instruction: Instruction, nameOf: (named: Named) => string): string[] {
  switch (instruction.kind) {
    case "plain":
    case "zeros":
      return [];
    case "block": {
      const [label, result] = instruction.immediates;
      return [nameOf(label), ...(result === undefined ? [] : [resultType(result)])];
    }
    case "branch":
    case "call":
    case "local":
      return [nameOf(instruction.immediates[0])];
    case "i32":
    case "i64":
    case "lane":
      return [String(instruction.immediates[0])];
    case "f32":
      return [formatFloat(instruction.immediates[0])];
    case "v128":
      return formatVector(instruction.immediates[0]);
    case "memory":
      return access(encodingOf(instruction.name).size, ...instruction.immediates);
    case "memoryLane": {
      const [lane, ...rest] = instruction.immediates;
      return [...access(encodingOf(instruction.name).size, ...rest), String(lane)];
    }
    case "shuffle":
      return [...instruction.immediates[0]].map(String);
  }
}

function access(width: number, offset = 0, align = width): string[] {
  return [...(offset === 0 ? [] : [`offset=${offset}`]), ...(align === width ? [] : [`align=${align}`])];
}

function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function formatVector(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = [0, 4, 8, 12].map((offset) => view.getUint32(offset, true));
  return ["i32x4", ...words.map((word) => `0x${word.toString(16).padStart(8, "0")}`)];
}
