/** The WebAssembly function of a kernel's stage. */
import type { FunctionBuilder } from "../assembler/index.ts";

/**
 * A function `(pointer_0 … pointer_p-1, faults, start, end)`, all i32: the byte addresses of the buffers, the address
 * of the fault record (see control.ts), and the chunk's range on the stage's parallel axis.
 */
export interface StageFunction {
  readonly index: FunctionBuilder;
  /** The buffer of each pointer, in order of first appearance. */
  readonly buffers: readonly number[];
}
