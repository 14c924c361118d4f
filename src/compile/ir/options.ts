/** How a graph may be compiled. */
import type { CompilerStages } from "./stages.ts";
import type { Target } from "./target.ts";

export interface CompilerOptions {
  /** What `training` is. */
  readonly training: boolean;
  /** What it is compiled for. */
  readonly target: Target;
  /** Convolutions by Winograd's algorithm where it pays; default: never. */
  readonly winograd?: boolean;
  /** Told of each stage when it ends. */
  readonly stages?: CompilerStages | undefined;
}
