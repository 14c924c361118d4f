/**
 * Encodes a function's instructions in the binary format. It checks what an immediate may hold (offsets, lanes,
 * alignment, label in scope), because WebAssembly's own messages name only a byte position.
 */
import { ArgumentError } from "../../../base/errors.ts";
import type { ByteSink } from "./bytes.ts";
import { ByteSink as Sink } from "./bytes.ts";
import type { FunctionBuilder } from "./function.ts";
import type { Callable, Encoding, Instruction, Label, Local, ValueType } from "./instructions.ts";
import { encodingOf } from "./instructions.ts";

export const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, v128: 0x7b };
const emptyBlock = 0x40;

/** Locals and code of one function; `indexOf` gives a called function's index. */
export function encodeBody(source: FunctionBuilder, indexOf: (target: Callable) => number): ByteSink {
  const sink = new Sink();
  sink.list(runs(source.locals), ([count, type], out) => out.unsigned(count).byte(typeCodes[type]));
  const labels: Label[] = [];
  for (const instruction of source.instructions) {
    const encoding = encodingOf(instruction.name);
    opcode(sink, encoding.opcode);
    try {
      immediates(sink, instruction, encoding, labels, indexOf);
    } catch (error) {
      throw error instanceof RangeError
        ? new ArgumentError(`${source.name}: ${instruction.name} cannot be encoded`, { rule: error.message })
        : error;
    }
    if (instruction.name === "end") labels.pop();
  }
  return sink.byte(encodingOf("end").opcode);
}

function runs(locals: readonly Local[]): [number, ValueType][] {
  const groups: [number, ValueType][] = [];
  for (const { type } of locals) {
    const last = groups.at(-1);
    if (last?.[1] === type) last[0]++;
    else groups.push([1, type]);
  }
  return groups;
}

function opcode(sink: ByteSink, code: number): void {
  if (code <= 0xff) sink.byte(code);
  else sink.byte(code >>> 16).unsigned(code & 0xffff);
}

function immediates(
  sink: ByteSink,
  instruction: Instruction,
  { size }: Encoding,
  labels: Label[],
  indexOf: (target: Callable) => number,
): void {
  switch (instruction.kind) {
    case "plain":
      return;
    case "block": {
      const [label, result] = instruction.immediates;
      labels.push(label);
      sink.byte(result === undefined ? emptyBlock : typeCodes[result]);
      return;
    }
    case "branch":
      sink.unsigned(depthOf(instruction.immediates[0], labels));
      return;
    case "call":
      sink.unsigned(indexOf(instruction.immediates[0]));
      return;
    case "local":
      sink.unsigned(instruction.immediates[0].index);
      return;
    case "i32":
      sink.signed32(within(instruction.immediates[0], -(2 ** 31), 2 ** 32 - 1, "value"));
      return;
    case "i64":
      sink.signed64(instruction.immediates[0]);
      return;
    case "f32":
      sink.float32(instruction.immediates[0]);
      return;
    case "v128":
      sink.bytes(sixteen(instruction.immediates[0]));
      return;
    case "memory":
      access(sink, size, ...instruction.immediates);
      return;
    case "memoryLane": {
      const [lane, ...rest] = instruction.immediates;
      access(sink, size, ...rest);
      sink.byte(within(lane, 0, 16 / size - 1, "lane"));
      return;
    }
    case "lane":
      sink.byte(within(instruction.immediates[0], 0, size - 1, "lane"));
      return;
    case "shuffle":
      for (const lane of sixteen(instruction.immediates[0])) sink.byte(within(lane, 0, 31, "lane"));
      return;
    case "zeros":
      for (let i = 0; i < size; i++) sink.byte(0);
  }
}

function access(sink: ByteSink, width: number, offset = 0, align = width): void {
  if (![1, 2, 4, 8, 16].includes(align) || align > width) {
    throw new RangeError(`The alignment must be a power of two up to ${width}, not ${align}.`);
  }
  sink.unsigned(Math.log2(align)).unsigned(within(offset, 0, 2 ** 32 - 1, "offset"));
}

function depthOf(label: Label, labels: readonly Label[]): number {
  const position = labels.lastIndexOf(label);
  if (position < 0) throw new RangeError(`A branch must stand inside the block of its label ${label.name}.`);
  return labels.length - 1 - position;
}

function within(value: number, low: number, high: number, what: string): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`The ${what} must be an integer in ${low} .. ${high}, not ${value}.`);
  }
  return value;
}

function sixteen<T extends ArrayLike<number>>(values: T): T {
  if (values.length !== 16) throw new RangeError(`It takes 16 bytes, not ${values.length}.`);
  return values;
}
