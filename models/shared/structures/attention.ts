/** Key-value attention: scores of a query with the keys, softmax, and the weighted sum of the values. */
import type { Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { at, box, dot, edge, line, operator, range, text, unit, words } from "./parts.ts";

export interface AttentionOptions {
  /** Attention weights to show. Default: four weights. */
  readonly weights?: readonly number[];
}

const pitch = 2.4;
const rows = { sum: 0, product: 1.9, weight: 3.7, softmax: 5.1, score: 6.6, query: 7.6, key: 8.7 };

export function keyValueAttention({ weights = [0.05, 0.75, 0.15, 0.05] }: AttentionOptions = {}): Structure {
  const items = range(weights.length);
  const last = pitch * (weights.length - 1);
  return {
    kind: "structure",
    title: words("Key-value attention", "键值对注意力"),
    description: words(
      `The query is compared with each of the ${weights.length} keys. The softmax of the scores gives the attention weights, which multiply the values. The output is their sum.`,
      `查询与 ${weights.length} 个键逐一打分，对得分做 softmax 得到注意力分布；再以它为权重，对值加权求和，得到输出。`,
    ),
    nodes: [
      ...items.flatMap((i) => itemNodes(i, weights[i]!)),
      unit("q", [-2.2, rows.query], "*q*", {
        role: "target",
        caption: { text: words("query", "查询"), side: "below" },
      }),
      ...items.slice(0, -1).map((i) => dot(`fork${i}`, [pitch * i - 0.7, rows.query], "target")),
      box("softmax", [last / 2, rows.softmax], "softmax", { role: "probability", size: [last + 1.7, 0.8] }),
      operator("sum", [last / 2, rows.sum], "Σ", { size: [0.95, 0.95] }),
      text("output", [last / 2, rows.sum - 1.6], words("output: Σ_n α_n *v*_n", "输出：Σ_n α_n *v*_n"), {
        role: "state",
      }),
      text("keys", [last + 1.9, rows.key], words("keys", "键")),
      text("scores", [last + 1.9, rows.score], words("scores", "打分")),
      text("values", [last + 2.3, rows.product + 0.75], words("values", "值")),
    ],
    edges: [...items.flatMap((i) => itemEdges(i, weights)), edge("sum", "output", { role: "state" })],
    scale: { label: words("attention weight", "注意力权重"), colors: "sequential", domain: [0, 1] },
    notes: [
      "α_n = softmax_n(s(*k*_n, *q*))",
      words(
        "Score functions: additive *v*^T\u00a0tanh(*W*\u00a0*k*\u00a0+\u00a0*U*\u00a0*q*), dot product *k*^T\u00a0*q*, scaled *k*^T\u00a0*q*/√d, bilinear *k*^T\u00a0*W*\u00a0*q*",
        "打分函数：加性 *v*^T\u00a0tanh(*W*\u00a0*k*\u00a0+\u00a0*U*\u00a0*q*)，点积 *k*^T\u00a0*q*，缩放点积 *k*^T\u00a0*q*/√d，双线性 *k*^T\u00a0*W*\u00a0*q*",
      ),
    ],
  };
}

function itemNodes(i: number, weight: number): StructureNode[] {
  const x = pitch * i;
  const n = i + 1;
  return [
    unit(`k${i}`, [x, rows.key], `*k*_${n}`, { role: "input" }),
    operator(`s${i}`, [x, rows.score], "s"),
    unit(`a${i}`, [x, rows.weight], `α_${n}`, { role: "probability", size: [0.95, 0.95], value: weight }),
    operator(`m${i}`, [x, rows.product], "×"),
    unit(`v${i}`, [x + 1.05, rows.product + 0.75], `*v*_${n}`, { role: "state" }),
  ];
}

function itemEdges(i: number, weights: readonly number[]): StructureEdge[] {
  const x = pitch * i;
  const middle = (weights.length - 1) / 2;
  const before = i === 0 ? "q" : `fork${i - 1}`;
  const isLast = i === weights.length - 1;
  const query = { role: "target" } as const;
  return [
    edge(`k${i}`, `s${i}`, { role: "input" }),
    ...(isLast
      ? [edge(before, `s${i}`, { ...query, via: [[x - 0.7, rows.query]] })]
      : [line(before, `fork${i}`, query), edge(`fork${i}`, `s${i}`, query)]),
    edge(`s${i}`, at("softmax", "below", pitch * (i - middle))),
    edge(at("softmax", "above", pitch * (i - middle)), `a${i}`, { role: "probability" }),
    edge(`a${i}`, `m${i}`, { role: "probability", weight: weights[i]! }),
    edge(`v${i}`, `m${i}`, { role: "state" }),
    edge(`m${i}`, "sum", { role: "state", weight: weights[i]! }),
  ];
}
