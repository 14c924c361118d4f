/**
 * What compiling takes that few programs need: it comes with the records of their nodes, so that a program depends on its
 * graph alone, and a page without such nodes does not download it. To make one: an object of this form beside the code
 * that it brings, and a line in `tensor/value/features.ts` that makes the records of it.
 */
import type { Graph } from "../../graph/graph.ts";
import { nodesOf } from "../../graph/graph.ts";
import { type Body, type Node, topological } from "../../graph/node.ts";
import type { Feature } from "../../ops/primitive.ts";
import type { LoopPlan } from "./plan-types.ts";
import type { CompilerOptions } from "../ir/options.ts";
import type { ProductAddressing, Seen } from "./product-types.ts";
import type { Step } from "../ir/program.ts";
import type { RuleTable } from "../ir/rule.ts";

type Rewrite = (graph: Graph) => Graph;

/** Every field is asked at the stage that it names, in the order of the stages. */
export interface CompilerFeature {
  /** Rewrites a graph as it was traced. */
  readonly arrange?: (graph: Graph, simplify: Rewrite, options: CompilerOptions) => Graph;
  /** Algebra beside that of every program. */
  readonly rules?: RuleTable;
  /** What long ones are cut into. */
  readonly splits?: RuleTable;
  /** Rewrites a graph that has been simplified; `prepare` takes a graph inside it through all stages up to here. */
  readonly rewrite?: (graph: Graph, prepare: Rewrite) => Graph;
  /** How a product is addressed whose left operand is read through such nodes. */
  readonly productLoops?: (left: Seen, right: Seen, batch: number, contract: number) => ProductAddressing;
  /** What a group of such nodes becomes. */
  readonly lower?: (plan: LoopPlan, nodes: readonly Node[]) => Step[];
}

/** What the compiler knows of the feature that `node` brings along, if any. */
export function featureOf({ primitive }: Node): CompilerFeature | undefined {
  return primitive.elementwise ? undefined : primitive.feature?.compile;
}

/** The features of the nodes of `graph`, and of the bodies of its loops, by their names. */
export function featuresOf(graph: Graph): readonly Feature[] {
  const found = new Map<string, Feature>();
  const bodies = new Set<Body>();
  const visit = (nodes: readonly Node[]) => {
    for (const { primitive, body } of nodes) {
      if (!primitive.elementwise && primitive.feature) found.set(primitive.feature.name, primitive.feature);
      if (!body || bodies.has(body)) continue;
      bodies.add(body);
      visit(topological(body.results));
    }
  };
  visit(nodesOf(graph));
  return [...found.keys()].sort().map((name) => found.get(name)!);
}
