/**
 * Selects the generator of a stage's function. Stages that differ only in their buffers share a function, because
 * engines need time to optimize each function. Every generator ensures this.
 */
import type { Stage } from "../../../compile/ir/program.ts";
import type { ModuleBuilder } from "../assembler/index.ts";
import { emitContraction } from "./contraction.ts";
import { type StageOptions, generator } from "./generators.ts";
import { emitPack } from "./pack.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { emitNest } from "../nest/index.ts";

/** Generates the function of a stage. `grain` is the length of all chunks of its kernel except the last. */
export function emitStage(module: ModuleBuilder, stage: Stage, grain: number, options: StageOptions): StageFunction {
  switch (stage.kind) {
    case "nest":
      return emitNest(module, stage, grain, options);
    case "contraction":
      return emitContraction(module, stage, grain, options);
    case "pack":
      return emitPack(module, stage, grain, options);
    case "sort":
      return generator(options.generators, "sort")(module, stage);
  }
}
