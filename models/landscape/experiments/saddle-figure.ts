/** Figure of the escape from a saddle: paths, times, and plateaus of the digit classifier. */
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import { evenly } from "../../shared/surface.ts";
import { cases, text } from "../../text.ts";
import type { SaddleFacts, WayName } from "../facts.ts";
import { pairs } from "../saddle.ts";

export function saddleFigure(facts: SaddleFacts): Panels {
  return {
    kind: "panels",
    title: text("Near a saddle point", "鞍点附近"),
    columns: 3,
    panels: [paths(facts), times(facts), plateaus(facts)],
  };
}

/** Half the side of the view, and points per side. */
const [span, places] = [1.6, 65];

/** Loss of y = w₂ w₁ x on a grid, row by row. */
function linearLosses(): number[][] {
  const line = evenly(span, places);
  const loss = (w1: number, w2: number) =>
    pairs.x.reduce((sum, x, i) => sum + (pairs.y[i]! - w2 * w1 * x) ** 2 / (2 * pairs.x.length), 0);
  return line.map((w2) => line.map((w1) => loss(w1, w2)));
}

/** Draws the plane of both weights of the linear network, with its saddle point at 0. */
export function linearChart(title: Chart["title"], layers: readonly Layer[]): Chart {
  return {
    kind: "chart",
    title,
    x: { label: "w₁", domain: [-span, span] },
    y: { label: "w₂", domain: [-span, span] },
    equal: true,
    layers: [
      {
        mark: "field",
        values: linearLosses(),
        x: [-span, span],
        y: [-span, span],
        as: "both",
        label: text("loss", "损失"),
      },
      ...layers,
      { mark: "points", name: text("saddle point", "鞍点"), points: [[0, 0]] },
    ],
  };
}

function paths({ ways }: SaddleFacts): Chart {
  return linearChart(
    text("y = w₂ w₁ x: ways past the saddle", "y = w₂ w₁ x：绕过鞍点的路径"),
    ways.map(({ way, path }): Layer => {
      return {
        mark: "line",
        name: wayText(way),
        points: pointsOf(path).filter((place) => Math.hypot(...place) < 1.5 * span),
      };
    }),
  );
}

const pointsOf = (path: Float32Array): Point[] =>
  Array.from({ length: path.length / 2 }, (_, i) => [path[2 * i]!, path[2 * i + 1]!]);

function times({ ways, distances }: SaddleFacts): Chart {
  const theory = ways
    .filter(({ way }) => way !== "noise")
    .map(({ updates, theory }): Layer => {
      const from = (i: number): Point => [distances[i]!, updates[1]!.mean + (i - 1) * theory];
      return { mark: "line", dashed: true, points: distances.map((_, i) => from(i)) };
    });
  return {
    kind: "chart",
    title: text("Time to leave; dashed: slopes by theory", "离开要走的步数；虚线：理论的斜率"),
    x: { label: text("distance from the line into the saddle", "到通往鞍点的直线的距离"), scale: "log" },
    y: { label: text("updates", "更新次数") },
    layers: [
      ...theory,
      ...ways.map(({ way, updates }): Layer => {
        const points = updates.map(({ mean }, i): Point => [distances[i]!, mean]);
        return { mark: "points", name: wayText(way), points };
      }),
    ],
  };
}

function plateaus({ digits }: SaddleFacts): Chart {
  return {
    kind: "chart",
    title: text("Digits: the plateau beside the saddle", "手写数字：鞍点旁的平台"),
    x: { label: text("updates", "更新次数") },
    y: { label: text("training loss (nats)", "训练集损失（奈特）") },
    layers: digits.plateaus.map(({ factor, losses }) => ({
      mark: "line",
      name: { en: `weights × ${factor}`, zh: `权重 × ${factor}` },
      points: losses,
    })),
  };
}

export const wayText = (way: WayName) =>
  cases(way, {
    plain: text("plain descent", "普通梯度下降"),
    momentum: text("with momentum", "加动量"),
    noise: text("with noise", "加噪声"),
  });
