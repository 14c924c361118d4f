/** The stages in which a function is compiled. */
import type { CompilerStage } from "../../compile/ir/stages.ts";
import type { Graph } from "../../graph/graph.ts";
import type { ExecutableStage } from "../../runtime/index.ts";

/** A completed stage with its result. */
export type Stage = [stage: "function"] | [stage: "capture", result: Graph] | CompilerStage | ExecutableStage;

/** Listener that is called when a stage ends. */
export type Stages = (...ended: Stage) => void;
