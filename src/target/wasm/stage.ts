/**
 * The choice of who writes a stage's function. Stages that differ only in which buffers they use share a function,
 * because the engine optimises each function on its own and takes its time for it; every writer sees to that.
 */
import type { Stage } from "../../compile/program.ts";
import type { FunctionBuilder, ModuleBuilder } from "./assembler/index.ts";
import { emitContraction, emitPack } from "./contraction.ts";
import { type Generators, generator } from "./generators.ts";
import { emitNest } from "./nest/index.ts";

/**
 * `(pointer_0 … pointer_p-1, faults, start, end)`, all i32: byte addresses of the buffers, that of the fault record
 * (i32 words: count, fault number, index) and the chunk's range on the stage's parallel axis.
 */
export interface StageFunction {
  readonly index: FunctionBuilder;
  /** The buffer of each pointer, in order of first appearance. */
  readonly buffers: readonly number[];
}

export interface StageOptions {
  /** Fused multiply-add (relaxed SIMD). */
  readonly fma: boolean;
  /** Those that the program brings along. */
  readonly generators: Partial<Generators>;
}

/** `grain` is the length of all chunks of the stage's kernel but the last. */
export function emitStage(module: ModuleBuilder, stage: Stage, grain: number, options: StageOptions): StageFunction {
  switch (stage.kind) {
    case "nest":
      return emitNest(module, stage, options);
    case "contraction":
      return emitContraction(module, stage, grain, options);
    case "pack":
      return emitPack(module, stage, grain, options);
    case "sort":
      return generator(options.generators, "sort")(module, stage);
  }
}
