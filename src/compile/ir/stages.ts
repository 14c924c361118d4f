/** Reports the stages of a compilation to a listener, which only watches: the program does not depend on it. */
import type { Shape } from "../../base/shape.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Program } from "./program.ts";

/** Stored nodes that share a kernel, as fusion leaves them. */
export interface Fused {
  readonly kind: string;
  /** The axes that they run over, and which of them are folded. */
  readonly sizes: Shape;
  readonly inner: readonly boolean[];
  readonly members: ReadonlyMap<Node, unknown>;
}

/** A stage that has ended, with its result. Stages of a loop's body come between those of the graph around the loop. */
export type CompilerStage =
  | [stage: "arrange" | "split" | "algebra" | "lower" | "schedule"]
  | [stage: "rewrite", result: Graph]
  | [stage: "store", result: ReadonlySet<Node>]
  | [stage: "fuse", result: readonly Fused[]]
  | [stage: "place", result: Program];

export type CompilerStages = (...ended: CompilerStage) => void;
