/** A Hopfield network: units that are all connected with each other by symmetric weights. */
import type { Structure, StructureNode } from "../../figure.ts";
import { line, range, unit, words } from "./parts.ts";

export interface HopfieldOptions {
  /** Number of units. Default 6. */
  readonly units?: number;
  /** States of the units, 1 or -1, shown as colors. */
  readonly states?: readonly number[];
}

export function hopfieldNetwork({ units = 6, states }: HopfieldOptions = {}): Structure {
  const count = states?.length ?? units;
  const radius = Math.max(2.2, 0.45 * count);
  const nodes = range(count).map((i): StructureNode => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    const place = [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    const value = states?.[i];
    return unit(`s${i}`, place, `s_${i + 1}`, { role: "state", ...(value !== undefined && { value }) });
  });
  return {
    kind: "structure",
    title: words("Hopfield network", "Hopfield 网络"),
    description: words(
      `${count} units with states 1 or −1. Each pair of units is connected in both directions with the same weight, and no unit is connected with itself.`,
      `${count} 个神经元，状态为 1 或 −1。任意两个神经元之间双向连接，权重对称；神经元没有自身连接。`,
    ),
    nodes,
    edges: range(count).flatMap((i) => range(i).map((j) => line(`s${j}`, `s${i}`, { role: "weight", weight: 0.25 }))),
    ...(states !== undefined && {
      scale: { label: words("state", "状态"), colors: "diverging" as const, domain: [-1, 1] as const },
    }),
    notes: [
      words(
        "w_{ij} = w_{ji},\u2003w_{ii} = 0\u2003\u2003s_i ← sign(Σ_j w_{ij} s_j + b_i)",
        "w_{ij} = w_{ji}，\u2003w_{ii} = 0\u2003\u2003s_i ← sgn(Σ_j w_{ij} s_j + b_i)",
      ),
      words(
        "The energy E = −½ *s*^T *W* *s* − *b*^T *s* never rises.",
        "能量函数 E = −½ *s*^T *W* *s* − *b*^T *s*，更新时只降不升。",
      ),
    ],
  };
}
