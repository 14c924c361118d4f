/**
 * Topological order of an acyclic graph: the forward pass computes nodes in this order, and the backward pass visits
 * them in reverse.
 */
import { type Tensor, type TracedGraph, crossEntropy, graphOf, parameters, zeros } from "hebb";
import { graphFigure } from "../../shared/graph.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { BranchedNetwork } from "../model.ts";

const [features, classes] = [13, 3];

export const orderExperiment: EnglishExperiment = {
  question: {
    en: "Why must a feed-forward network have no cycles, and where are its parameters?",
    zh: "前馈网络为什么不能有环，它的参数又在哪里？",
  },

  measure(_run: Run): Promise<Finding> {
    const model = new BranchedNetwork(features, classes);
    const x = zeros([1, features]);
    const layers = graphOf(model, x);
    const risk = (input: Tensor) => crossEntropy(model.forward(input), zeros([1, classes]));
    const whole = graphOf(risk, x, { level: "operations", gradients: true });
    const forward = graphOf(risk, x, { level: "operations" });
    const params = parameters(model);
    const count = params.reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const depth = depths(layers);
    const longest = Math.max(...depth.values());
    const [operations, both] = [forward, whole].map(
      ({ nodes }) => nodes.filter(({ role }) => role === "operation").length,
    );
    return Promise.resolve({
      answer:
        `Without a cycle there is an order in which each node comes after all that it reads: here ${layers.nodes.length} nodes in ${longest + 1} ranks, of which the longest way from input to output takes ` +
        `${longest} steps and the skip ${depth.get(layers.nodes.find(({ path }) => path === "skip")!.id)!}. The ${count} parameters stand on ${layers.nodes.filter(({ parameters: own }) => own?.length).length} nodes as ` +
        `${params.length} arrays. The loss takes ${operations} operations; the gradient walks the same order backwards, and both together take ${both}.`,
      table: {
        columns: ["node", "rank", "shape", "parameters"],
        rows: layers.nodes.map(({ id, label, shape, parameters: own = [] }) => [
          label,
          depth.get(id)!,
          shape.join(" x "),
          own.map(({ path, shape: size }) => `${path} ${size.join(" x ")}`).join(", "),
        ]),
      },
      figure: graphFigure("A network as a directed acyclic graph", layers, { parameters: true }),
    });
  },
};

/**
 * Returns the length of the longest path to each node from an input, in edges. Nodes come after the nodes that they
 * read.
 */
function depths({ nodes, edges }: TracedGraph): Map<string, number> {
  const depth = new Map(nodes.map(({ id }) => [id, 0]));
  // As many rounds as there are nodes suffice; one more round must change nothing.
  for (let round = 0; round <= nodes.length; round++) {
    let changed = false;
    for (const { from, to } of edges) {
      const least = depth.get(from)! + 1;
      if (depth.get(to)! >= least) continue;
      depth.set(to, least);
      changed = true;
    }
    if (!changed) return depth;
  }
  throw new Error("the graph has a cycle");
}
