/** Charts: positions of marks, axes, and smoothing of noise. */
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

/** Lines of the layers, without those of the legend. */
function curves(root: Tag, className = "line"): Tag[] {
  return tags(root, "path", className).filter(({ attributes }) => !attributes["d"]!.endsWith("h30"));
}

test("larger values are higher, and later values are further right", () => {
  for (const scale of ["linear", "log"] as const) {
    const points = [1, 2, 4, 8].map((y, x) => [x + 1, y] as const);
    const root = draw([{ mark: "line", name: "a", points }], { x: { label: "", scale }, y: { label: "", scale } });
    const places = placesOf(curves(root)[0]!);
    assert.equal(places.length, 4);
    for (let i = 1; i < 4; i++) {
      assert.ok(places[i]![0] > places[i - 1]![0] && places[i]![1] < places[i - 1]![1]);
    }
    const steps = places.slice(1).map(([, y], i) => places[i]![1] - y);
    if (scale === "log") assert.ok(Math.max(...steps) - Math.min(...steps) < 0.3, "doubling has a constant height");
    // Lines with few points have markers.
    assert.equal(tags(root, "circle").length, 4);
  }
});

test("axes have round numbers, or powers of ten over many decades", () => {
  const at = (y: Chart["y"], ...values: number[]) => {
    const line: Layer = { mark: "line", points: values.map((v, i) => [i, v]) };
    return labels(draw([line], { y, x: { label: "", domain: [0, 1] } }), "tick");
  };
  assert.deepEqual(at({ label: "" }, 0.2, 2.3).slice(0, 6), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
  assert.deepEqual(
    at({ label: "", scale: "log" }, 1e-5, 100).slice(0, 8),
    [-5, -4, -3, -2, -1, 0, 1, 2].map((power) => `10${power}`.replace("-", "\u2212")),
  );
  assert.deepEqual(at({ label: "", scale: "log" }, 0.1, 2).slice(0, 5), ["0.1", "0.2", "0.5", "1", "2"]);
  assert.deepEqual(at({ label: "" }, 0, 4e6).slice(0, 5), ["0", "1M", "2M", "3M", "4M"]);
  assert.equal(at({ label: "" }, 0, 4e-5)[1], "10\u22125");
});

test("a given domain clips lines and omits points outside", () => {
  const points = lin(0, 10, 11).map((x): Point => [x, x]);
  const layers: Layer[] = [
    { mark: "line", points },
    { mark: "points", name: "p", points },
  ];
  const root = draw(layers, { x: { label: "", domain: [0, 5] }, y: { label: "", domain: [0, 20] } });
  const inner = tags(root, "svg")[1]!;
  assert.equal(curves(inner).length, 1);
  const [left, right] = [numberOf(inner, "x"), numberOf(inner, "x") + numberOf(inner, "width")];
  const circles = tags(root, "g", "ring").findLast((group) => classesOf(group).includes("f0"))!.children;
  assert.equal(circles.length, 6);
  assert.ok(circles.every((circle) => numberOf(circle, "cx") >= left && numberOf(circle, "cx") <= right + 0.1));
  assert.ok(labels(root, "tick").includes("20"));
});

test("a logarithmic axis has gaps for values that are not positive", () => {
  const points = [1, 2, 0, -1, 3, 4].map((y, x): Point => [x, y]);
  const root = draw([{ mark: "line", points }], { y: { label: "", scale: "log" } });
  assert.equal(curves(root)[0]!.attributes["d"]!.match(/M/g)!.length, 2);
  assert.equal(placesOf(curves(root)[0]!).length, 4);
});

const noisy = Array.from({ length: 3000 }, (_, i): Point => [i + 1, 2 / (1 + i / 50) + 0.1 * ((i * 7919) % 13)]);

test("noisy measurements are drawn faintly below a smoothed line, in few bytes", () => {
  const root = draw([{ mark: "line", name: "training", points: noisy }]);
  assert.equal(curves(root, "raw").length, 1);
  assert.equal(curves(root).length, 1);
  const heights = (path: Tag) => placesOf(path).map(([, y]) => y);
  const sway = (path: Tag) =>
    heights(path).reduce((sum, y, i, all) => sum + (i > 0 ? Math.abs(y - all[i - 1]!) : 0), 0);
  assert.ok(sway(curves(root)[0]!) < 0.1 * sway(curves(root, "raw")[0]!));
  assert.ok(Math.min(...heights(curves(root)[0]!)) >= Math.min(...heights(curves(root, "raw")[0]!)));
  const text = drawFigure({
    kind: "chart",
    title: "",
    x: { label: "" },
    y: { label: "" },
    layers: [{ mark: "line", points: noisy }],
  });
  assert.ok(text.length < 45_000, `${text.length} bytes`);
});

test("functions are not smoothed: steps, kinks, paths in the plane", () => {
  const functions = [
    lin(-4, 4, 401).map((x): Point => [x, Math.max(0, x)]),
    lin(0, 4, 401).map((x): Point => [x, Math.floor(x)]),
    lin(0, 40, 401).map((t): Point => [t * Math.cos(t), t * Math.sin(t)]),
  ];
  for (const points of functions) assert.equal(curves(draw([{ mark: "line", points }]), "raw").length, 0);
  const kink = placesOf(curves(draw([{ mark: "line", points: functions[0]! }]))[0]!);
  assert.equal(new Set(kink.slice(0, 190).map(([, y]) => y)).size, 1);
});

test("equal units have equal lengths on both axes", () => {
  const square: Point[] = [
    [0, 0],
    [30, 0],
    [30, 10],
    [0, 10],
  ];
  const root = draw([{ mark: "line", points: square }], { equal: true });
  const places = placesOf(curves(root)[0]!);
  const [across, up] = [places[1]![0] - places[0]![0], places[1]![1] - places[2]![1]];
  assert.ok(Math.abs(across / up - 3) < 0.01, `${across}x${up}`);
});

test("a legend names each series once, wraps, and is above the frame", () => {
  const names = [
    "training",
    "validation",
    "a name that is so long that it takes a line of its own ".repeat(3).trim(),
    "训练 损失",
  ];
  const layers = names.flatMap((name, i): Layer[] => [
    {
      mark: "line",
      name,
      points: [
        [0, i],
        [1, i + 1],
      ],
    },
    {
      mark: "band",
      name,
      points: [
        [0, i - 1, i + 1],
        [1, i, i + 2],
      ],
    },
  ]);
  const root = draw(layers);
  const plain = tags(root, "text").filter((text) => text.attributes["class"] === undefined);
  assert.equal(plain.map(({ text }) => text).join(" "), names.join(" "));
  assert.ok(new Set(plain.map((text) => text.attributes["y"])).size >= 3);
  const top = Math.min(
    ...curves(root)
      .flatMap(placesOf)
      .map(([, y]) => y),
  );
  assert.ok(plain.every((text) => numberOf(text, "y") < top));
  assert.ok(plain.every((text) => numberOf(text, "x") >= 0 && numberOf(text, "x") < 712));
});

test("an unnamed layer is gray next to named ones, and has the first color if no layer has a name", () => {
  const layers = [undefined, "a"].map((name): Layer => {
    return {
      mark: "line",
      points: [
        [0, 0],
        [1, 1],
      ],
      ...(name !== undefined && { name }),
    };
  });
  const colorsOf = (root: Tag) => curves(root).map((path) => classesOf(path)[1]);
  assert.deepEqual(colorsOf(draw(layers)), ["sn", "s0"]);
  assert.deepEqual(colorsOf(draw([layers[0]!, layers[0]!])), ["s0", "s0"]);
});
