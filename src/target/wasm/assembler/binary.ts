/**
 * Encodes instructions in the binary format. Checks immediates (offsets, lanes, alignment, scope of labels), because
 * WebAssembly's own error messages contain only a byte position.
 */
import type { ByteSink } from "./bytes.ts";
import type { Callable, Encoding, Instruction, Label, Local, ValueType } from "./instructions.ts";

export const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, v128: 0x7b };
export const endCode = 0x0b;
const emptyBlock = 0x40;

/** Encodes the types of a function's variables, in runs of equal types. */
export function encodeLocals(sink: ByteSink, locals: readonly Local[]): void {
  const runs: [count: number, type: ValueType][] = [];
  for (const { type } of locals) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  sink.list(runs, ([count, type], out) => out.unsigned(count).byte(typeCodes[type]));
}

/**
 * Encodes one instruction of a function of `module`. `labels` is the stack of open blocks: a block pushes its label and
 * `end` pops it. Throws a RangeError if an immediate cannot be encoded.
 */
export function encodeInstruction(
  sink: ByteSink,
  { opcode, size }: Encoding,
  instruction: Instruction,
  labels: Label[],
  module: object,
): void {
  if (opcode <= 0xff) sink.byte(opcode);
  else sink.byte(opcode >>> 16).unsigned(opcode & 0xffff);
  switch (instruction.kind) {
    case "plain":
      if (opcode === endCode) labels.pop();
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
      sink.unsigned(indexOf(instruction.immediates[0], module));
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
  if (align > width || !(align in exponents)) {
    throw new RangeError(`The alignment must be a power of two up to ${width}, not ${align}.`);
  }
  sink.unsigned(exponents[align]!).unsigned(within(offset, 0, 2 ** 32 - 1, "offset"));
}

const exponents: Readonly<Record<number, number>> = { 1: 0, 2: 1, 4: 2, 8: 3, 16: 4 };

function depthOf(label: Label, labels: readonly Label[]): number {
  const position = labels.lastIndexOf(label);
  if (position < 0) throw new RangeError(`A branch must be inside the block of its label ${label.name}.`);
  return labels.length - 1 - position;
}

function indexOf(target: Callable, module: object): number {
  if (target.module === module) return target.index;
  throw new RangeError(`${target.name} is not a function of this module. A module can only call its own functions.`);
}

function within(value: number, low: number, high: number, what: string): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`The ${what} must be an integer from ${low} to ${high}, not ${value}.`);
  }
  return value;
}

function sixteen<T extends ArrayLike<number>>(values: T): T {
  if (values.length !== 16) throw new RangeError(`Expected 16 bytes, got ${values.length}.`);
  return values;
}
