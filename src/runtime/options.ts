/** How graphs and programs are compiled in this process, by its settings and by who runs them. */
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
