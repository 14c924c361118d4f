/** What is public of the engine's memory. Its declarations ask for no types of WebAssembly, which only some programs have. */
import { heap } from "./memory.ts";

export interface MemoryStatistics {
  /** Bytes in use, and the most there ever were. */
  readonly bytes: number;
  readonly peak: number;
  /** Who uses them, the largest first. */
  readonly holders: readonly { readonly holder: string; readonly bytes: number }[];
}

/** Who holds how much of the engine's memory. */
export function memory(): MemoryStatistics {
  return heap().statistics();
}
