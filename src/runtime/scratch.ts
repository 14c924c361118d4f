/**
 * The region for intermediate results. All programs share it, because one runs at a time; it is as large as the largest
 * of them asks.
 */
import type { Block } from "./allocator.ts";
import { heap } from "./memory.ts";

let region: Block | undefined;

/** Makes the region at least so large. It may move, and what was in it is lost. */
export function reserveScratch(bytes: number): void {
  if (bytes === 0 || (region && region.bytes >= heap().sizeOf(bytes))) return;
  if (region) heap().free(region);
  region = undefined;
  region = heap().allocate(bytes, "scratch of programs");
}

/** Where it begins; read it anew for each run. */
export function scratchPointer(): number {
  return region === undefined ? 0 : region.pointer;
}
