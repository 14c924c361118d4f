/** A bidirectional associative memory: two layers, connected by one matrix that is read in both directions. */
import type { Structure } from "../figure.ts";
import { edge, range, spread, text, unit, words } from "../shared/structures/parts.ts";

const sizes = { first: 4, second: 3 };
const rows = { second: 0, first: 3.4 };

export function bidirectionalMemory(): Structure {
  const half = 0.85 * sizes.first + 0.1;
  const frame = (y: number) => [-half, y - 0.75, 2 * half, 1.5] as const;
  return {
    kind: "structure",
    title: words("Bidirectional associative memory (BAM)", "双向联想记忆（BAM）"),
    description: words(
      `Two layers of ${sizes.first} and ${sizes.second} units. Every unit is connected with every unit of the other layer, in both directions with the same weight; units of one layer are not connected.`,
      `两层，分别有 ${sizes.first} 个和 ${sizes.second} 个神经元。层间全连接，两个方向用同一组权重；层内没有连接。`,
    ),
    groups: [{ box: frame(rows.second) }, { box: frame(rows.first) }],
    nodes: [
      ...spread(sizes.second, 0, 1.6).map((x, j) => unit(`y${j}`, [x, rows.second], `y_${j + 1}`, { role: "state" })),
      ...spread(sizes.first, 0, 1.6).map((x, i) => unit(`x${i}`, [x, rows.first], `x_${i + 1}`, { role: "input" })),
      text("second", [half + 2.1, rows.second], words("second pattern", "第二个模式")),
      text("first", [half + 2.1, rows.first], words("first pattern", "第一个模式")),
      text("weights", [half + 0.4, (rows.first + rows.second) / 2], "*W*", { role: "weight" }),
    ],
    edges: range(sizes.first).flatMap((i) =>
      range(sizes.second).map((j) => edge(`x${i}`, `y${j}`, { role: "weight", arrow: "both" })),
    ),
    notes: [
      words("*y* ← sign(*W*^T *x*),\u2003*x* ← sign(*W* *y*)", "*y* ← sgn(*W*^T *x*)，\u2003*x* ← sgn(*W* *y*)"),
      words("Energy: E(*x*, *y*) = −*x*^T *W* *y*", "能量函数：E(*x*, *y*) = −*x*^T *W* *y*"),
    ],
  };
}
