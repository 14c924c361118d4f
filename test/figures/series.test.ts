/** Series that every reader can tell from each other: colors, dashes, shapes, hatching and names at the ends of lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Layer, Point } from "../../models/figure.ts";
import { page, palette, rampColor, hex } from "../../src/figures/colors.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { type Tag, classesOf, find, numberOf, parseSvg, placesOf, tags } from "./svg.ts";
import { contrast, distance, lightnessOf, seen, visions } from "./vision.ts";

const modes = [0, 1] as const;
const draw = (layers: readonly Layer[], options: Partial<Chart> = {}): Tag =>
  parseSvg(drawFigure({ kind: "chart", title: "chart", x: { label: "x" }, y: { label: "y" }, ...options, layers }));
const line = (name: string, ...values: number[]) =>
  ({ mark: "line", name, points: values.map((y, x): Point => [x, y]) }) as const;
const texts = (root: Tag) => tags(root, "text").filter(({ attributes }) => attributes["class"] === undefined);

/** Pairs of the first colors of the palette. */
const pairs = (count: number) =>
  palette.slice(0, count).flatMap((one, i) => palette.slice(i + 1, count).map((other) => [one, other] as const));

test("all pairs of colors differ for readers with protanopia and deuteranopia, on light and dark pages", () => {
  for (const mode of modes) {
    for (const vision of visions) {
      for (const [count, least] of [
        [palette.length, 12],
        [5, 16],
      ] as const) {
        for (const [one, other] of pairs(count)) {
          const found = distance(seen(one[mode], vision), seen(other[mode], vision));
          assert.ok(found >= least, `${vision}: ${one[mode]} and ${other[mode]} differ by ${found.toFixed(1)}`);
        }
      }
    }
  }
});

test("the first five colors differ in lightness, and all colors from the page", () => {
  for (const mode of modes) {
    for (const [one, other] of pairs(5)) {
      const found = Math.abs(lightnessOf(seen(one[mode], "complete")) - lightnessOf(seen(other[mode], "complete")));
      assert.ok(found >= 5, `${one[mode]} and ${other[mode]} differ by ${found.toFixed(1)}`);
    }
    for (const shade of palette) assert.ok(contrast(shade[mode], page[mode]) >= 3, shade[mode]);
  }
});

test("ramps become steadily lighter or darker, on both sides of zero if they diverge", () => {
  for (const dark of [false, true]) {
    for (const vision of visions) {
      const at = (scale: "sequential" | "diverging", t: number) =>
        lightnessOf(seen(hex(rampColor(scale, dark, t)), vision)) * (dark ? -1 : 1);
      for (let i = 0; i < 20; i++) {
        const [t, next] = [i / 20, (i + 1) / 20];
        assert.ok(at("sequential", t) > at("sequential", next), `${vision} ${t}`);
        assert.ok(at("diverging", t / 2) < at("diverging", next / 2), `${vision} ${t / 2}`);
        assert.ok(at("diverging", 1 - t / 2) < at("diverging", 1 - next / 2), `${vision} ${1 - t / 2}`);
      }
      const ends = [0, 1].map((t) => seen(hex(rampColor("diverging", dark, t)), vision));
      assert.ok(distance(ends[0]!, ends[1]!) > 40, vision);
    }
  }
});

test("lines have their names at their ends, connected in their colors, without a legend", () => {
  const names = ["SGD", "Adam", "RMSprop"];
  const root = draw([line("SGD", 3, 2), line("Adam", 3, 1.12), line("RMSprop", 3, 1)]);
  assert.deepEqual(
    texts(root).map(({ text }) => text),
    names,
  );
  assert.equal(find(root, ({ attributes }) => attributes["d"]?.endsWith("h30") === true).length, 0);
  const curves = tags(root, "path", "line");
  const leads = tags(root, "path", "thin");
  for (const [i, text] of texts(root).entries()) {
    const [start, end] = placesOf(leads[i]!);
    assert.equal(classesOf(leads[i]!)[1], classesOf(curves[i]!)[1]);
    assert.ok(Math.abs(placesOf(curves[i]!).at(-1)![1] - start![1]) < 0.2, "starts at its line");
    assert.ok(numberOf(text, "x") > end![0] && Math.abs(numberOf(text, "y") - end![1]) < 6);
  }
  const heights = texts(root).map((text) => numberOf(text, "y"));
  assert.ok(heights[1]! - heights[0]! >= 16.9 && heights[2]! - heights[1]! >= 16.9, heights.join(" "));
  assert.ok(
    curves.every((curve) => classesOf(curve).length === 2),
    "no dashes",
  );
});

