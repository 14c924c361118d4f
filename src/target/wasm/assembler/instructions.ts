/**
 * The instruction table: maps names to opcodes and kinds of immediates. Both the binary and the text format use it. Its
 * keys are the names accepted by `FunctionBuilder.emit`.
 */
import { scalarMemory, scalarPlain } from "./scalar.ts";
import { vectorLane, vectorMemory, vectorMemoryLane, vectorPlain } from "./vector.ts";

export type ValueType = "i32" | "i64" | "f32" | "v128";

/** A parameter or local variable of a function. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
  /** Name in listings, not necessarily unique. */
  readonly name: string;
}

/** The target of a branch: exits a `block` or `if`, or continues a `loop`. */
export interface Label {
  /** Name in listings, not necessarily unique. */
  readonly name: string;
}

/** A function that can be called. */
export interface Callable {
  /** Module of the function. */
  readonly module: object;
  /** Index among the functions of the module. */
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly results: readonly ValueType[];
}

/** Immediates of instructions, by kind. Offsets and `align` are in bytes; `align` defaults to the natural width. */
export interface ImmediatesByKind {
  plain: [];
  block: [label: Label, result?: ValueType];
  branch: [label: Label];
  call: [target: Callable];
  local: [local: Local];
  i32: [value: number];
  i64: [value: bigint];
  f32: [value: number];
  v128: [bytes: Uint8Array];
  memory: [offset?: number, align?: number];
  memoryLane: [lane: number, offset?: number, align?: number];
  lane: [lane: number];
  shuffle: [lanes: readonly number[]];
  zeros: [];
}
export type Kind = keyof ImmediatesByKind;

const tables = {
  plain: { ...scalarPlain, ...vectorPlain },
  block: { block: 0x02, loop: 0x03, if: 0x04 },
  branch: { br: 0x0c, br_if: 0x0d },
  call: { call: 0x10 },
  local: { "local.get": 0x20, "local.set": 0x21, "local.tee": 0x22 },
  i32: { "i32.const": 0x41 },
  i64: { "i64.const": 0x42 },
  f32: { "f32.const": 0x43 },
  v128: { "v128.const": 0xfd000c },
  memory: { ...scalarMemory, ...vectorMemory },
  memoryLane: vectorMemoryLane,
  lane: vectorLane,
  shuffle: { "i8x16.shuffle": 0xfd000d },
  /** Opcode and number of reserved bytes (memory indices, ordering), which are always zero. */
  zeros: {
    "memory.size": [0x3f, 1],
    "memory.grow": [0x40, 1],
    "memory.copy": [0xfc000a, 2],
    "memory.fill": [0xfc000b, 1],
    "atomic.fence": [0xfe0003, 1],
  },
} as const satisfies { readonly [K in Kind]: Readonly<Record<string, number | readonly [number, number]>> };

type NamesByKind = { [K in Kind]: keyof (typeof tables)[K] };
export type InstructionName = NamesByKind[Kind];
type KindOf<N extends InstructionName> = { [K in Kind]: N extends NamesByKind[K] ? K : never }[Kind];
export type ImmediatesOf<N extends InstructionName> = ImmediatesByKind[KindOf<N>];

/** One instruction of a listing, discriminated by the kind of its immediates. */
export type Instruction = {
  [K in Kind]: { readonly kind: K; readonly name: NamesByKind[K]; readonly immediates: ImmediatesByKind[K] };
}[Kind];

export interface Encoding {
  readonly kind: Kind;
  /** A single byte, or prefix << 16 | code. */
  readonly opcode: number;
  /** Bytes accessed, number of lanes or number of reserved bytes; 0 if none applies. */
  readonly size: number;
}

const encodings: ReadonlyMap<string, Encoding> = new Map(
  (Object.keys(tables) as Kind[]).flatMap((kind) =>
    Object.entries<number | readonly [number, number]>(tables[kind]).map(([name, row]): [string, Encoding] => {
      const [opcode, size] = typeof row === "number" ? [row, 0] : row;
      return [name, { kind, opcode, size }];
    }),
  ),
);

/** The encoding of an instruction. */
export function encodingOf(name: InstructionName): Encoding {
  return encodings.get(name)!;
}
