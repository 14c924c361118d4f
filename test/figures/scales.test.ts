/** Color scales of heat maps, fields and images: of their own, with a domain, or common to several. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import type { Chart, Figure, Heatmap, Pictures } from "../../models/figure.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { type Tag, cells, labels, parseSvg, tags } from "./svg.ts";

const map = (values: number[][], options: Partial<Heatmap> = {}): Heatmap => {
  return { kind: "heatmap", title: "map", rows: { label: "row" }, columns: { label: "column" }, values, ...options };
};

/** Decodes the pixels of an image, independently of the encoder: bytes of the pixels and of the palette. */
function pixelsOf(image: Tag, width: number, bytes: number): { pixels: number[]; palette: number[] } {
  const file = Buffer.from(image.attributes["href"]!.replace("data:image/png;base64,", ""), "base64");
  assert.equal(file.subarray(1, 4).toString("latin1"), "PNG");
  const chunk = (name: string) => {
    const at = file.indexOf(name);
    return at < 0 ? Buffer.alloc(0) : file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
  };
  const rows = inflateSync(chunk("IDAT"));
  return { pixels: Array.from(rows).filter((_, i) => i % (1 + width * bytes) > 0), palette: Array.from(chunk("PLTE")) };
}

const strip = (scale: Pictures["scale"], rows: number[][], options: Partial<Pictures> = {}): Pictures => {
  const width = rows[0]!.length / (scale === "color" ? 3 : 1);
  const images = rows.map((pixels) => ({ pixels }));
  return { kind: "pictures", title: "", width, height: 1, columns: 2, scale, images, ...options };
};

/** Colors of the images on light pages, as red, green and blue; transparent pixels are undefined. */
function colorsOf(root: Tag, width: number): (number[] | undefined)[][] {
  return tags(root, "image", "day").map((image) => {
    const { pixels, palette } = pixelsOf(image, width, 1);
    return pixels.map((index) => (index === 0 ? undefined : palette.slice(3 * index, 3 * index + 3)));
  });
}

test("the opacity of gray images is their ink, and color images have their colors", () => {
  const only = (pictures: Pictures) => tags(parseSvg(drawFigure(pictures)), "image")[0]!;
  assert.deepEqual(pixelsOf(only(strip("gray", [[0, 300]])), 2, 2).pixels, [0, 0, 0, 255]);
  const color = [1, 2, 3, 253, 254, 255];
  assert.deepEqual(pixelsOf(only(strip("color", [color])), 2, 3).pixels, color);
});

test("weights are blue below zero and red above, each image on its own scale, or all on a common one", () => {
  const rows = [
    [-2, 1, 0, NaN],
    [-4, 4, 0, 2],
  ];
  const [first, second] = colorsOf(parseSvg(drawFigure(strip("diverging", rows))), 4);
  const [low, half, zero, none] = first!;
  assert.ok(low![2]! > low![0]! && half![0]! > half![2]! && Math.max(...zero!) - Math.min(...zero!) < 4);
  assert.equal(none, undefined);
  assert.deepEqual(first![0], second![0], "the largest magnitude of each image has the full color");
  const root = parseSvg(drawFigure(strip("diverging", rows, { sameScale: true, label: "weight" })));
  const [one, other] = colorsOf(root, 4);
  assert.deepEqual(other![0], second![0]);
  assert.notDeepEqual(one![0], other![0]);
  assert.ok(labels(root, "name").includes("weight") && labels(root, "tick").includes("−4"));
  const wide = colorsOf(parseSvg(drawFigure(strip("diverging", rows, { domain: [-8, 8] }))), 4);
  assert.notDeepEqual(wide[1]![1], other![1]);
});

test("a domain of a heat map sets the ends of its colors, and values outside have the colors of the ends", () => {
  const found = cells(parseSvg(drawFigure(map([[0, 5, 10, 99]], { domain: [0, 10] }))));
  assert.deepEqual(found, { q0: 1, q16: 1, q31: 2 });
});

test("panels on the same scale have equal colors for equal values, and one legend", () => {
  const field: Chart = {
    kind: "chart",
    title: "",
    x: { label: "" },
    y: { label: "" },
    layers: [
      {
        mark: "field",
        label: "gradient",
        x: [0, 1],
        y: [0, 1],
        values: [
          [0, 2],
          [8, 8],
        ],
      },
    ],
  };
  const panels = [map([[0, 1]], { label: "gradient" }), map([[2, 4]]), field];
  const draw = (sameScale: boolean) =>
    parseSvg(drawFigure({ kind: "panels", title: "all", columns: 2, panels, sameScale }));
  const legends = (root: Tag) => tags(root, "rect", "q31").length;
  assert.equal(legends(draw(false)), 3);
  const root = draw(true);
  assert.equal(legends(root), 1);
  assert.equal(labels(root, "name").filter((text) => text === "gradient").length, 1);
  // The scale is from 0 to 8 in all panels.
  assert.deepEqual(cells(root), { q0: 1, q4: 1, q8: 1, q16: 1 });
});

test("panels that do not fit one scale are errors", () => {
  const fail = (panels: Figure[], message: RegExp) =>
    assert.throws(() => drawFigure({ kind: "panels", title: "all", columns: 1, sameScale: true, panels }), { message });
  const line: Chart = { kind: "chart", title: "", x: { label: "" }, y: { label: "" }, layers: [] };
  fail([line], /the panels "all" has no values for a common color scale/);
  fail([map([[1]]), map([[1]], { scale: "log" })], /has kinds "sequential", "log" of one color scale/);
  fail([map([[1]], { label: "a" }), map([[1]], { label: "b" })], /has labels "a", "b" of one color scale/);
  assert.throws(() => drawFigure(map([[1]], { scale: "log", domain: [0, 1] })), /has a domain of values from 0 to 1/);
  assert.throws(() => drawFigure(strip("gray", [[1]], { sameScale: true })), /has a common scale for "gray"/);
});
