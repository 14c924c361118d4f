/** The function that a stage of a kernel becomes. */
import type { FunctionBuilder } from "../assembler/index.ts";

/**
 * `(pointer_0 … pointer_p-1, faults, start, end)`, all i32: byte addresses of the buffers, that of the fault record
 * (i32 words: count, fault number, index) and the chunk's range on the stage's parallel axis.
 */
export interface StageFunction {
  readonly index: FunctionBuilder;
  /** The buffer of each pointer, in order of first appearance. */
  readonly buffers: readonly number[];
}
