/** What the lowering of a group asks of the plan around it. */
import type { DType } from "../../base/dtype.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";
import type { Chains } from "./chain.ts";
import type { Kernel, Program } from "../ir/program.ts";

/** What lowering asks of the plan of the whole program. */
export interface Plan {
  readonly chains: Chains;
  stored(node: Node): boolean;
  /** The number of a stored node's buffer. */
  buffer(node: Node): number;
  /** The number by which a gather or scatter reports an index out of range. */
  fault(node: Node): number;
  /** Those that take the node as an input. */
  readers(node: Node): readonly Node[];
  /** Whether others than the members of its own group need the stored node. */
  escapes(node: Node): boolean;
}

/** The program of a loop's body. */
export interface BodyProgram {
  readonly program: Program;
  /**
   * Operands of products that are packed once, before the loop: each kernel reads one of the body's externals, and
   * writes the external after the graph's own that has its position in this list.
   */
  readonly early: readonly { readonly kernel: Kernel; readonly bytes: number }[];
}

export interface LoopPlan extends Plan {
  temporary(bytes: number, dtype?: DType): number;
  /** Of the graph's inputs, those from `constants` on stay the same from turn to turn. */
  compileBody(graph: Graph, constants: number): BodyProgram;
}
