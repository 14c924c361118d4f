/** Values and adjoints along the computational graph of the textbook's example. */
import { Tensor, type TracedGraph, grad, graphOf, observe, reference } from "hebb";
import type { Graph, GraphEdge, GraphNode } from "../figure.ts";
import { type Text, text } from "../text.ts";
import type { Arguments, FlowFacts } from "./facts.ts";

/** Returns f(x; w, b) = 1 / (exp(-(wx + b)) + 1), with a name for each step. */
export function f(x: Tensor, w: Tensor, b: Tensor): Tensor {
  const h1 = x.mul(w).named("h1");
  const h2 = h1.add(b).named("h2");
  const h3 = h2.neg().named("h3");
  const h4 = h3.exp().named("h4");
  const h5 = h4.add(1).named("h5");
  return h5.rdiv(1).named("h6");
}

/** Traces f and evaluates its values and derivatives at a point. */
export async function flowOf(at: Arguments): Promise<FlowFacts> {
  const inputs = { x: Tensor.from(at.x), w: Tensor.from(at.w), b: Tensor.from(at.b) };
  const traced = graphOf(f, inputs.x, inputs.w, inputs.b, { level: "operations", names: ["x", "w", "b"] });
  const [y, seen] = observe(() => f(inputs.x, inputs.w, inputs.b));
  const tensors: Record<string, Tensor> = { ...inputs, ...seen };
  const names = Object.keys(tensors);
  const edges = edgesOf(traced);
  const values = await reference(
    ...Object.values(tensors),
    ...grad(y, Object.values(tensors)),
    ...edges.flatMap(([from, to]) => grad(tensors[to]!, [tensors[from]!])),
  );
  // Adding 0 turns -0 into 0.
  const numbers = values.map(([value]) => value! + 0);
  return {
    nodes: names.map((name, i) => ({
      name,
      operation: operationOf(traced, name),
      value: numbers[i]!,
      adjoint: numbers[names.length + i]!,
    })),
    edges: edges.map(([from, to], i) => ({ from, to, derivative: numbers[2 * names.length + i]! })),
  };
}

/** Returns the names at both ends of each edge, without the edge from h6 to the output node, which is h6 itself. */
function edgesOf({ nodes, edges }: TracedGraph): [from: string, to: string][] {
  const labels = new Map(nodes.filter(({ role }) => role !== "output").map(({ id, label }) => [id, label]));
  return edges.flatMap(({ from, to }): [string, string][] => {
    const [source, target] = [labels.get(from), labels.get(to)];
    return source === undefined || target === undefined ? [] : [[source, target]];
  });
}

/** Returns the operation of a node according to the trace; an empty string for an input. */
function operationOf({ nodes }: TracedGraph, name: string): string {
  const node = nodes.find(({ label, role }) => label === name && role === "operation");
  return node?.detail.split("\n")[0] ?? "";
}

const shown = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");

/** Draws the graph; backward edges are labeled with the derivative of one operation. */
export function flowFigure({ nodes, edges }: FlowFacts): Graph {
  const result = nodes.at(-1)!.name;
  const detail = ({ value, adjoint }: FlowFacts["nodes"][number]): Text => ({
    en: `value ${shown(value)}\nadjoint ${shown(adjoint)}`,
    zh: `值 ${shown(value)}\n伴随值 ${shown(adjoint)}`,
  });
  return {
    kind: "graph",
    title: text(
      "Values forward, adjoints back: the logistic function of wx + b",
      "值往前流，伴随值往回流：wx + b 的 Logistic 函数",
    ),
    direction: "right",
    nodes: nodes.map((node): GraphNode => {
      const { name, operation } = node;
      const role = name === result ? "output" : operation === "" ? "input" : "operation";
      return { id: name, label: operation === "" ? name : `${name} = ${operation}`, detail: detail(node), role };
    }),
    edges: edges.flatMap(({ from, to, derivative }): GraphEdge[] => [
      { from, to },
      { from: to, to: from, label: `×${shown(derivative)}`, back: true },
    ]),
  };
}
