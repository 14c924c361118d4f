/** Figures of hulls and pointers. */
import type { Chart, Heatmap, Point } from "../figure.ts";
import { type Text, text } from "../text.ts";
import type { HullExample } from "./facts.ts";

/** Draws points with the true hull and the polygon of the answer. */
export function hullChart({ points, hull, answer }: HullExample, title: Text): Chart {
  const closed = (indices: readonly number[]): Point[] =>
    indices.length === 0 ? [] : [...indices, indices[0]!].map((index) => points[index]!);
  return {
    kind: "chart",
    title,
    x: { label: "x", domain: [-0.05, 1.05] },
    y: { label: "y", domain: [-0.05, 1.05] },
    equal: true,
    layers: [
      { mark: "line", name: text("convex hull", "凸包"), points: closed(hull) },
      { mark: "line", name: text("pointed to", "网络的答案"), points: closed(answer), dashed: true },
      { mark: "points", points },
      { mark: "text", texts: points.map(([x, y], i) => [x, y, String(i + 1)] as const) },
    ],
  };
}

/** Draws the distribution over the inputs in each step. */
export function pointerMap(probabilities: HullExample["probabilities"], names?: readonly string[]): Heatmap {
  const inputs = names ?? probabilities[0]!.slice(1).map((_, i) => String(i + 1));
  return {
    kind: "heatmap",
    title: text("Where each step points: the output itself", "每一步指向哪里：分布本身就是输出"),
    rows: { label: text("step", "步"), names: probabilities.map((_, step) => String(step + 1)) },
    columns: { label: text("input", "输入"), names: [...inputs, text("end", "结束")] },
    values: probabilities.map(([ended, ...rest]) => [...rest, ended!]),
    domain: [0, 1],
    label: text("probability", "概率"),
  };
}
