/** Runs programs: memory, data of tensors, threads. */
export { Executable } from "./executable.ts";
export type { MemoryStatistics } from "./memory.ts";
export { heap, memory } from "./memory.ts";
export type { KernelTime } from "./profile.ts";
export { profile } from "./profile.ts";
export { deterministic, features, setDeterministic, setWinograd, usesFma, usesWinograd } from "./settings.ts";
export { Storage } from "./storage.ts";
export { addThreads, setThreads, startThreads, threads } from "./threads.ts";
