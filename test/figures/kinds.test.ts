/** Heat maps, pictures and graphs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Graph, Heatmap, Pictures } from "../../models/figure.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { type Tag, cells, classesOf, labels, numberOf, parseSvg, placesOf, tags } from "./svg.ts";

const count = <T>(length: number, of: (i: number) => T) => Array.from({ length }, (_, i) => of(i));
const map = (values: number[][], options: Partial<Heatmap> = {}): Heatmap => {
  return { kind: "heatmap", title: "map", rows: { label: "row" }, columns: { label: "column" }, values, ...options };
};
test("each cell has the color of its value, and NaN has none", () => {
  assert.deepEqual(
    cells(
      parseSvg(
        drawFigure(
          map([
            [0, 1, NaN],
            [1, 1, 0],
          ]),
        ),
      ),
    ),
    { q0: 2, q31: 3 },
  );
  assert.deepEqual(cells(parseSvg(drawFigure(map([[-1, 0, 0.5, 2]], { scale: "diverging" })))), {
    d8: 1,
    d16: 1,
    d19: 1,
    d31: 1,
  });
  assert.deepEqual(cells(parseSvg(drawFigure(map([[0, 1, 10, 100]], { scale: "log" })))), { q0: 1, q16: 1, q31: 1 });
  assert.deepEqual(cells(parseSvg(drawFigure(map([[0, 2, 2]], { scale: "categories" })))), { f0: 1, f2: 2 });
});

test("a large map has one image for light and one for dark pages", () => {
  const values = count(100, (r) => count(200, (c) => Math.sin(r / 9) * c));
  const svg = drawFigure(map(values, { scale: "diverging" }));
  const images = tags(parseSvg(svg), "image");
  assert.deepEqual(images.map(classesOf), [
    ["pixels", "day"],
    ["pixels", "night"],
  ]);
  assert.ok(svg.length < 100_000, `${svg.length} bytes`);
});

test("numbers are readable on light and dark cells", () => {
  const svg = drawFigure(map([[0, 0.123456, 1000, NaN]], { numbers: true }));
  const root = parseSvg(svg);
  assert.deepEqual(labels(root, "small"), ["0", "0.12", "1000"]);
  const light = /\.onq0\{fill:(#\w+)/g;
  const dark = /\.onq31\{fill:(#\w+)/g;
  const fills = [light, dark].map((rule) => Array.from(svg.matchAll(rule), ([, color]) => color));
  assert.deepEqual(fills, [
    ["#11151d", "#ffffff"],
    ["#ffffff", "#11151d"],
  ]);
});

test("names of sixty rows and columns are complete or thinned evenly, and never wider than the page", () => {
  const names = count(60, (i) => `a rather long name, number ${i}, 第${i}个`);
  const values = count(60, (r) => count(60, (c) => r * c));
  const root = parseSvg(drawFigure(map(values, { rows: { label: "r", names }, columns: { label: "c", names } })));
  const shown = tags(root, "text", "tick").filter(({ text }) => text.includes("a rather"));
  const rows = shown.filter(({ attributes }) => attributes["transform"] === undefined);
  const columns = shown.filter(({ attributes }) => attributes["transform"] !== undefined);
  for (const [side, at, least] of [
    [rows, "y", 11],
    [columns, "x", 11],
  ] as const) {
    assert.ok(side.length >= 20, `${side.length}`);
    const places = side.map((text) => numberOf(text, at));
    assert.ok(
      places.slice(1).every((place, i) => place - places[i]! >= least),
      `${at}: ${places.join(" ")}`,
    );
  }
  assert.ok(
    rows.every(({ children }) => children[0]?.text.startsWith("a rather long name, number")),
    "the whole name is a hint",
  );
  assert.ok(numberOf(root, "width") <= 760);
  const counted = parseSvg(drawFigure(map(values)));
  assert.deepEqual(
    labels(counted, "tick")
      .filter((text) => /^\d+$/.test(text))
      .slice(0, 3),
    ["0", "2", "4"],
  );
});

const digits = (images: number, side = 28): Pictures => ({
  kind: "pictures",
  title: "digits",
  width: side,
  height: side,
  columns: 10,
  scale: "gray",
  images: count(images, (k) => ({
    // About as much ink as a digit, without repetitions.
    pixels: Uint8Array.from({ length: side * side }, (_, i) =>
      i % side > 8 && i % side < 15 ? (i * i * (k + 3) * 7919) >> 3 : 0,
    ),
    caption: `${k}`,
    right: k % 2 === 0,
  })),
});

test("a figure of a hundred digits is small", () => {
  const svg = drawFigure(digits(100));
  assert.equal(tags(parseSvg(svg), "image").length, 100);
  assert.ok(svg.length < 120_000, `${svg.length} bytes`);
});

test("pictures form rows with equally enlarged pixels and colored captions", () => {
  const root = parseSvg(drawFigure(digits(13)));
  const images = tags(root, "image");
  const places = images.map((image) => [numberOf(image, "x"), numberOf(image, "y")] as const);
  assert.ok(places[9]![0] > places[8]![0] && places[9]![1] === places[0]![1]);
  assert.ok(places[10]![0] === places[0]![0] && places[10]![1] > places[0]![1] + numberOf(images[0]!, "height"));
  assert.equal(numberOf(images[0]!, "width") % 28, 0);
  assert.ok(images.every((image) => classesOf(image).includes("pixels") && classesOf(image).includes("ink")));
  assert.deepEqual(
    tags(root, "text", "caption")
      .slice(0, 2)
      .map((text) => classesOf(text)[1]),
    ["right", "wrong"],
  );
  const boxed: Pictures = { ...digits(1), images: [{ pixels: new Uint8Array(784), boxes: [[7, 14, 14, 7]] }] };
  const [box] = tags(parseSvg(drawFigure(boxed)), "rect", "box");
  assert.equal(numberOf(box!, "width"), 2 * numberOf(box!, "height"));
});

const network: Graph = {
  kind: "graph",
  title: "network",
  nodes: [
    { id: "x", label: "x", role: "input" },
    { id: "w", label: "W", role: "parameter", detail: "[4, 3]", group: "net.layer1" },
    { id: "h", label: "h", role: "operation", group: "net.layer1" },
    { id: "r", label: "relu", role: "operation", group: "net" },
    { id: "y", label: "y", role: "output" },
    { id: "s", label: "s", role: "state" },
  ],
  edges: [
    { from: "x", to: "h", label: "[2, 3]" },
    { from: "w", to: "h" },
    { from: "h", to: "r" },
    { from: "r", to: "y" },
    { from: "x", to: "y", back: true, label: "skip" },
    { from: "y", to: "h", back: true },
    { from: "s", to: "s", label: "U" },
  ],
};

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxOf(rect: Tag): Box {
  const [left, top] = [numberOf(rect, "x"), numberOf(rect, "y")];
  return { left, top, right: left + numberOf(rect, "width"), bottom: top + numberOf(rect, "height") };
}

const holds = (outer: Box, inner: Box) =>
  outer.left < inner.left && outer.right > inner.right && outer.top < inner.top && outer.bottom > inner.bottom;

test("a graph has nodes in ranks, frames around groups, and edges between facing sides", () => {
  for (const direction of ["down", "right"] as const) {
    const root = parseSvg(drawFigure({ ...network, direction }));
    const boxes = tags(root, "rect", "node").map(boxOf);
    assert.deepEqual(
      tags(root, "rect", "node").map((node) => classesOf(node)[1]),
      network.nodes.map(({ role }) => role),
    );
    const [x, w, h, r, y] = boxes as [Box, Box, Box, Box, Box];
    const rank = (box: Box) => (direction === "down" ? box.top : box.left);
    assert.ok(rank(x) < rank(h) && rank(w) < rank(h) && rank(h) < rank(r) && rank(r) < rank(y), direction);
    const [outer, inner] = tags(root, "rect", "group").map(boxOf) as [Box, Box];
    assert.ok(holds(outer, inner) && holds(inner, w) && holds(inner, h) && holds(outer, r), direction);
    assert.ok(!holds(outer, x) && !holds(inner, r) && !holds(outer, y), direction);
    for (const [i, box] of boxes.entries()) {
      for (const other of boxes.slice(i + 1)) {
        const apart =
          box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top;
        assert.ok(apart, "nodes do not overlap");
      }
    }
    const edges = tags(root, "path", "edge");
    assert.deepEqual(
      edges.map((edge) => classesOf(edge)[1]),
      ["sn", "sn", "sn", "sn", "s1", "s1", "sn"],
    );
    for (const text of ["net", "layer1", "[4, 3]", "[2, 3]", "skip", "U"])
      assert.ok(labels(root, "small").includes(text), text);
    // The edge from h to relu is the only edge at both ends.
    const [start] = placesOf(edges[2]!);
    const leaves = direction === "down" ? start![1] - h.bottom : start![0] - h.right;
    assert.ok(Math.abs(leaves) < 0.2, `${leaves}`);
  }
});

test("nodes with positions are placed in columns and rows, and a skip connection goes around the nodes between", () => {
  const nodes = count(6, (i) => ({ id: `${i}`, label: `n${i}`, role: "state", at: [i % 3, i < 3 ? 1 : 0] }) as const);
  const edges = [
    { from: "0", to: "1" },
    { from: "1", to: "2" },
    { from: "2", to: "1", back: true },
    { from: "0", to: "2", back: true },
    { from: "0", to: "3" },
    { from: "1", to: "1", label: "W" },
  ];
  const root = parseSvg(drawFigure({ kind: "graph", title: "grid", nodes, edges }));
  const boxes = tags(root, "rect", "node").map(boxOf);
  assert.ok(boxes[0]!.top === boxes[1]!.top && boxes[1]!.top === boxes[2]!.top && boxes[0]!.left === boxes[3]!.left);
  assert.ok(boxes[0]!.right < boxes[1]!.left && boxes[1]!.right < boxes[2]!.left && boxes[3]!.bottom < boxes[0]!.top);
  const paths = tags(root, "path", "edge").map((edge) => placesOf(edge));
  assert.equal(paths[0]![0]![1], paths[0]![1]![1], "straight");
  assert.ok(
    paths[3]!.some(([, y]) => y < boxes[1]!.top) && paths[3]!.every(([, y]) => y <= boxes[1]!.bottom),
    "around",
  );
  const middle = (path: [number, number][]) => path.reduce((sum, [, y]) => sum + y, 0) / path.length;
  assert.ok(middle(paths[1]!) < middle(paths[2]!) - 5, "opposite edges do not overlap");
  const odd = nodes.map(({ at, ...node }, i) => (i === 0 ? node : { ...node, at }));
  assert.throws(
    () => drawFigure({ kind: "graph", title: "odd", nodes: odd, edges: [] }),
    /has positions for 5 of 6 nodes/,
  );
});

test("a long chain of layers takes moderate time and space", () => {
  const nodes = count(
    120,
    (i) => ({ id: `${i}`, label: `op ${i}`, role: "operation", group: `block${i >> 2}` }) as const,
  );
  const edges = count(119, (i) => ({ from: `${i}`, to: `${i + 1}` })).concat(
    count(58, (i) => ({ from: `${2 * i}`, to: `${2 * i + 3}` })),
  );
  const svg = drawFigure({ kind: "graph", title: "chain", nodes, edges });
  assert.equal(tags(parseSvg(svg), "rect", "node").length, 120);
  assert.ok(svg.length < 80_000, `${svg.length} bytes`);
});
