/** A WebAssembly assembler without dependencies: builds modules in binary form and prints them. */
export { FunctionBuilder } from "./function.ts";
export type { Callable, InstructionName, Label, Local, ValueType } from "./instructions.ts";
export { ModuleBuilder } from "./module.ts";
export type { MemoryType } from "./module.ts";
export { formatModule } from "./text.ts";
