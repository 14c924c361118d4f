/** Readability of every kind of figure with difficult data: no text covers another one or leaves the view. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Figure, Graph, Heatmap, Layer, Pictures, Point, Words } from "../../models/figure.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { faultsOf } from "./boxes.ts";
import { parseSvg } from "./svg.ts";

const count = <T>(length: number, of: (i: number) => T) => Array.from({ length }, (_, i) => of(i));
const long: Words = {
  en: "share of the test sequences whose last symbol is predicted correctly after training",
  zh: "训练之后，测试序列中最后一个符号预测正确的序列所占的比例（五个随机种子的平均值）",
};
const named = (en: string, zh: string, i: number): Words => ({ en: `${en} ${i}`, zh: `${zh}${i}` });
const line = (name: Words, values: readonly number[], scale = 1): Layer => ({
  mark: "line",
  name,
  points: values.map((y, x): Point => [x * scale, y]),
});
const chart = (layers: readonly Layer[], options: Partial<Chart> = {}): Chart => {
  return { kind: "chart", title: long, x: { label: long }, y: { label: long }, ...options, layers };
};
const log = { label: long, scale: "log" } as const;
const bars = (categories: number, series: number, name: (i: number) => Words): Chart =>
  chart(
    count(series, (k): Layer => {
      const values = count(categories, (i) => [name(i), 1 + Math.sin(i + k)] as const);
      return { mark: "bars", ...(series > 1 && { name: named("series", "系列", k) }), values };
    }),
  );
const field = (scale: "sequential" | "diverging" | "log", as: "colors" | "contours" | "both"): Layer => ({
  mark: "field",
  x: [-2, 2],
  y: [-1, 1],
  scale,
  as,
  label: long,
  values: count(31, (i) => count(31, (j) => (scale === "log" ? 1e-9 : 0) + (i - 15) ** 2 / 100 + (j - 9) ** 4 / 1e5)),
});
const texts: Layer = {
  mark: "text",
  texts: count(6, (i) => [Math.cos(i), 0.8 * Math.sin(i), named("minimum", "最小值", i)] as const),
};
const map = (rows: number, columns: number, options: Partial<Heatmap> = {}): Heatmap => ({
  kind: "heatmap",
  title: long,
  rows: { label: long },
  columns: { label: long },
  label: long,
  values: count(rows, (i) => count(columns, (j) => (i * j) / (rows * columns))),
  ...options,
});
const pictures: Pictures = {
  kind: "pictures",
  title: long,
  width: 8,
  height: 8,
  columns: 7,
  scale: "gray",
  images: count(10, (i) => ({ pixels: new Uint8Array(64), caption: i % 3 === 0 ? long : `${i}`, right: i % 2 === 0 })),
};
const graph = (nodes: number): Graph => ({
  kind: "graph",
  title: long,
  direction: "right",
  nodes: count(nodes, (i) => ({
    id: `${i}`,
    label: i === 1 ? long : `layer ${i}`,
    detail: "[128, 64]",
    role: "operation",
  })),
  edges: count(nodes - 1, (i) => ({ from: `${i}`, to: `${i + 1}`, ...(i === 0 && { label: long }) })),
});

const figures: Readonly<Record<string, Figure>> = {
  "one point": chart([{ mark: "points", name: long, points: [[3, 7]] }]),
  "one value of a line": chart([line(long, [1e-12])]),
  "no layers": chart([]),
  "only NaN": chart([line("a", [NaN, NaN]), line("b", [NaN])]),
  "a gap": chart([line("a", [1, NaN, 2, Infinity, 3]), line("b", [NaN, 2, 1])]),
  "two lines with long names": chart([line(long, [1, 2]), line("b", [2, 1])]),
  "seven lines that end together": chart(count(7, (i) => line(named("optimizer", "优化器", i), [i, 1 + i / 50]))),
  "twelve lines": chart(count(12, (i) => line(named("optimizer", "优化器", i), [12 - i, i + 1]))),
  "a large range": chart([line("a", [1e-30, 1e30]), line("b", [1, 1e12])], { y: log }),
  "forty decades on both axes": chart(
    [
      line(
        "a",
        count(41, (i) => 10 ** (i - 20)),
      ),
    ],
    { y: log, x: log },
  ),
  "large numbers": chart([line("a", [1e6, 9.87654321e6], 123456789), line("b", [0, 5e6], 123456789)]),
  "small numbers": chart([line("a", [1e-9, 5e-9], 1e-7)]),
  "negative numbers": chart([line("a", [-123456.7, -123456.6], -1000)]),
  "a narrow logarithmic range": chart([line("a", [0.31, 0.34, 0.33])], { y: log, x: log }),
  "close rules": chart([
    line("a", [0, 1, 0.4, 0.8]),
    ...count(4, (i): Layer => ({
      mark: "rule",
      name: named("guessing", "随机猜测", i),
      axis: "y",
      value: 0.5 + i / 50,
    })),
    ...count(2, (i): Layer => ({ mark: "rule", name: named("epoch", "回合", i), axis: "x", value: 1.5 + i / 10 })),
  ]),
  "four bars": bars(4, 1, () => long),
  "four bars with long names": bars(4, 3, (i) => ({
    en: `${i} mini-batches with momentum`,
    zh: `第${i}种带动量的小批量梯度下降`,
  })),
  "fifteen bars with long names": bars(15, 1, (i) => ({
    en: `orthogonal initialization, number ${i}`,
    zh: `正交初始化，第${i}种`,
  })),
  "eighty bars": bars(80, 1, (i) => named("category", "类别", i)),
  "bars with a deviation": chart([
    {
      mark: "bars",
      name: "a",
      values: [
        ["x", 1],
        ["y", 2],
      ],
    },
    {
      mark: "band",
      name: "a",
      points: [
        [0, 0.5, 1.5],
        [1, 1, 3],
      ],
    },
  ]),
  "logarithmic bars": chart(
    [
      {
        mark: "bars",
        values: [
          [long, 3e7],
          ["b", 0.002],
          ["c", NaN],
        ],
      },
    ],
    { y: log },
  ),
  "a histogram": chart([{ mark: "histogram", values: count(500, (i) => (i % 37) * 1e5) }]),
  "contours with texts": chart([field("log", "contours"), texts], { equal: true }),
  "colors with texts": chart([field("diverging", "both"), texts, line("path", [0, 0.5, 0])]),
  "a field of many decades": chart([field("log", "colors")]),
  "texts at the border": chart([
    {
      mark: "points",
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    {
      mark: "text",
      texts: [
        [0, 0, long],
        [1, 1, "end of the path"],
        [0.5, 1, "top"],
      ],
    },
  ]),
  "a small map with long labels": map(2, 2, { numbers: true }),
  "a map of one cell": map(1, 1),
  "a map without values": map(2, 2, {
    values: [
      [NaN, NaN],
      [NaN, NaN],
    ],
    scale: "log",
  }),
  "a map with long names": map(6, 6, {
    rows: { label: long, names: count(6, (i) => named("a long name of a unit", "很长的单元名称", i)) },
    columns: { label: long, names: count(6, (i) => named("a long name of an input", "很长的输入名称", i)) },
  }),
  "a map of a text": map(12, 90, {
    columns: { label: long, names: count(90, (i) => "the end of a word and of a line "[i % 32]!) },
  }),
  "a map of a Chinese text": map(4, 40, {
    columns: { label: long, names: count(40, (i) => "注意力机制与外部记忆"[i % 10]!) },
  }),
  "a tall map": map(200, 3, { rows: { label: long, names: count(200, (i) => named("unit", "单元", i)) } }),
  "a wide map with numbers": map(3, 30, { numbers: true }),
  "a map of categories": map(4, 4, { scale: "categories", values: count(4, () => [0, 3, 7, 12]) }),
  "a map of many categories": map(4, 4, { scale: "categories", values: count(4, (i) => count(4, (j) => 4 * i + j)) }),
  "many series in a tall plane": chart(
    count(9, (i): Layer => ({
      mark: "points",
      name: named("a cluster of samples", "一簇样本", i),
      points: [
        [0, i],
        [1, 9],
      ],
    })),
    { equal: true },
  ),
  pictures,
  "filters on one scale": {
    ...pictures,
    scale: "diverging",
    sameScale: true,
    label: long,
    images: count(3, (i) => ({ pixels: count(64, (k) => (k - 32) * 1e-5 * (i + 1)) })),
  },
  "a graph": graph(4),
  "panels of charts": {
    kind: "panels",
    title: long,
    columns: 3,
    panels: count(5, () =>
      chart(
        count(3, (i) => line(named("network", "网络", i), [i, i * 2 + 1])),
        { y: log },
      ),
    ),
  },
  "panels of all kinds": {
    kind: "panels",
    title: long,
    columns: 3,
    panels: [
      bars(9, 2, (i) => named("category", "类别", i)),
      map(3, 3),
      pictures,
      graph(9),
      chart([field("log", "both")]),
    ],
  },
  "panels on one scale": {
    kind: "panels",
    title: long,
    columns: 3,
    sameScale: true,
    panels: count(3, () => map(6, 9, { scale: "log" })),
  },
};

for (const [name, figure] of Object.entries(figures)) {
  test(`${name}: texts are apart and inside of the view`, () => {
    for (const language of ["en", "zh"] as const) {
      const svg = drawFigure(figure, { language });
      assert.deepEqual(faultsOf(parseSvg(svg)), [], language);
      assert.doesNotMatch(svg.replace(/<desc.*?<\/desc>|href="[^"]*"/gs, ""), /NaN|undefined|Infinity/);
    }
  });
}
