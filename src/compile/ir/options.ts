/** Options of a compilation, with the target and the listener. */
import type { CompilerStages } from "./stages.ts";
import type { Target } from "./target.ts";

export interface CompilerOptions {
  /** Value of the `training` node: true for training, false for evaluation. */
  readonly training: boolean;
  /** Register and cache sizes of the target. */
  readonly target: Target;
  /** Uses Winograd's algorithm for convolutions if it is faster. Default: false. */
  readonly winograd?: boolean;
  /** Listener called when each stage ends. */
  readonly stages?: CompilerStages | undefined;
}
