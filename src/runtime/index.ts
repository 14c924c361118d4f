/** Execution of programs: memory, the data of tensors, threads. */
export { Executable, type ExecutableStage } from "./executable.ts";
export type { KernelTime } from "./profile.ts";
export { profile } from "./profile.ts";
export type { Features } from "../target/wasm/index.ts";
export { deterministic, features, setDeterministic, setWinograd, usesFma, usesWinograd } from "./settings.ts";
export type { MemoryStatistics } from "./statistics.ts";
export { memory } from "./statistics.ts";
export { Storage } from "./storage.ts";
export { addThreads, setThreads, startThreads, threads } from "./threads.ts";
