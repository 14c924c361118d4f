/**
 * Dead code elimination for loops. Removes unused results, carries used only by themselves, and parameters no longer
 * needed, so that their arguments are not computed either. Also simplifies the loop bodies.
 */
import { type Graph, nodesOf, rootsOf, mapRoots } from "../../graph/graph.ts";
import { familiesOf } from "../../graph/loops.ts";
import type { Node } from "../../graph/node.ts";
import { type Body, topological } from "../../graph/node.ts";

/** A pruned loop. */
interface PrunedLoop {
  readonly body: Body;
  /** Indices of the remaining inputs. */
  readonly inputs: readonly number[];
  /** New index of each remaining result, keyed by its old index. */
  readonly places: ReadonlyMap<number, number>;
}

/** Returns the graph with pruned loops. `simplify` is applied to their bodies. */
export function pruneLoops(graph: Graph, simplify: (graph: Graph) => Graph): Graph {
  const order = nodesOf(graph);
  const families = familiesOf(order);
  if (families.size === 0) return graph;
  const pruned = new Map<Node, PrunedLoop>();
  const live = new Set(rootsOf(graph));
  for (const node of order.toReversed()) {
    const family = families.get(node);
    if (!family) {
      if (live.has(node)) for (const input of node.inputs) live.add(input);
      continue;
    }
    const wanted = family.filter((one) => live.has(one));
    if (node !== family[0] || wanted.length === 0) continue;
    const one = pruneBody(node.body!, new Set(wanted.map(outputOf)), simplify);
    for (const i of one.inputs) live.add(node.inputs[i]!);
    for (const result of family) pruned.set(result, one);
  }
  return rebuilt(
    graph,
    order.filter((node) => live.has(node)),
    pruned,
  );
}

const outputOf = (node: Node): number => node.attributes["output"] as number;

function pruneBody(body: Body, outputs: Set<number>, simplify: (graph: Graph) => Graph): PrunedLoop {
  const { parameters, carries, stacks, results } = body;
  for (let size = -1; size !== outputs.size;) {
    size = outputs.size;
    const reached = new Set(topological([...outputs].map((output) => results[output]!)));
    for (let i = 0; i < carries; i++) if (reached.has(parameters[i]!)) outputs.add(i);
  }
  const kept = [...outputs].sort((a, b) => a - b);
  const simple = simplify({ inputs: parameters, outputs: kept.map((output) => results[output]!), assignments: [] });
  const reached = new Set(topological(simple.outputs));
  const keptCarries = kept.filter((output) => output < carries);
  const isLeft = (i: number) => reached.has(parameters[i]!);
  const rest = parameters.map((_, i) => i).filter((i) => i >= carries && isLeft(i));
  const inputs = [...keptCarries, ...rest];
  return {
    body: {
      ...body,
      parameters: inputs.map((i) => parameters[i]!),
      carries: keptCarries.length,
      stacks: rest.filter((i) => i < carries + stacks).length,
      results: [...simple.outputs],
    },
    inputs,
    places: new Map(kept.map((output, place) => [output, place])),
  };
}

function rebuilt(graph: Graph, order: readonly Node[], pruned: ReadonlyMap<Node, PrunedLoop>): Graph {
  const replaced = new Map<Node, Node>();
  const next = (node: Node) => replaced.get(node) ?? node;
  for (const node of order) {
    const one = pruned.get(node);
    if (one) {
      const inputs = one.inputs.map((i) => next(node.inputs[i]!));
      const output = one.places.get(outputOf(node))!;
      replaced.set(node, node.with({ inputs, attributes: { ...node.attributes, output }, body: one.body }));
    } else if (node.inputs.some((input) => replaced.has(input))) {
      replaced.set(node, node.withInputs(node.inputs.map(next)));
    }
  }
  return mapRoots(graph, next);
}
