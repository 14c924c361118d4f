/**
 * The public statistics of memory. Their declarations use no WebAssembly types, which some TypeScript projects lack.
 */
import { heap } from "./memory.ts";

/** Memory in use, by holder. */
export interface MemoryStatistics {
  /** Bytes in use. */
  readonly bytes: number;
  /** Maximum number of bytes in use so far. */
  readonly peak: number;
  /** Bytes in use by each holder, the largest first. */
  readonly holders: readonly { readonly holder: string; readonly bytes: number }[];
}

/** Returns the usage of WebAssembly memory: bytes in use, the peak, and the bytes of each holder. */
export function memory(): MemoryStatistics {
  return heap().statistics();
}
