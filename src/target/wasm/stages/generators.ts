/**
 * The arguments of code generators, and the optional generators. Only some programs need these; they are contained in
 * the features of a program.
 */
import { ArgumentError } from "../../../base/errors.ts";
import type { Contraction, Loop, Program, Sort } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";
import type { packNested } from "../gemm/nested.ts";

/** Options of all stage generators. */
export interface StageOptions {
  /** True to use fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** Optional generators of the program. */
  readonly generators: Partial<Generators>;
}

/** The function `run` being generated. */
export interface Frame {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly options: StageOptions;
  readonly process: Local;
  /** The program, or the body of the current loop. */
  readonly program: Program;
  /** Pushes the address of external `i` of `program`. */
  readonly pushExternal: (i: number) => void;
  /** Pushes the address of its scratch region. */
  readonly pushScratch: () => void;
}

/** Optional generators, contained in features. */
export interface Generators {
  readonly sort: (module: ModuleBuilder, stage: Sort) => StageFunction;
  /** Products whose rows or depth consist of several loops. */
  readonly nested: (module: ModuleBuilder, stage: Contraction, fma: boolean) => StageFunction;
  readonly packNested: typeof packNested;
  /** Iterations of a loop. Calls `body` once, with the frame of the loop's program. */
  readonly turns: (frame: Frame, loop: Loop, body: (turn: Frame) => void) => void;
}

/** The generators in the features of `program`. */
export function generatorsOf({ features }: Program): Partial<Generators> {
  return Object.assign({}, ...features.map(({ emit }) => emit)) as Partial<Generators>;
}

export function generator<Name extends keyof Generators>(from: Partial<Generators>, name: Name): Generators[Name] {
  const found = from[name];
  if (found) return found;
  throw new ArgumentError(`the WebAssembly target has no generator for ${name}`, {
    rule: "It must be in a feature of the program.",
  });
}
