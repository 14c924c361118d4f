/** Look: a graph that the reader types, in the order in which it can be computed, or the cycle that forbids it. */
import { ArgumentError } from "hebb";
import type { Graph } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count } from "../../quantity.ts";
import { name, say, text } from "../../text.ts";
import { type GraphEdge, ranksOf } from "../ranks.ts";

const inputs = {
  edges: {
    kind: "text",
    label: text("edges, such as x>h h>y", "边，例如 x>h h>y"),
    value: "x>a x>b a>c b>c x>c c>y",
    longest: 200,
  },
} as const satisfies Inputs;

interface Facts {
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
  /** Nodes in the order of their ranks; only those that can be computed. */
  readonly order: readonly string[];
  readonly longest: number;
  readonly cycle: readonly string[] | null;
}

export const order = defineLook({
  question: {
    en: "In which order can this network be computed, or does a cycle forbid it?",
    zh: "这个网络可以按什么顺序计算，还是因为有环而算不了？",
  },
  inputs,

  async view({ edges: typed }): Promise<Facts> {
    const edges = typed.trim().split(/\s+/).map(edgeOf);
    const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
    const { ranks, cycle } = ranksOf(nodes, edges);
    const order = [...ranks.keys()].toSorted((a, b) => ranks.get(a)! - ranks.get(b)!);
    return { nodes, edges, order, longest: Math.max(0, ...ranks.values()), cycle };
  },

  words({ order, longest, cycle }) {
    if (cycle !== null) {
      return say(
        { cycle: name([...cycle, cycle[0]!].join(" → ")) },
        "There is a cycle, {cycle}: each of these nodes waits for another one, so none can be computed first.",
        "有环：{cycle}。环上每个结点都在等别的结点，谁也没法先算。",
      );
    }
    return say(
      { order: name(order.join(", ")), longest: count(longest, "step", "steps", "步") },
      "There is no cycle. A possible order is {order}, and the longest path takes {longest}.",
      "没有环，可以按这个顺序计算：{order}；最长的路径有 {longest}。",
    );
  },

  figure({ nodes, edges, cycle }): Graph {
    const onCycle = new Set(cycle);
    const isRead = new Set(edges.map(({ from }) => from));
    const reads = new Set(edges.map(({ to }) => to));
    return {
      kind: "graph",
      title: text("The graph", "这个图"),
      direction: "right",
      nodes: nodes.map((id) => ({
        id,
        label: id,
        role: onCycle.has(id) ? "parameter" : !reads.has(id) ? "input" : isRead.has(id) ? "operation" : "output",
      })),
      edges: edges.map(({ from, to }) => ({ from, to })),
    };
  },
});

function edgeOf(word: string): GraphEdge {
  const [from = "", to = "", ...rest] = word.split(">");
  if (from !== "" && to !== "" && rest.length === 0) return { from, to };
  throw new ArgumentError(`edges contains "${word}"`, {
    rule: "Each edge must have the form from>to, and edges are separated by spaces.",
  });
}
