/**
 * The region for intermediate results. All programs share it, because only one runs at a time. It is as large as the
 * largest program requires.
 */
import type { Block } from "./allocator.ts";
import { heap } from "./memory.ts";

let region: Block | undefined;

/** Ensures that the region holds at least `bytes` bytes. This may move the region and discard its contents. */
export function reserveScratch(bytes: number): void {
  if (bytes === 0 || (region && region.bytes >= heap().sizeOf(bytes))) return;
  if (region) heap().free(region);
  region = undefined;
  region = heap().allocate(bytes, "scratch of programs");
}

/** Address of the region. Call this before each run, because the region may move. */
export function scratchPointer(): number {
  return region === undefined ? 0 : region.pointer;
}
