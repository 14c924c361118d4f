/** Listener for the stages of a compilation. It only observes: the program does not depend on it. */
import type { Shape } from "../../base/shape.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Program } from "./program.ts";

/** A fusion group: stored nodes that share a kernel. */
export interface Fused {
  readonly kind: string;
  /** Lengths of the axes they run over, and a flag for each reduced axis. */
  readonly sizes: Shape;
  readonly inner: readonly boolean[];
  readonly members: ReadonlyMap<Node, unknown>;
}

/** A finished stage with its result. Stages of a loop body are reported between those of the surrounding graph. */
export type CompilerStage =
  | [stage: "arrange" | "split" | "algebra" | "lower" | "schedule"]
  | [stage: "rewrite", result: Graph]
  | [stage: "store", result: ReadonlySet<Node>]
  | [stage: "fuse", result: readonly Fused[]]
  | [stage: "place", result: Program];

export type CompilerStages = (...ended: CompilerStage) => void;
