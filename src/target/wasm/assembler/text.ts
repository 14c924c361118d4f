/**
 * Prints functions and modules in the WebAssembly text format, from the same instruction stream as the binary, so that
 * a person can read what runs. The output is valid for any assembler. Nothing that runs programs may import this, since
 * pages that do not print need not load it.
 */
import type { FunctionBuilder } from "./function.ts";
import type { Callable, Instruction, Local, ValueType } from "./instructions.ts";
import { encodingOf } from "./instructions.ts";
import { type MemoryType, type ModuleBuilder, environment } from "./module.ts";

export function formatModule({ memory, imports, functions, exports }: ModuleBuilder): string {
  const parts = [
    ...(memory ? [formatMemory(memory)] : []),
    ...imports.map(formatImport),
    ...functions.map((one) =>
      formatFunction(
        one,
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

function formatImport(one: Callable): string {
  return `(import "${environment}" "${one.name}" ${[`(func $${one.name}`, ...signature(one)].join(" ")}))`;
}

/** One function with its exported names. */
function formatFunction(source: FunctionBuilder, exported: readonly string[]): string {
  const exports = exported.map((name) => `(export ${JSON.stringify(name)})`);
  const head = ["(func", `$${source.name}`, ...exports, ...signature(source)].join(" ");
  const locals = source.locals.map((local) => `  ${variable("local", local)}`);
  const lines = [head, ...locals];
  let depth = 1;
  for (const instruction of source.instructions) {
    if (instruction.name === "end" || instruction.name === "else") depth--;
    lines.push("  ".repeat(depth) + formatInstruction(instruction));
    if (instruction.kind === "block" || instruction.name === "else") depth++;
  }
  return [...lines, ")"].join("\n");
}

/** `(param $a i32) (result f32)` and so on. */
function signature({ parameters, results }: Callable): string[] {
  return [...parameters.map((local) => variable("param", local)), ...results.map(resultType)];
}

function variable(keyword: "param" | "local", { name, type }: Local): string {
  return `(${keyword} $${name} ${type})`;
}

function resultType(type: ValueType): string {
  return `(result ${type})`;
}

function formatInstruction(instruction: Instruction): string {
  return [instruction.name, ...immediates(instruction)].join(" ");
}

function immediates(instruction: Instruction): string[] {
  switch (instruction.kind) {
    case "plain":
    case "zeros":
      return [];
    case "block": {
      const [label, result] = instruction.immediates;
      return [`$${label.name}`, ...(result === undefined ? [] : [resultType(result)])];
    }
    case "branch":
    case "call":
    case "local":
      return [`$${instruction.immediates[0].name}`];
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
