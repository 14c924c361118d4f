/** The memory network's computational graph, from a traced answer. */
import { type TracedNode, graphOf } from "hebb";
import type { Graph, Words } from "../figure.ts";
import { graphFigure } from "../shared/graph.ts";
import { text } from "../text.ts";
import type { MemoryNetwork } from "./model.ts";
import type { Stories } from "./vocabulary.ts";

/** Nodes that only prepare data: the mask of slots in use, and position weights. */
const preparing: ReadonlySet<string> = new Set(["slice", "notEqual", "tensor", "squeeze"]);

const labels: Readonly<Record<string, Words>> = {
  "input 0": text("story", "故事"),
  "input 1": text("question", "问题"),
  memoryHops: text("read in hops", "多跳读取"),
  output: text("logits of the answer", "回答的得分"),
};

/** Draws the layers of the answer to the first of these stories, with the symbols of the definition. */
export function networkFigure(model: MemoryNetwork, stories: Stories): Graph {
  const traced = graphOf(model, ...[stories.field(0), stories.field(1)].map((x) => x.slice([0, 1])));
  const graph = graphFigure(text("One answer: the traced network", "一次回答：实际执行的计算图"), traced);
  const hops = model.embeddings.length - 1;
  const symbols = new Map(traced.nodes.map((node) => [node.id, symbolOf(node, hops)]));
  const nodes = graph.nodes
    .filter(({ label }) => !preparing.has(label))
    .map((node) => ({ ...node, label: labels[node.label] ?? symbols.get(node.id)! }));
  const known = new Set(nodes.map(({ id }) => id));
  return { ...graph, nodes, edges: graph.edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

/** Returns A or C with the number of the hop for a table, + T for a temporal encoding, and the name of the operation for all other nodes. */
function symbolOf({ label, role, detail, parameters = [] }: TracedNode, hops: number): string {
  if (role === "parameter") return `W = C${below(hops)}ᵀ`;
  const [, kind, number] = /(embeddings|times)\.(\d+)/.exec(parameters[0]?.path ?? "") ?? [];
  if (kind === undefined) return label;
  const hop = Number(number);
  const [address, content] = [below(hop + 1), below(hop)];
  if (kind === "times") return "+ T";
  // The question is a batch of sentences, without an axis of slots.
  if (detail.split(",").length === 2) return "B = A₁";
  return hop === 0 ? "A₁" : hop === hops ? `C${content}` : `C${content} = A${address}`;
}

/** Returns the digits of a number as a subscript. */
const below = (value: number): string => String(value).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]!);
