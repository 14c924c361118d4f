/** L1 and L2 regularization: the set of allowed weights, and the contours of the loss that touch it. */
import type { Place, Structure, StructureCurve, StructureEdge, StructureNode } from "../../figure.ts";
import { dot, edge, line, range, text, words } from "./parts.ts";

export interface NormOptions {
  /** Minimum of the loss without regularization, in units of the radius. Default [0.9, 1.9]. */
  readonly minimum?: readonly [number, number];
}

const radius = 2;
const turns = 720;

/** The loss is a quadratic function with axes of different curvature, turned by this angle. */
const shape = { long: 1, short: 0.7, angle: -0.7 };

export function normBalls({ minimum = [0.9, 1.9] }: NormOptions = {}): Structure {
  const center: Place = [radius * minimum[0], -radius * minimum[1]];
  const panels = [panel("l1", 0, diamond, center), panel("l2", 8.6, ball, center)];
  return {
    kind: "structure",
    title: words("L1 and L2 regularization with two weights", "ℓ1 与 ℓ2 正则化的约束区域"),
    description: words(
      "Contours of the loss around its minimum, and the set of weights with norm at most 1. Left, the set is a diamond and the contour touches it at a corner, where one weight is 0. " +
        "Right, the set is a disk and the contour touches it where no weight is 0.",
      "损失的等高线，以及范数不超过 1 的区域。左：ℓ1 的区域是菱形，等高线碰到的是顶点，有一个权重为 0。右：ℓ2 的区域是圆，切点处的权重一般都不为 0。",
    ),
    nodes: panels.flatMap(({ nodes }) => nodes),
    edges: panels.flatMap(({ edges }) => edges),
    curves: panels.flatMap(({ curves }) => curves),
    keys: [
      { text: words("contours of the loss", "损失的等高线"), role: "gradient" },
      { text: words("allowed weights", "约束区域"), role: "input" },
    ],
  };
}

type Border = (angle: number) => Place;

const ball: Border = (angle) => [radius * Math.cos(angle), radius * Math.sin(angle)];

function diamond(angle: number): Place {
  const [x, y] = ball(angle);
  const size = (Math.abs(x) + Math.abs(y)) / radius;
  return [x / size, y / size];
}

/** Returns one panel of the figure, moved right by `left`. */
function panel(name: "l1" | "l2", left: number, border: Border, center: Place) {
  const angles = range(turns).map((i) => (2 * Math.PI * i) / turns);
  const region = angles.map(border);
  const touch = region.reduce((best, place) => (lossAt(place, center) < lossAt(best, center) ? place : best));
  const level = Math.sqrt(lossAt(touch, center));
  const move = ([x, y]: Place): Place => [x + left, y];
  const contour = (scale: number): StructureCurve => ({
    points: angles.filter((_, i) => i % 6 === 0).map((angle) => move(ellipse(angle, scale * level, center))),
    closed: true,
    role: "gradient",
  });
  const shown = region.filter((_, i) => i % 6 === 0).map(move);
  return {
    curves: [
      { points: shown, closed: true, filled: true, role: "input" },
      ...[0.35, 0.7, 1].map(contour),
    ] as StructureCurve[],
    nodes: panelNodes(name, move, touch, center),
    edges: [...axes(left), line(`${name}-minimum-name`, `${name}-minimum`, { role: "gradient" })],
  };
}

function panelNodes(name: "l1" | "l2", move: (place: Place) => Place, touch: Place, center: Place): StructureNode[] {
  const norm = name === "l1" ? "|w_1| + |w_2| ≤ 1" : "w_1^2 + w_2^2 ≤ 1";
  return [
    dot(`${name}-minimum`, move(center), "gradient"),
    text(`${name}-minimum-name`, move([center[0] + 1.9, center[1] + 1.8]), words("minimum", "最小值"), {
      role: "gradient",
    }),
    dot(`${name}-touch`, move(touch), "target"),
    text(`${name}-touch-name`, move(besideTouch(touch)), "*w*^*"),
    text(
      `${name}-name`,
      move([0, radius + 1.5]),
      name === "l1" ? words("L1: corner", "ℓ1：顶点") : words("L2: smooth", "ℓ2：光滑"),
      {
        detail: norm,
      },
    ),
  ];
}

/** The place of the label of the touching point: next to a corner of the diamond, otherwise inside of the region. */
function besideTouch([x, y]: Place): Place {
  if (Math.abs(x) < 1e-9) return [x - 0.8, y - 0.2];
  if (Math.abs(y) < 1e-9) return [x + 0.5, y + 0.5];
  return [0.55 * x + 0.15, 0.55 * y];
}

function axes(left: number): StructureEdge[] {
  return [
    edge([left - 2.7, 0], [left + 4.6, 0], { label: { text: "w_1", at: 0.98, side: "below" } }),
    edge([left, 2.7], [left, -6.2], { label: { text: "w_2", at: 0.98, side: "left" } }),
  ];
}

/** The loss of a pair of weights, up to a factor. */
function lossAt([x, y]: Place, [cx, cy]: Place): number {
  const [cos, sin] = [Math.cos(shape.angle), Math.sin(shape.angle)];
  const [dx, dy] = [x - cx, y - cy];
  return ((cos * dx + sin * dy) / shape.long) ** 2 + ((cos * dy - sin * dx) / shape.short) ** 2;
}

function ellipse(angle: number, level: number, [cx, cy]: Place): Place {
  const [cos, sin] = [Math.cos(shape.angle), Math.sin(shape.angle)];
  const [u, v] = [level * shape.long * Math.cos(angle), level * shape.short * Math.sin(angle)];
  return [cx + cos * u - sin * v, cy + sin * u + cos * v];
}
