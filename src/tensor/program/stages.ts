/** The stages in which a compiled function becomes a program. */
import type { CompilerStage } from "../../compile/ir/stages.ts";
import type { Graph } from "../../graph/graph.ts";
import type { ExecutableStage } from "../../runtime/index.ts";

/** A stage that has ended, with its result. */
export type Stage = [stage: "function"] | [stage: "capture", result: Graph] | CompilerStage | ExecutableStage;

/** Told of each stage when it ends. */
export type Stages = (...ended: Stage) => void;
