/** Options of the compiler and the assembler, derived from the settings and the threads of the process. */
import type { CompilerOptions } from "../compile/ir/options.ts";
import { type AssembleOptions, webAssembly } from "../target/wasm/index.ts";
import { heap } from "./memory.ts";
import { usesFma, usesWinograd } from "./settings.ts";
import { theTeam } from "./team.ts";

export function compilerOptions(): Omit<CompilerOptions, "training"> {
  return { target: webAssembly, winograd: usesWinograd() };
}

export function assembleOptions(): AssembleOptions {
  return { fma: usesFma(), shared: heap().shared, emitShared: theTeam().emitShared };
}
