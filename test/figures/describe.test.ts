/** Descriptions of figures: given ones, and ones made from the data. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Figure, Heatmap } from "../../models/figure.ts";
import { describeFigure, drawFigure } from "../../src/figures/index.ts";
import { parseSvg, tags } from "./svg.ts";

const chart: Chart = {
  kind: "chart",
  title: { en: "Loss", zh: "损失" },
  x: { label: { en: "training step", zh: "训练步数" } },
  y: { label: { en: "cross entropy", zh: "交叉熵" }, scale: "log" },
  layers: [
    {
      mark: "line",
      name: { en: "momentum", zh: "动量法" },
      points: [
        [0, 2],
        [5, 0.125],
        [10, 0.5],
        [11, NaN],
      ],
    },
    { mark: "rule", name: { en: "chance", zh: "随机猜测" }, axis: "y", value: 2.5 },
  ],
};
const bars = (count: number): Chart => {
  const values = Array.from({ length: count }, (_, i) => [`c${i}`, i / 8] as const);
  return { ...chart, y: { label: "y" }, layers: [{ mark: "bars", values }] };
};
const map: Heatmap = {
  kind: "heatmap",
  title: "",
  rows: { label: "to", names: ["I", "am"] },
  columns: { label: "from" },
  values: [
    [0.25, NaN],
    [1e-6, 1e8],
  ],
  label: "weight",
};
const expected: readonly (readonly [Figure, "en" | "zh", string])[] = [
  [
    chart,
    "en",
    "Loss: Line chart. x axis: training step, from 0 to 11. y axis (logarithmic): cross entropy, from 0.125 to 2.5. " +
      'momentum: from 2 to 0.5, lowest 0.125 at x = 5. Dashed line "chance" at y = 2.5.',
  ],
  [
    chart,
    "zh",
    "损失：折线图。x 轴表示训练步数，从 0 到 11。y 轴（对数坐标）表示交叉熵，从 0.125 到 2.5。" +
      "动量法：从 2 到 0.5，在 x = 5 处最低，为 0.125。虚线“随机猜测”位于 y = 2.5。",
  ],
  [bars(2), "en", "Loss: Bar chart. Categories of training step: c0, c1. y axis: y, from 0 to 0.125. c0 0, c1 0.125."],
  [
    bars(20),
    "zh",
    "损失：柱状图。训练步数：c0、c1、c2、c3、c4、c5、c6、c7、c8、c9、c10、c11等。y 轴表示 y，从 0 到 2.38。" +
      "20 根柱，最低 0（c0），最高 2.38（c19）。",
  ],
  [
    map,
    "en",
    "Heat map of weight, 2 rows by 2 columns. Rows, to: I, am. Columns, from. " +
      "Values from 1×10⁻⁶ to 1×10⁸; the largest is in row am, column 1.",
  ],
  [{ ...map, values: [[NaN], [NaN]] }, "en", "Heat map of weight, 2 rows by 1 column. No data."],
  [{ kind: "panels", title: "", columns: 1, panels: [map] }, "zh", "共 1 幅子图。子图 1：weight"],
];

test("a description says what is shown: kind, axes with ranges, and first and last values", () => {
  for (const [figure, language, text] of expected) {
    const found = describeFigure(figure, language);
    assert.equal(figure.kind === "panels" ? found.slice(0, text.length) : found, text.replace("c11等", "c11 等"));
  }
});

test("paths in a plane are described by their ends", () => {
  const plane: Chart = { ...chart, y: { label: "y" }, equal: true };
  assert.match(describeFigure(plane, "en"), /momentum: from \(0, 2\) to \(10, 0\.5\)\./);
});

const drawn = (figure: Figure, language: "en" | "zh") =>
  tags(parseSvg(drawFigure(figure, { language })), "desc")[0]!.text;

test("a drawing has the description of the author, or the generated one without the title", () => {
  const described: Figure = { ...chart, description: { en: "It falls.", zh: "损失下降。" } };
  assert.equal(drawn(described, "en"), "It falls.");
  assert.equal(drawn(described, "zh"), "损失下降。");
  assert.equal(describeFigure(described, "en"), "Loss: It falls.");
  assert.equal(describeFigure(described, "zh"), "损失：损失下降。");
  assert.equal(describeFigure(chart, "en"), `Loss: ${drawn(chart, "en")}`);
  assert.equal(describeFigure(chart, "zh"), `损失：${drawn(chart, "zh")}`);
});
