/** The WebAssembly target, which assembles a program into one module. */
export { header, line } from "./run/control.ts";
export { formatModule } from "./assembler/index.ts";
export { detect } from "./features.ts";
export type { Features } from "./features.ts";
export type { AssembleOptions, AssemblerStage, Assembly } from "./module.ts";
export { assemble, assembleControl, maximumPages } from "./module.ts";
export { emitParallelRun } from "./run/parallel.ts";
export { status } from "./run/frame.ts";
export { webAssembly } from "./base/target.ts";
