/** The computational graph of the book's example as traced, with the value and the adjoint of every node. */
import { Tensor, type TracedGraph, grad, graphOf, observe, reference } from "hebb";
import type { Graph, GraphEdge, GraphNode } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";

/** Returns f(x; w, b) = 1 / (exp(-(wx + b)) + 1), with a name for each step. */
export function f(x: Tensor, w: Tensor, b: Tensor): Tensor {
  const h1 = x.mul(w).named("h1");
  const h2 = h1.add(b).named("h2");
  const h3 = h2.neg().named("h3");
  const h4 = h3.exp().named("h4");
  const h5 = h4.add(1).named("h5");
  return h5.rdiv(1).named("h6");
}

/** Arguments of f. */
export interface Point {
  readonly x: number;
  readonly w: number;
  readonly b: number;
}

const point: Point = { x: 1, w: 0, b: 0 };

/** The graph of f with values, adjoints and local derivatives. */
export interface Flow {
  readonly traced: TracedGraph;
  /** Values of inputs and intermediate results, and their adjoints: the derivatives of f by them. */
  readonly values: ReadonlyMap<string, number>;
  readonly adjoints: ReadonlyMap<string, number>;
  /** Derivative of one operation for each edge of the traced graph: `h1 h2` is ∂h2/∂h1. */
  readonly local: ReadonlyMap<string, number>;
}

/** Traces f and evaluates its values and derivatives at a point. */
export async function flowOf(at: Point): Promise<Flow> {
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
    traced,
    values: new Map(names.map((name, i) => [name, numbers[i]!])),
    adjoints: new Map(names.map((name, i) => [name, numbers[names.length + i]!])),
    local: new Map(edges.map((edge, i) => [edge.join(" "), numbers[2 * names.length + i]!])),
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

export const graph: EnglishExperiment = {
  question: {
    en: "How does a computer apply the chain rule step by step along a computational graph?",
    zh: "计算机怎样沿着计算图，一步步用链式法则求出导数？",
  },

  async measure() {
    const flow = await flowOf(point);
    const { values, adjoints, traced } = flow;
    const slopes = await differences(point);
    const worst = Math.max(...Object.entries(slopes).map(([name, slope]) => Math.abs(slope - adjoints.get(name)!)));
    const operations = [...values.keys()].filter((name) => operationOf(traced, name) !== "");
    return {
      answer:
        `Values flow forward, from x = ${point.x}, w = ${point.w}, b = ${point.b} to f = ${values.get("h6")} by ${operations.length} operations. ` +
        "Adjoints ∂f/∂h flow back along the same edges, each the next one times the derivative of one operation: from 1 at f to " +
        `∂f/∂w = ${adjoints.get("w")}, ∂f/∂b = ${adjoints.get("b")} and ∂f/∂x = ${adjoints.get("x")}, all in one pass. ` +
        (worst <= 1e-8
          ? `Central differences say the same within ${worst.toExponential(0)}.`
          : `Central differences are ${worst.toExponential(0)} away: something is wrong.`),
      table: {
        columns: ["node", "operation", "value", "adjoint ∂f/∂h"],
        rows: [...values].map(([name, value]) => [name, operationOf(traced, name), value, adjoints.get(name)!]),
      },
      figure: figureOf(flow),
    };
  },
};

/** Returns ∂f/∂x, ∂f/∂w and ∂f/∂b by central differences in f64. */
async function differences(at: Point): Promise<Record<string, number>> {
  const h = 6e-6;
  const names = ["x", "w", "b"] as const;
  const moved = (which: string, by: number) => {
    const [x, w, b] = names.map((name) => Tensor.from(at[name]).add(name === which ? by : 0)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return f(x, w, b);
  };
  const values = await reference(...names.flatMap((name) => [moved(name, h), moved(name, -h)]));
  return Object.fromEntries(names.map((name, i) => [name, (values[2 * i]![0]! - values[2 * i + 1]![0]!) / (2 * h)]));
}

/** Returns the operation of a node according to the trace; an empty string for an input. */
function operationOf({ nodes }: TracedGraph, name: string): string {
  const node = nodes.find(({ label, role }) => label === name && role === "operation");
  return node?.detail.split("\n")[0] ?? "";
}

/** Draws the traced graph; backward edges are labeled with the local derivative. */
function figureOf({ traced, values, adjoints, local }: Flow): Graph {
  const number = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  const shown = traced.nodes.filter(({ role }) => role !== "output");
  const ids = new Map(shown.map(({ id, label }) => [label, id]));
  const nodes = shown.map(({ id, label, role }): GraphNode => {
    const operation = operationOf(traced, label);
    const detail = `value ${number(values.get(label)!)}\nadjoint ${number(adjoints.get(label)!)}`;
    const isResult = adjoints.get(label) === 1 && label === "h6";
    return {
      id,
      label: operation === "" ? label : `${label} = ${operation}`,
      detail,
      role: isResult ? "output" : role,
    };
  });
  const edges = edgesOf(traced).flatMap(([from, to]): GraphEdge[] => {
    const [source, target] = [ids.get(from)!, ids.get(to)!];
    return [
      { from: source, to: target },
      { from: target, to: source, label: `×${number(local.get(`${from} ${to}`)!)}`, back: true },
    ];
  });
  const title = "1 / (exp(-(wx + b)) + 1): values forward, adjoints back";
  return { kind: "graph", title, nodes, edges, direction: "right" };
}
