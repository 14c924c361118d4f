/** Figures in two languages: every text of every kind, and names that decide on colors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Figure, Words } from "../../models/figure.ts";
import { ArgumentError } from "../../src/base/errors.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { shortenAll, textWidth, wrap } from "../../src/figures/measure.ts";
import { classesOf, labels, numberOf, parseSvg, tags } from "./svg.ts";

const words = (en: string): Words => ({ en, zh: `中${en}` });
const line = (name: Words, ...values: number[]) =>
  ({ mark: "line", name, points: values.map((y, x) => [x, y] as const) }) as const;
const chart: Chart = {
  kind: "chart",
  title: words("title"),
  x: { label: words("step") },
  y: { label: words("loss") },
  layers: [
    line(words("training"), 2, 1, 3),
    { mark: "rule", name: words("bar"), axis: "y", value: 1 },
    { mark: "text", texts: [[1, 2, words("here")]] },
  ],
};

/** Figures of every kind with texts, all of which occur in the drawing. */
const figures: readonly [Figure, readonly string[]][] = [
  [chart, ["title", "step", "loss", "training", "bar", "here"]],
  [
    { ...chart, layers: [{ mark: "bars", name: words("series"), values: [[words("cat"), 1]] }] },
    ["title", "cat", "series"],
  ],
  [
    {
      kind: "heatmap",
      title: words("map"),
      rows: { label: words("to"), names: [words("r")] },
      columns: { label: words("from"), names: [words("c")] },
      values: [[1]],
      label: words("weight"),
    },
    ["map", "to", "r", "from", "c", "weight"],
  ],
  [
    {
      kind: "pictures",
      title: words("digits"),
      width: 1,
      height: 1,
      columns: 1,
      scale: "gray",
      images: [{ pixels: [9], caption: words("nine") }],
    },
    ["digits", "nine"],
  ],
  [
    {
      kind: "graph",
      title: words("graph"),
      nodes: [{ id: "a", label: words("node"), detail: words("shape"), role: "input" }],
      edges: [{ from: "a", to: "a", label: words("edge") }],
    },
    ["graph", "node", "shape", "edge"],
  ],
  [
    {
      kind: "structure",
      title: words("cell"),
      description: "",
      nodes: [{ id: "a", shape: "cells", at: [0, 0], cells: { rows: 1, columns: 1, texts: [[words("gate")]] } }],
    },
    ["cell", "gate"],
  ],
  [{ kind: "panels", title: words("all"), columns: 1, panels: [chart] }, ["all", "title", "step"]],
];

test("every text of every kind of figure is drawn in the requested language", () => {
  for (const [figure, expected] of figures) {
    for (const [language, start] of [
      ["en", ""],
      ["zh", "中"],
    ] as const) {
      const root = parseSvg(drawFigure(figure, { language }));
      const found = new Set(tags(root, "text").map(({ text }) => text));
      for (const text of expected) assert.ok(found.has(start + text), `${figure.kind} in ${language}: ${text}`);
      assert.equal(tags(root, "title")[0]!.text, start + expected[0]!);
      assert.equal(root.attributes["lang"], language === "zh" ? "zh-CN" : "en");
    }
  }
});

test("a figure without data says so in the language of the reader", () => {
  const empty = { ...chart, layers: [] };
  assert.ok(tags(parseSvg(drawFigure(empty)), "text").some(({ text }) => text === "no data"));
  assert.ok(tags(parseSvg(drawFigure(empty, { language: "zh" })), "text").some(({ text }) => text === "没有数据"));
});

test("layers whose names have the same words share a color, and a plain text equals the same words", () => {
  const layers = [line("SGD", 1, 2), line({ en: "SGD", zh: "SGD" }, 2, 1), line({ en: "SGD", zh: "中SGD" }, 3, 3)];
  for (const language of ["en", "zh"] as const) {
    const root = parseSvg(drawFigure({ ...chart, layers: layers.slice(0, 2) }, { language }));
    const colors = tags(root, "path", "line").map((path) => classesOf(path)[1]);
    assert.deepEqual(new Set(colors), new Set(["s0"]));
  }
  assert.throws(
    () => drawFigure({ ...chart, layers }),
    (error) =>
      error instanceof ArgumentError &&
      error.message.includes('two names "SGD" and "中SGD" (zh) that are both "SGD" (en)'),
  );
});

test("categories of bars with the same words share a place", () => {
  const bars = (name: string, category: Words) => ({ mark: "bars", name, values: [[category, 1]] }) as const;
  const layers = [bars("a", words("cat")), bars("b", words("cat"))];
  const root = parseSvg(drawFigure({ ...chart, layers }, { language: "zh" }));
  assert.equal(labels(root, "tick").filter((text) => text === "中cat").length, 1);
});

test("lines break between Chinese characters, not before or after punctuation that belongs to a neighbor", () => {
  const text = "用ReLU（修正线性单元）训练的网络，loss曲线：下降。“很快”";
  for (let width = 40; width < 200; width += 7) {
    const lines = wrap(text, width, 13);
    assert.equal(lines.join(""), text);
    for (const line of lines) {
      assert.ok(textWidth(line, 13) <= width, line);
      assert.doesNotMatch(line, /^[），：。”]|[（“]$/, `${width}: ${lines.join(" | ")}`);
      assert.doesNotMatch(line, /^(eLU|LU|U|oss|ss)/, "words stay whole");
    }
  }
  assert.deepEqual(wrap("a-b c", 26, 13), ["a-b", "c"]);
});

test("long Chinese titles and labels wrap inside of the figure", () => {
  const long = "在同一数据集上训练的五种循环神经网络的测试准确率随序列长度的变化".repeat(3);
  const layers = [line({ en: "a", zh: long }, 1, 2), line({ en: "b", zh: `${long}二` }, 2, 1)];
  const figure: Chart = { ...chart, title: { en: "t", zh: long }, x: { label: { en: "x", zh: long } }, layers };
  const root = parseSvg(drawFigure(figure, { language: "zh" }));
  assert.equal(labels(root, "title").join(""), long);
  assert.ok(labels(root, "title").length > 1 && numberOf(root, "width") === 760);
});

test("shortened names stay different", () => {
  assert.deepEqual(shortenAll(["short", "orthogonal initialization"], 90, 12), ["short", "orthogonal i…"]);
  const names = Array.from({ length: 12 }, (_, i) => `initialization, orthogonal 𝒪 ${i}`);
  for (const list of [names, names.map((name) => name.replace("initialization", "正交初始化方法正交"))]) {
    const shown = shortenAll(list, 110, 12);
    assert.equal(new Set(shown).size, list.length, shown.join(" | "));
    for (const text of shown) assert.ok(textWidth(text, 12) <= 110 && !/\p{Surrogate}/u.test(text), text);
  }
});
