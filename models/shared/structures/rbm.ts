/** A restricted Boltzmann machine: an undirected bipartite graph of visible and hidden variables. */
import type { Structure, StructureEdge } from "../../figure.ts";
import { line, range, spread, text, unit, words } from "./parts.ts";

export interface RbmOptions {
  /** Number of visible variables. Default 4. */
  readonly visible?: number;
  /** Number of hidden variables. Default 3. */
  readonly hidden?: number;
  /** Weights of the connections, shown as colors: `weights[visible][hidden]`. */
  readonly weights?: readonly (readonly number[])[];
}

const rows = { hidden: 0, visible: 3.4 };

export function rbm({ visible = 4, hidden = 3, weights }: RbmOptions = {}): Structure {
  const half = 0.85 * Math.max(visible, hidden) + 0.1;
  const frame = (y: number) => [-half, y - 0.75, 2 * half, 1.5] as const;
  return {
    kind: "structure",
    title: words("Restricted Boltzmann machine (RBM)", "受限玻尔兹曼机（RBM）"),
    description: words(
      `An undirected graph with two layers: ${visible} visible and ${hidden} hidden variables. Every visible variable is connected to every hidden one; variables of one layer are not connected.`,
      `无向图，分两层：${visible} 个可观测变量和 ${hidden} 个隐变量。层间全连接，层内没有连接。`,
    ),
    groups: [{ box: frame(rows.hidden) }, { box: frame(rows.visible) }],
    nodes: [
      ...spread(hidden, 0, 1.6).map((x, j) => unit(`h${j}`, [x, rows.hidden], `h_${j + 1}`, { role: "state" })),
      ...spread(visible, 0, 1.6).map((x, i) => unit(`v${i}`, [x, rows.visible], `v_${i + 1}`, { role: "input" })),
      text("hidden", [half + 2.1, rows.hidden], words("hidden variables", "隐变量"), {
        detail: words("bias *b*", "偏置 *b*"),
      }),
      text("visible", [half + 2.1, rows.visible], words("visible variables", "可观测变量"), {
        detail: words("bias *a*", "偏置 *a*"),
      }),
      text("weights", [half + 0.4, (rows.hidden + rows.visible) / 2], "*W*", { role: "weight" }),
    ],
    edges: range(visible).flatMap((i) =>
      range(hidden).map((j): StructureEdge =>
        line(`v${i}`, `h${j}`, weights === undefined ? { role: "weight" } : { value: weights[i]![j]! }),
      ),
    ),
    ...(weights !== undefined && { scale: { label: words("weight", "权重"), colors: "diverging" } }),
    notes: [
      words(
        "Energy: E(*v*, *h*) = −*a*^T *v* − *b*^T *h* − *v*^T *W* *h*,\u2003p(*v*, *h*) = exp(−E(*v*, *h*)) / Z",
        "能量函数：E(*v*, *h*) = −*a*^T *v* − *b*^T *h* − *v*^T *W* *h*，\u2003p(*v*, *h*) = exp(−E(*v*, *h*)) / Z",
      ),
      "p(h_j = 1 | *v*) = σ(b_j + Σ_i v_i w_{ij})\u2003\u2003p(v_i = 1 | *h*) = σ(a_i + Σ_j w_{ij} h_j)",
    ],
  };
}
