/** The memory network's computational graph, from a traced answer. */
import { graphOf } from "hebb";
import type { Graph } from "../figure.ts";
import { graphFigure } from "../shared/graph.ts";
import { type Text, name, text } from "../text.ts";
import type { MemoryNetwork } from "./model.ts";
import type { Stories } from "./vocabulary.ts";

/** Nodes that only prepare data: the mask of slots in use, and position weights. */
const preparing: ReadonlySet<string> = new Set(["slice", "notEqual", "tensor", "squeeze"]);

const labels: Readonly<Record<string, Text>> = {
  "input 0": text("story", "故事"),
  "input 1": text("question", "问题"),
  memoryHops: text("read in hops", "多跳读取"),
  output: text("logits of the answer", "回答的得分"),
};

/** Draws the layers of the answer to the first of these stories. */
export function networkFigure(model: MemoryNetwork, stories: Stories): Graph {
  const traced = graphOf(model, ...[stories.field(0), stories.field(1)].map((x) => x.slice([0, 1])));
  const graph = graphFigure(text("One answer: the traced network", "一次回答：实际执行的计算图"), traced);
  const nodes = graph.nodes
    .filter(({ label }) => !preparing.has(label))
    .map((node) => ({
      ...node,
      label: node.role === "parameter" ? name("W = Cᵀ") : (labels[node.label] ?? node.label),
    }));
  const known = new Set(nodes.map(({ id }) => id));
  return { ...graph, nodes, edges: graph.edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}
