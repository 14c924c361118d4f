/**
 * Parts of the compiler that only some programs need. Whoever makes the nodes that need a part adds it first, so that a
 * page whose programs have no such nodes does not download it.
 */
import { ArgumentError } from "../base/errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import type { PrimitiveName } from "../ops/index.ts";
import type { LoopPlan } from "./loop.ts";
import type { Step } from "./program.ts";
import type { SimplifyOptions } from "./simplify.ts";

/** How a graph may be compiled. */
export interface CompilerOptions extends SimplifyOptions {
  /** Convolutions by Winograd's algorithm where it pays; default: never. */
  readonly winograd?: boolean;
}

export interface Part {
  /** What the nodes of a group of its own become. */
  readonly lowerings?: Partial<Record<PrimitiveName, (plan: LoopPlan, nodes: readonly Node[]) => Step[]>>;
  /** Rewrites a graph before it is simplified. */
  readonly prepare?: (graph: Graph, options: CompilerOptions) => Graph;
  /** Rewrites a graph that has been simplified; `simplify` does the same to a graph inside it. */
  readonly rewrite?: (graph: Graph, simplify: (graph: Graph) => Graph) => Graph;
}

const parts = new Set<Part>();

export function addPart(part: Part): void {
  parts.add(part);
}

/** `graph` as every part prepares it. */
export function prepareByParts(graph: Graph, options: CompilerOptions): Graph {
  let result = graph;
  for (const { prepare } of parts) if (prepare) result = prepare(result, options);
  return result;
}

/** `graph` as every part rewrites it. */
export function rewriteByParts(graph: Graph, simplify: (graph: Graph) => Graph): Graph {
  let result = graph;
  for (const { rewrite } of parts) if (rewrite) result = rewrite(result, simplify);
  return result;
}

/** Lowers nodes by the part that knows their operation. */
export function lowerByPart(plan: LoopPlan, nodes: readonly Node[]): Step[] {
  const [{ op }] = nodes as [Node];
  for (const { lowerings } of parts) {
    const lower = lowerings?.[op];
    if (lower) return lower(plan, nodes);
  }
  throw new ArgumentError(`${op} has no lowering`, { rule: "The part of the compiler that knows it must be added." });
}
