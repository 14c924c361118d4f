/**
 * Parts of the compiler that only some programs need: whoever makes the nodes that need a part adds it first, so that a
 * page whose programs have no such nodes does not download it. `tensor/parts.ts` lists the parts there are. To make one:
 * an object of the form `Part` beside the code that it brings, and a function there that adds it.
 */
import { ArgumentError } from "../base/errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { addPrimitives, type PrimitiveName } from "../ops/index.ts";
import type { Primitive } from "../ops/primitive.ts";
import type { LoopPlan } from "./loop.ts";
import type { BufferSize } from "./passes.ts";
import type { ProductLoops, Seen } from "./product.ts";
import type { Step, Triangle } from "./program.ts";
import type { Rule } from "./rule.ts";
import type { SimplifyOptions } from "./simplify.ts";
import type { Work } from "./work.ts";

/** How a graph may be compiled. */
export interface CompilerOptions extends SimplifyOptions {
  /** Convolutions by Winograd's algorithm where it pays; default: never. */
  readonly winograd?: boolean;
}

type ByOperation<T> = Partial<Record<PrimitiveName, T>>;
type Rewrite = (graph: Graph) => Graph;

/** Every field is asked at the stage that it names, in the order of the stages. */
export interface Part {
  /** Operations beside those of the op table that every program has. */
  readonly operations?: ByOperation<Primitive>;
  /** Rewrites a graph as it was traced. */
  readonly arrange?: (graph: Graph, simplify: Rewrite, options: CompilerOptions) => Graph;
  /** Algebra beside that of rules.ts. */
  readonly rules?: ByOperation<Rule>;
  /** What long ones are cut into. */
  readonly splits?: ByOperation<Rule>;
  /** Rewrites a graph that has been simplified; `prepare` takes a graph inside it through all stages up to here. */
  readonly rewrite?: (graph: Graph, prepare: Rewrite) => Graph;
  /** The loops of a product whose left operand is read through windows. */
  readonly windowLoops?: (left: Seen, right: Seen, batch: number, contract: number) => ProductLoops | 0 | 1;
  /** What a product need not compute. */
  readonly triangles?: (dot: Node, readers: (node: Node) => readonly Node[]) => readonly Triangle[];
  /** What the nodes of a group of its own become. */
  readonly lowerings?: ByOperation<(plan: LoopPlan, nodes: readonly Node[]) => Step[]>;
  /** Puts works together, or in another order that does the same. */
  readonly schedule?: (works: readonly Work[], buffers: readonly BufferSize[]) => readonly Work[];
}

const parts = new Set<Part>();

export function addPart(part: Part): void {
  parts.add(part);
  if (part.operations) addPrimitives(part.operations);
}

/**
 * No part is there any more, as in a process that has just begun, so that programs compiled from now on do not depend on
 * those before. Operations that parts brought stay.
 */
export function dropParts(): void {
  parts.clear();
}

function missing(what: string): ArgumentError {
  return new ArgumentError(`no part of the compiler knows ${what}`, {
    rule: "Who makes such nodes adds the part first, as the functions do that are exported.",
  });
}

export function arrangeByParts(graph: Graph, simplify: Rewrite, options: CompilerOptions): Graph {
  let result = graph;
  for (const { arrange } of parts) if (arrange) result = arrange(result, simplify, options);
  return result;
}

/** By the first rule of a part that applies. */
export function rewrittenByPart(kind: "rules" | "splits", node: Node): Node | null {
  for (const part of parts) {
    const result = part[kind]?.[node.op]?.(node, node.inputs);
    if (result) return result;
  }
  return null;
}

/** `graph` as every part rewrites it. */
export function rewriteByParts(graph: Graph, prepare: Rewrite): Graph {
  let result = graph;
  for (const { rewrite } of parts) if (rewrite) result = rewrite(result, prepare);
  return result;
}

export const windowLoopsByPart: NonNullable<Part["windowLoops"]> = (...product) => {
  for (const { windowLoops } of parts) if (windowLoops) return windowLoops(...product);
  throw missing("products with windows");
};

export const trianglesByParts: NonNullable<Part["triangles"]> = (dot, readers) =>
  [...parts].flatMap(({ triangles }) => triangles?.(dot, readers) ?? []);

/** Lowers nodes by the part that knows their operation. */
export function lowerByPart(plan: LoopPlan, nodes: readonly Node[]): Step[] {
  const [{ op }] = nodes as [Node];
  for (const { lowerings } of parts) {
    const lower = lowerings?.[op];
    if (lower) return lower(plan, nodes);
  }
  throw missing(op);
}

export function scheduleByParts(works: readonly Work[], buffers: readonly BufferSize[]): readonly Work[] {
  let result = works;
  for (const { schedule } of parts) if (schedule) result = schedule(result, buffers);
  return result;
}
