/** Marks of charts: bars, histograms, fields, rules, arrows, text and points. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Layer, Point } from "../../models/figure.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { type Tag, classesOf, labels, numberOf, parseSvg, placesOf, tags } from "./svg.ts";

function draw(layers: readonly Layer[], options: Partial<Chart> = {}): Tag {
  return parseSvg(
    drawFigure({ kind: "chart", title: "chart", x: { label: "x" }, y: { label: "y" }, ...options, layers }),
  );
}

const lin = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
const grid = (count: number, of: (x: number, y: number) => number) =>
  lin(-1, 1, count).map((y) => lin(-1, 1, count).map((x) => of(x, y)));
const plane = { mark: "field", x: [-1, 1], y: [-1, 1] } as const;

test("bars of several series are side by side, start at zero, and have error bars", () => {
  const root = draw([
    {
      mark: "bars",
      name: "plain",
      values: [
        ["a", 2],
        ["b", -1],
      ],
    },
    {
      mark: "bars",
      name: "residual",
      values: [
        ["a", 4],
        ["b", 3],
      ],
    },
    {
      mark: "band",
      name: "residual",
      points: [
        [0, 3, 5],
        [1, 2.5, 3.5],
      ],
    },
  ]);
  const rects = tags(root, "g")
    .filter((group) => /^f[01]$/.test(group.attributes["class"] ?? ""))
    .flatMap(({ children }) => children);
  assert.equal(rects.length, 4);
  const [a, b, c, d] = rects.map((rect) => ({
    x: numberOf(rect, "x"),
    y: numberOf(rect, "y"),
    height: numberOf(rect, "height"),
    width: numberOf(rect, "width"),
  })) as [Box, Box, Box, Box];
  assert.ok(a.x + a.width <= c.x && c.x + c.width < b.x && b.x + b.width <= d.x);
  assert.ok(Math.abs(c.height - 2 * a.height) < 0.2 && Math.abs(a.height - 2 * b.height) < 0.2);
  assert.ok(Math.abs(a.y + a.height - b.y) < 0.2, "a negative bar starts at zero");
  const whiskers = placesOf(tags(root, "path", "whisker")[0]!);
  assert.ok(
    whiskers.some(([x]) => Math.abs(x + 4 - (c.x + c.width / 2)) < 0.6),
    "in the middle of its bar",
  );
  assert.ok(labels(root, "tick").includes("a") && labels(root, "tick").includes("b"));
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

test("histograms of a chart share their bins and count all values", () => {
  const values = Array.from({ length: 500 }, (_, i) => ((i * 37) % 101) / 10);
  const root = draw([
    { mark: "histogram", name: "a", values },
    { mark: "histogram", name: "b", values: [0, 0, 10] },
  ]);
  const [a, b] = tags(root, "g", "bins").map(({ children }) => children) as [Tag[], Tag[]];
  assert.equal(
    a.reduce((sum, { text }) => sum + Number(text), 0),
    500,
  );
  assert.equal(
    b.reduce((sum, { text }) => sum + Number(text), 0),
    3,
  );
  assert.equal(numberOf(b[0]!, "x"), numberOf(a[0]!, "x"));
  const tallest = a.toSorted((one, other) => numberOf(other, "height") - numberOf(one, "height"))[0]!;
  assert.equal(Number(tallest.text), Math.max(...a.map(({ text }) => Number(text))));
});

test("decision regions have a pale color that matches their points", () => {
  const root = draw([
    { ...plane, scale: "categories", values: grid(21, (x) => (x < 0 ? 0 : 1)) },
    { mark: "points", name: "left", points: [[-0.5, 0]] },
    { mark: "points", name: "right", points: [[0.5, 0]] },
  ]);
  const [left, right] = ["c0", "c1"].map((name) => placesOf(tags(root, "path", name)[0]!).map(([x]) => x)) as [
    number[],
    number[],
  ];
  assert.ok(Math.min(...right) > Math.min(...left) + 100);
  // The first two marks are those of the legend. The second series has squares.
  const [, , circles, squares] = tags(root, "g", "ring");
  assert.deepEqual(
    [circles, squares].map((group) => classesOf(group!)[1]),
    ["f0", "f1"],
  );
  assert.ok(numberOf(circles!.children[0]!, "cx") < Math.min(...right));
  assert.ok(Math.min(...placesOf(squares!.children[0]!).map(([x]) => x)) > Math.min(...right));
});

test("a field has images for light and dark pages, contours, and a color bar", () => {
  const values = grid(41, (x, y) => x * x + y * y);
  const root = draw([{ ...plane, values, as: "both", label: "height" }]);
  assert.deepEqual(
    tags(root, "image").map((image) => classesOf(image)[1]),
    ["day", "night"],
  );
  const rings = tags(root, "path", "thin");
  assert.ok(rings.length >= 5);
  const radii = rings.map((ring) => Math.max(...placesOf(ring).map(([x]) => x)));
  assert.deepEqual(
    radii,
    radii.toSorted((a, b) => a - b),
    "wider rings are higher",
  );
  assert.ok(labels(root, "name").includes("height"));
  assert.ok(tags(root, "rect", "q0").length === 1 && tags(root, "rect", "q31").length === 1);
  const lines = draw([{ ...plane, values, as: "contours" }]);
  assert.equal(tags(lines, "image").length, 0);
  assert.ok(labels(lines, "small").includes("0.4"), "contour lines have labels");
  const steep = draw([{ ...plane, values: grid(41, (x, y) => 10 ** (4 * x + y)), as: "both", scale: "log" }]);
  const xs = tags(steep, "path", "thin").map((path) => Math.min(...placesOf(path).map(([x]) => x)));
  assert.ok(xs.length >= 5, "powers of ten are equally spaced");
});

test("rules have a label and no series color", () => {
  const points: Point[] = [
    [0, 0],
    [1, 1],
  ];
  const root = draw([
    { mark: "rule", name: "bar", axis: "y", value: 0.8 },
    { mark: "rule", name: "epoch 1", axis: "x", value: 0.5 },
    { mark: "line", name: "accuracy", points },
  ]);
  assert.deepEqual(
    tags(root, "path", "dashed").map((path) => classesOf(path).at(-1)),
    ["sn", "sn"],
  );
  assert.deepEqual(labels(root, "over"), ["bar", "epoch 1"]);
  assert.ok(classesOf(tags(root, "path", "line").at(-1)!).includes("s0"));
  assert.equal(
    tags(
      draw(
        [
          { mark: "rule", name: "far", axis: "y", value: 9 },
          { mark: "line", points },
        ],
        { y: { label: "", domain: [0, 1] } },
      ),
      "path",
      "dashed",
    ).length,
    0,
  );
});

test("arrows and texts are at their positions", () => {
  const root = draw([
    {
      mark: "arrows",
      name: "gradient",
      arrows: [
        [0, 0, 1, 0],
        [0, 1, 0, -1],
      ],
    },
    {
      mark: "text",
      texts: [
        [0, 0, "start"],
        [1, 1, "终点"],
      ],
    },
  ]);
  const arrows = placesOf(tags(root, "path", "arrow")[0]!);
  assert.ok(arrows[0]![0] < arrows[1]![0] && arrows[0]![1] === arrows[1]![1], "to the right");
  const [start, end] = tags(root, "text", "over");
  assert.deepEqual([start!.text, end!.text], ["start", "终点"]);
  assert.ok(numberOf(start!, "x") < numberOf(end!, "x") && numberOf(start!, "y") > numberOf(end!, "y"));
});

test("many points are one path", () => {
  const points = lin(0, 1, 3000).map((x): Point => [x, (x * 7919) % 1]);
  const root = draw([{ mark: "points", name: "p", points }]);
  assert.equal(tags(root, "circle").length, 1, "the legend");
  assert.equal(placesOf(tags(root, "path", "cloud")[0]!).length, 3000);
});
