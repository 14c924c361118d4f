/**
 * What compiling takes that few programs need: it comes with the records of their nodes, so that a program depends on its
 * graph alone, and a page without such nodes does not download it. To make one: an object of this form beside the code
 * that it brings, and a line in `tensor/value/features.ts` that makes the records of it.
 */
import type { Graph } from "../../graph/graph.ts";
import { rootsOf } from "../../graph/graph.ts";
import { type Body, type Node, topological } from "../../graph/node.ts";
import type { Feature } from "../../ops/primitive.ts";
import type { LoopPlan } from "./plan-types.ts";
import type { CompilerOptions } from "../ir/options.ts";
import type { ProductLoops, Seen } from "./product-types.ts";
import type { Step } from "../ir/program.ts";
import type { RuleTable } from "../ir/rule.ts";

type Rewrite = (graph: Graph) => Graph;

/** Every field is asked at the stage that it names, in the order of the stages. */
export interface CompilerFeature extends Feature {
  /** Rewrites a graph as it was traced. */
  readonly arrange?: (graph: Graph, simplify: Rewrite, options: CompilerOptions) => Graph;
  /** Algebra beside that of every program. */
  readonly rules?: RuleTable;
  /** What long ones are cut into. */
  readonly splits?: RuleTable;
  /** Rewrites a graph that has been simplified; `prepare` takes a graph inside it through all stages up to here. */
  readonly rewrite?: (graph: Graph, prepare: Rewrite) => Graph;
  /** The loops of a product whose left operand is read through such nodes. */
  readonly productLoops?: (left: Seen, right: Seen, batch: number, contract: number) => ProductLoops | 0 | 1;
  /** What a group of such nodes becomes. */
  readonly lower?: (plan: LoopPlan, nodes: readonly Node[]) => Step[];
}

/** The feature that `node` brings along, if any. */
export function featureOf({ primitive }: Node): CompilerFeature | undefined {
  return primitive.elementwise ? undefined : primitive.feature;
}

/** The features of the nodes of `graph`, and of the bodies of its loops, by their names. */
export function featuresOf(graph: Graph): readonly CompilerFeature[] {
  const found = new Map<string, CompilerFeature>();
  const bodies = new Set<Body>();
  const visit = (roots: readonly Node[]) => {
    for (const node of topological(roots)) {
      const feature = featureOf(node);
      if (feature) found.set(feature.name, feature);
      if (!node.body || bodies.has(node.body)) continue;
      bodies.add(node.body);
      visit(node.body.results);
    }
  };
  visit(rootsOf(graph));
  return [...found.keys()].sort().map((name) => found.get(name)!);
}
