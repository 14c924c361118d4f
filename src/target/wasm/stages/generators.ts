/**
 * What the writers of code are given, and those among them that only some programs call: the features of a program bring
 * them along.
 */
import { ArgumentError } from "../../../base/errors.ts";
import type { Contraction, Loop, Program, Sort } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";
import type { packNested } from "../gemm/nested.ts";

export interface StageOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** Those that the program brings along. */
  readonly generators: Partial<Generators>;
}

export interface Frame {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly options: StageOptions;
  readonly process: Local;
  /** The program, or the body of the loop that is being written. */
  readonly program: Program;
  /** Leaves the address of external `i` of that program. */
  readonly pushExternal: (i: number) => void;
  /** Leaves the address of its scratch region. */
  readonly pushScratch: () => void;
}

export interface Generators {
  readonly sort: (module: ModuleBuilder, stage: Sort) => StageFunction;
  /** Products whose rows or depth are several loops. */
  readonly nested: (module: ModuleBuilder, stage: Contraction, fma: boolean) => StageFunction;
  readonly packNested: typeof packNested;
  /** The turns of a loop: calls `body` once, with the frame of the loop's program. */
  readonly turns: (frame: Frame, loop: Loop, body: (turn: Frame) => void) => void;
}

/** Those that the features of `program` bring along. */
export function generatorsOf({ features }: Program): Partial<Generators> {
  return Object.assign({}, ...features.map(({ emit }) => emit)) as Partial<Generators>;
}

export function generator<Name extends keyof Generators>(from: Partial<Generators>, name: Name): Generators[Name] {
  const found = from[name];
  if (found) return found;
  throw new ArgumentError(`the WebAssembly target has no generator for ${name}`, {
    rule: "A feature of the compiler brings along what its programs call.",
  });
}
