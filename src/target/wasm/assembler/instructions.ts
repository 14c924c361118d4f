/**
 * The instruction table: name -> opcode and kind of immediate. One table drives both encodings (bytes and text), and
 * its keys are the names that `FunctionBuilder.emit` accepts. It knows nothing of functions and modules.
 */
import { scalarMemory, scalarPlain } from "./scalar.ts";
import { vectorLane, vectorMemory, vectorMemoryLane, vectorPlain } from "./vector.ts";

export type ValueType = "i32" | "i64" | "f32" | "v128";

/** A parameter or local variable of the function that made it. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
  /** For people; several may have the same. */
  readonly name: string;
}

/** The target of a branch: leaving a `block` or `if`, or repeating a `loop`. */
export interface Label {
  /** For people; several may have the same. */
  readonly name: string;
}

/** What a call needs to know of a function. */
export interface Callable {
  /** The module that it belongs to. */
  readonly module: object;
  /** Among the functions of its module. */
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly results: readonly ValueType[];
}

/** What follows an opcode. Offsets are in bytes; `align` is in bytes too and defaults to the natural width. */
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
  /** Reserved bytes (memory indices, ordering), always zero: opcode and how many. */
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
  /** prefix << 16 | code, or one byte. */
  readonly opcode: number;
  /** Bytes accessed, number of lanes or of reserved bytes; 0 where none applies. */
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

/** The row of the table; every `InstructionName` has one. */
export function encodingOf(name: InstructionName): Encoding {
  return encodings.get(name)!;
}
