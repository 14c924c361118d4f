/** Interfaces between the lowering of a group and the plan of the whole program. */
import type { DType } from "../../base/dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Chains } from "./chain.ts";
import type { Kernel, Program } from "../ir/program.ts";

/** The plan of a program, as the lowering of a group sees it. */
export interface Plan {
  readonly chains: Chains;
  stored(node: Node): boolean;
  /** Returns the number of a stored node's buffer. */
  buffer(node: Node): number;
  /** Returns the number with which a gather or scatter reports an index out of range. */
  fault(node: Node): number;
  /** Returns the nodes with `node` as an input. */
  readers(node: Node): readonly Node[];
  /** Returns whether a stored node is used outside its group. */
  escapes(node: Node): boolean;
}

/** The compiled body of a loop. */
export interface BodyProgram {
  readonly program: Program;
  /**
   * Loop-invariant operands of products, packed once before the loop. Each kernel reads one external of the body. The
   * kernel at position i of this list writes the i-th external after those of the graph.
   */
  readonly early: readonly { readonly kernel: Kernel; readonly bytes: number }[];
}

/** The plan of a program, with the methods needed for lowering loops. */
export interface LoopPlan extends Plan {
  /** Allocates a scratch buffer and returns its number. */
  temporary(bytes: number, dtype?: DType): number;
  /** Compiles the body of a loop. Inputs of `graph` with an index of at least `constants` are loop-invariant. */
  compileBody(graph: Graph, constants: number): BodyProgram;
}
