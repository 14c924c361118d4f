/** Figure of the strength of L2 regularization: fitted curves, the bend of networks, losses, and labels memorized. */
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { curve } from "../../shared/curves.ts";
import { name, say, text } from "../../text.ts";
import { type Points, truth } from "../curve.ts";
import type { LinearityFacts } from "../facts.ts";

export function linearityFigure(facts: LinearityFacts): Panels {
  return {
    kind: "panels",
    title: text("A larger λ makes the network simpler", "λ 越大，网络越简单"),
    columns: 2,
    panels: [curveChart(facts.curves), bendChart(facts), lossChart(facts), memoryChart(facts)],
  };
}

const strengthAxis = { label: "λ", scale: "log" } as const;

const pointsOf = ({ x, y }: Points): Point[] => x.map((at, i): Point => [at, y[i]!]);

/** Draws the points, the true function and fitted curves. */
export function curveChart({ points, fitted }: LinearityFacts["curves"]): Chart {
  const { x } = fitted[0]!.curve;
  return {
    kind: "chart",
    title: text("A tanh network with one input", "只有一个输入的 tanh 网络"),
    x: { label: "x" },
    y: { label: "f(x)" },
    layers: [
      { mark: "points", name: text("training points", "训练数据"), points: pointsOf(points) },
      {
        mark: "line",
        name: text("true function", "真实函数"),
        dashed: true,
        points: x.map((at): Point => [at, truth(at)]),
      },
      ...fitted.map(({ lambda, curve: line }): Layer => {
        const slots = { lambda: number(lambda) };
        return { mark: "line", name: say(slots, "λ = {lambda}", "λ = {lambda}"), points: pointsOf(line) };
      }),
    ],
  };
}

const bendChart = ({ lambdas, networks }: LinearityFacts): Chart => ({
  kind: "chart",
  title: text("Bend of networks for digits (zero: linear)", "数字分类网络的弯曲程度（零：线性）"),
  x: strengthAxis,
  y: { label: text("bend", "弯曲程度") },
  layers: networks.flatMap(({ activation, bend }) => curve(name(activation), lambdas, bend)),
});

function lossChart({ lambdas, networks }: LinearityFacts): Chart {
  const { training, test } = networks.find(({ activation }) => activation === "ReLU")!;
  return {
    kind: "chart",
    title: text("Losses of the ReLU network", "ReLU 网络的损失"),
    x: strengthAxis,
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: [
      ...curve(text("training digits", "训练集"), lambdas, training),
      ...curve(text("test digits", "测试集"), lambdas, test),
    ],
  };
}

const memoryChart = ({ lambdas, memorized }: LinearityFacts): Chart => ({
  kind: "chart",
  title: text("Shuffled labels that the ReLU network learns by heart", "ReLU 网络能背下多少乱序标签"),
  x: strengthAxis,
  y: { label: text("fraction of the labels", "标签的比例"), domain: [0, 1] },
  layers: [
    ...curve(text("learned", "背下的"), lambdas, memorized),
    { mark: "rule", axis: "y", name: text("guessing", "随机猜测"), value: 0.1 },
  ],
});
