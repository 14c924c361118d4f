/** Figures of sampled parameters: the columns that a mask drops, the functions that remain, and their band. */
import type { Chart, Layer, Panels, Point, Structure, StructureCurve, StructureNode } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { type Text, say, text } from "../../text.ts";
import { type Points, truth } from "../curve.ts";
import type { Band, BayesianFacts, Sample } from "../facts.ts";

export function bayesianFigure({ example }: BayesianFacts): Panels {
  const { points, deep, flat, drawn, weights } = example;
  const largest = Math.max(...weights.flat().map(Math.abs));
  return {
    kind: "panels",
    title: text(
      "Each sample of θ is a thinned network, a function of its own",
      "每个样本 θ 都是一个子网络，也就是一个函数",
    ),
    columns: 2,
    panels: [
      ...drawn.flatMap((sample, m) => [
        thinnedWeights(sample, weights, largest, m + 1),
        functionChart(sample, deep, m + 1),
      ]),
      bandChart(deep, points, text("Three hidden layers", "三个隐藏层")),
      bandChart(flat, points, text("One hidden layer", "一个隐藏层")),
    ],
  };
}

/** Color of the hatching; the colors of the weights are blue and red. */
const hatching = "plain";
/** Side of a cell of the matrix, in units of the grid. */
const side = 0.38;
/** Distance of the lines of hatching. */
const apart = 0.19;

/** Draws weights between the first two hidden layers; the columns of dropped units are hatched. */
function thinnedWeights(
  { mask }: Sample,
  weights: BayesianFacts["example"]["weights"],
  largest: number,
  m: number,
): Structure {
  const sample = number(m);
  const dropped = mask.flatMap((bit, column) => (bit === 0 ? [column] : []));
  return {
    kind: "structure",
    title: say({ sample }, "Weights of sample {sample}", "样本 {sample} 的权重"),
    description: {
      en: `A matrix with ${mask.length} columns; the ${dropped.length} columns of dropped units are hatched.`,
      zh: `有 ${mask.length} 列的矩阵；丢弃的 ${dropped.length} 个单元所在的列画了斜线。`,
    },
    nodes: runsOf(mask).map(([from, to]) => columnsNode(weights, from, to)),
    curves: dropped.flatMap((column) => hatched(column, weights.length)),
    scale: { label: text("weight", "权重"), colors: "diverging", domain: [-largest, largest] },
    // The hatching is explained once, in the first diagram.
    ...(m === 1 && {
      keys: [
        {
          text: text("hatched: unit dropped, the whole column is zero", "斜线：神经元被丢弃，整列为零"),
          role: hatching,
        },
      ],
    }),
  };
}

/** Intervals of columns that are kept, without their ends. */
function runsOf(mask: readonly number[]): (readonly [from: number, to: number])[] {
  const starts = mask.flatMap((bit, i) => (bit === 1 && mask[i - 1] !== 1 ? [i] : []));
  return starts.map((from) => {
    const end = mask.indexOf(0, from);
    return [from, end < 0 ? mask.length : end] as const;
  });
}

function columnsNode(weights: BayesianFacts["example"]["weights"], from: number, to: number): StructureNode {
  return {
    id: `columns ${from}`,
    shape: "cells",
    at: [((from + to) / 2) * side, (weights.length / 2) * side],
    cells: { rows: weights.length, columns: to - from, size: side, values: weights.map((row) => row.slice(from, to)) },
  };
}

/** The outline of a column, and lines across it. */
function hatched(column: number, rows: number): StructureCurve[] {
  const [left, right, height] = [column * side, (column + 1) * side, rows * side];
  const inset = 0.04;
  const outline: StructureCurve = {
    role: hatching,
    closed: true,
    points: [
      [left + inset, 0],
      [right - inset, 0],
      [right - inset, height],
      [left + inset, height],
    ],
  };
  const lines = Array.from({ length: Math.floor((height - side) / apart) + 1 }, (_, i): StructureCurve => {
    const low = side + i * apart;
    return {
      role: hatching,
      points: [
        [left + inset, low],
        [right - inset, low - side],
      ],
    };
  });
  return [outline, ...lines];
}

const curveAxes = { x: { label: "x" }, y: { label: "y", domain: [-2, 2] } } as const;

const along = ({ x }: Pick<Band, "x">, values: readonly number[]) => values.map((value, i): Point => [x[i]!, value]);

const truthLayer = (band: Band): Layer => ({
  mark: "line",
  name: name4x,
  points: along(band, band.x.map(truth)),
  dashed: true,
});

const name4x: Text = { en: "sin 4x", zh: "sin 4x" };

function functionChart({ values }: Sample, band: Band, m: number): Chart {
  const sample = number(m);
  return {
    kind: "chart",
    title: say({ sample }, "The function of sample {sample}", "样本 {sample} 对应的函数"),
    ...curveAxes,
    layers: [
      // All samples, in gray.
      { mark: "band", points: bandPoints(band) },
      { mark: "line", name: text("f(x, θ)", "f(x, θ)"), points: along(band, values) },
      truthLayer(band),
    ],
  };
}

/** The mean of the functions plus and minus two standard deviations, within the axis. */
function bandPoints({ x, mean, std }: Band): (readonly [x: number, low: number, high: number])[] {
  const within = (value: number) => Math.min(2, Math.max(-2, value));
  return x.map((at, i) => [at, within(mean[i]! - 2 * std[i]!), within(mean[i]! + 2 * std[i]!)]);
}

/** Draws the mean of the functions, the band of two standard deviations, the points, and the true function. */
export function bandChart(band: Band, { x, y }: Points, title: Text): Chart {
  return {
    kind: "chart",
    title,
    ...curveAxes,
    layers: [
      {
        mark: "band",
        name: say({ two: number(2) }, "mean ± {two} std", "均值 ± {two} 个标准差"),
        points: bandPoints(band),
      },
      { mark: "line", name: text("mean of f(x, θ)", "f(x, θ) 的均值"), points: along(band, band.mean) },
      truthLayer(band),
      { mark: "points", name: text("training points", "训练数据"), points: x.map((at, i): Point => [at, y[i]!]) },
    ],
  };
}
