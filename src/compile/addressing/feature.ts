/**
 * Compiler support for operations used by few programs. The records of such operations carry it, so that a program
 * depends on its graph alone and a page without these operations does not download it. To add a feature, define an
 * object of this type next to its code, and attach it to the records of its operations in `tensor/value/features.ts`.
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

/** Hooks of a feature, one for each stage, in the order of the stages. */
export interface CompilerFeature {
  /** Rewrites the traced graph. */
  readonly arrange?: (graph: Graph, simplify: Rewrite, options: CompilerOptions) => Graph;
  /** Algebraic rules applied after those of every program. */
  readonly rules?: RuleTable;
  /** Rules that split long operations into pieces. */
  readonly splits?: RuleTable;
  /** Rewrites the simplified graph. `prepare` takes an inner graph through all stages up to this one. */
  readonly rewrite?: (graph: Graph, prepare: Rewrite) => Graph;
  /** Returns the loops of a product whose left operand is read through such nodes. */
  readonly productLoops?: (left: Seen, right: Seen, batch: number, contract: number) => ProductAddressing;
  /** Lowers a group of such nodes to steps. */
  readonly lower?: (plan: LoopPlan, nodes: readonly Node[]) => Step[];
}

/** Returns the compiler support of the feature attached to `node`, if any. */
export function featureOf({ primitive }: Node): CompilerFeature | undefined {
  return primitive.elementwise ? undefined : primitive.feature?.compile;
}

/** Returns the features of the nodes of `graph` and of its loop bodies, sorted by name. */
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