test("lines that end elsewhere or too close together have a legend and differ by dashes", () => {
  const many = Array.from({ length: 8 }, (_, i) => line(`line ${i}`, i, 1 + i / 1e6));
  const short = [line("a", 1, 2, 3), line("b", 3, 2)];
  const long = [line("a name that takes more than a third of the width, ".repeat(2), 1, 2), line("b", 2, 1)];
  for (const layers of [many, short, long]) {
    const root = draw(layers);
    const symbols = tags(root, "path", "line").filter(({ attributes }) => attributes["d"]!.endsWith("h30"));
    const drawn = tags(root, "path", "line").filter(({ attributes }) => !attributes["d"]!.endsWith("h30"));
    assert.equal(symbols.length, layers.length);
    const patterns = drawn.map((curve) => classesOf(curve).find((name) => /^p\d$/.test(name)));
    assert.deepEqual(
      symbols.map((symbol) => classesOf(symbol).find((name) => /^p\d$/.test(name))),
      patterns,
    );
    assert.equal(new Set(patterns.slice(0, 6)).size, Math.min(6, layers.length), patterns.join(" "));
  }
  const style = tags(draw(many), "style")[0]!.text;
  const lengths = Array.from(style.matchAll(/\.p\d\{stroke-dasharray:([\d ]+)\}/g), ([, pattern]) => pattern);
  assert.equal(new Set(lengths).size, 5);
});

test("lines that cover each other differ by dashes, even if their names are at their ends", () => {
  const values = [0, 1, 2, 3, 4];
  const dashed = (other: number[]) =>
    tags(draw([line("ReLU", ...values), line("leaky ReLU", ...other)]), "path", "line")
      .filter(({ attributes }) => !attributes["d"]!.endsWith("h30"))
      .map((curve) => classesOf(curve).some((name) => /^p\d$/.test(name)));
  assert.deepEqual(dashed([0, 1, 2, 3, 4.5]), [false, true]);
  assert.deepEqual(dashed([4, 3.2, 2.2, 1, 0.5]), [false, false], "lines that cross do not");
});

test("a line that its data call dashed keeps this pattern, and a single series is solid", () => {
  const [solid, dashed] = [line("a", 1, 2, 3), { ...line("b", 3, 2), dashed: true }];
  const curve = tags(draw([solid, dashed]), "path", "dashed").at(-1)!;
  assert.ok(!classesOf(curve).some((name) => /^p\d$/.test(name)));
  assert.deepEqual(classesOf(tags(draw([solid]), "path", "line").at(-1)!), ["line", "s0"]);
});

test("points of several series have different shapes, and those of one series are circles", () => {
  const points = (name: string, y: number): Layer => ({
    mark: "points",
    name,
    points: [
      [0, y],
      [1, y],
    ],
  });
  const shapes = tags(draw([0, 1, 2, 3, 4, 5].map((k) => points(`s${k}`, k))), "g", "ring")
    .slice(6)
    .map(({ children }) => `${children[0]!.name} ${children[0]!.attributes["d"]?.match(/L/g)?.length}`);
  assert.deepEqual(shapes, ["circle undefined", "path 3", "path 2", "path 3", "path 11", "path 2"]);
  assert.equal(
    tags(draw([points("one", 1)]), "g", "ring").every(({ children }) => children[0]!.name === "circle"),
    true,
  );
});

test("bars of several series are hatched inside of their rectangles", () => {
  const bars = (name: string, value: number): Layer => ({ mark: "bars", name, values: [["x", value]] });
  const root = draw(["a", "b", "c", "d", "e", "f"].map((name, i) => bars(name, i + 1)));
  const hatches = tags(root, "path", "hatch");
  const groups = tags(root, "g").filter(({ attributes }) => /^f\d$/.test(attributes["class"] ?? ""));
  assert.equal(hatches.length, 10, "all series but the first, in the legend and in the chart");
  for (const [i, hatch] of hatches.slice(5).entries()) {
    const [bar] = groups[i + 1]!.children;
    const [left, top] = [numberOf(bar!, "x"), numberOf(bar!, "y")];
    for (const [x, y] of placesOf(hatch)) {
      assert.ok(x >= left - 0.1 && x <= left + numberOf(bar!, "width") + 0.1, `${x}`);
      assert.ok(y >= top - 0.1 && y <= top + numberOf(bar!, "height") + 0.1, `${y}`);
    }
  }
  assert.equal(tags(draw([bars("a", 1)]), "path", "hatch").length, 0);
});
