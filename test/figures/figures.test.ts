/** Figures of every kind: well-formed SVG without NaN, readable on light and dark pages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chart, Figure, Heatmap } from "../../models/figure.ts";
import { drawFigure } from "../../src/figures/index.ts";
import { ArgumentError } from "../../src/base/errors.ts";
import { type Tag, classesOf, find, labels, numberOf, parseSvg, tags } from "./svg.ts";

const line = (name: string, values: readonly number[]) =>
  ({ mark: "line", name, points: values.map((y, x) => [x, y] as const) }) as const;
const chart: Chart = {
  kind: "chart",
  title: "Loss & <others>",
  x: { label: "step" },
  y: { label: 'cross entropy "nats"' },
  layers: [line("a<b", [3, 2, 1.5, 1.2])],
};
const heatmap: Heatmap = {
  kind: "heatmap",
  title: "Weights & <sums>",
  rows: { label: "to", names: ["我", "b & c"] },
  columns: { label: "from" },
  values: [
    [0, 0.5, NaN],
    [1, -1, 0.25],
  ],
  scale: "diverging",
  numbers: true,
};
const every: Figure[] = [
  chart,
  heatmap,
  {
    kind: "pictures",
    title: "Pictures & <more>",
    width: 2,
    height: 2,
    columns: 2,
    scale: "gray",
    images: [{ pixels: [0, 255, 128, 7], caption: "7 & <8>", right: false }, { pixels: [0, 0, 0, 0] }],
  },
  {
    kind: "graph",
    title: "Graph & <loop>",
    nodes: [
      { id: "x", label: "x & y", role: "input", detail: "[1,\n2]" },
      { id: "h", label: "<h>", role: "state", group: "cell" },
    ],
    edges: [
      { from: "x", to: "h", label: "W & <U>" },
      { from: "h", to: "h", back: true },
    ],
  },
  { kind: "panels", title: "All & <some>", columns: 2, panels: [chart, heatmap, chart] },
];

test("every kind of figure is a well-formed, self-contained file", () => {
  const seen: unknown[] = [];
  for (const figure of every) {
    const text = drawFigure(figure);
    const root = parseSvg(text);
    const size = root.attributes["viewBox"]!.split(" ").map(Number);
    assert.deepEqual(size, [0, 0, numberOf(root, "width"), numberOf(root, "height")], figure.kind);
    assert.ok(
      size[2]! > 100 && size[2]! < 1300 && size[3]! > 60 && size[3]! < 1600,
      `${figure.kind}: ${size.join(" ")}`,
    );
    assert.deepEqual(
      root.children.slice(0, 2).map(({ name }) => name),
      ["title", "desc"],
    );
    assert.equal(root.children[0]!.text, figure.title);
    assert.deepEqual(labels(root, "title"), [figure.title]);
    assert.doesNotMatch(withoutImages(text), /NaN|undefined|Infinity|null|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
    assert.equal(find(root, ({ name }) => name === "script" || name === "foreignObject").length, 0);
    // No other ids, which could collide between two figures on one page.
    const ids = find(root, ({ attributes }) => attributes["id"] !== undefined).map(
      ({ attributes }) => attributes["id"],
    );
    assert.deepEqual(ids, root.attributes["aria-labelledby"]!.split(" "));
    seen.push(...ids);
  }
  assert.equal(new Set(seen).size, 2 * every.length);
});

test("every class of a figure has styles for light and dark pages", () => {
  for (const figure of every) {
    const root = parseSvg(drawFigure(figure));
    const [light, dark] = tags(root, "style")[0]!.text.split("@media(prefers-color-scheme:dark)");
    const colored = /^(s|f|c|q|d)(\d+|n)$/;
    const used = new Set(find(root, () => true).flatMap(classesOf));
    assert.ok(
      Array.from(used).some((name) => colored.test(name) || name === "ink"),
      figure.kind,
    );
    for (const name of used) {
      if (name === "figure") continue;
      assert.match(name === "ink" ? dark! : light!, new RegExp(`\\.${name}\\{`), `${figure.kind}: ${name}`);
      if (colored.test(name)) assert.match(dark!, new RegExp(`\\.${name}\\{`), `${figure.kind}: ${name}`);
    }
    assert.notEqual(/\.page\{fill:(#\w+)/.exec(light!)![1], /\.page\{fill:(#\w+)/.exec(dark!)![1]);
  }
});

test("text is escaped, Chinese is unchanged, and characters that XML does not allow are replaced", () => {
  const svg = drawFigure(every[1]!);
  assert.ok(svg.includes(">我<") && svg.includes(">b &amp; c<"));
  const odd = parseSvg(drawFigure({ ...chart, title: "\u0000 a\ud800b </svg>" }));
  assert.equal(odd.children[0]!.text, "\ufffd a\ufffdb </svg>");
});

test("figures without data show a placeholder", () => {
  const empty: Figure[] = [
    { ...chart, layers: [] },
    { ...chart, layers: [line("a", []), { mark: "rule", axis: "y", value: 1 }] },
    { ...chart, layers: [line("a", [NaN, NaN])] },
    { ...chart, y: { label: "y", scale: "log" }, layers: [line("a", [0, -1])] },
    { ...chart, layers: [{ mark: "histogram", values: [] }] },
    { ...chart, layers: [{ mark: "bars", values: [] }] },
    {
      ...chart,
      layers: [
        { mark: "points", points: [] },
        { mark: "band", points: [] },
      ],
    },
    { ...heatmap, values: [], rows: { label: "" }, scale: "log" },
    { kind: "pictures", title: "", width: 1, height: 1, columns: 3, images: [], scale: "diverging" },
    { kind: "graph", title: "", nodes: [], edges: [] },
  ];
  for (const figure of empty) {
    const svg = drawFigure(figure);
    assert.deepEqual(
      tags(parseSvg(svg), "text").filter(({ text }) => text === "no data").length,
      1,
      JSON.stringify(figure),
    );
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  }
  parseSvg(drawFigure({ kind: "panels", title: "none", columns: 2, panels: [] }));
});

test("errors about inconsistent data contain the title of the figure", () => {
  const field = { mark: "field", x: [0, 1], y: [0, 1] } as const;
  const size = { width: 2, height: 1, columns: 1 };
  const node = { id: "a", label: "a", role: "input" } as const;
  const faults: [Figure, RegExp][] = [
    [{ ...heatmap, values: [[1, 2], [3]] }, /^the heatmap "Weights & <sums>" has 2 values in row 0 and 1 in row 1\n/],
    [{ ...heatmap, values: [[1], [2], [3]] }, /has 3 rows and 2 names for them/],
    [{ ...chart, layers: [{ ...field, values: [[1, 2], [3]] }] }, /^the chart "Loss & <others>" has 2 values in row 0/],
    [{ ...chart, layers: [{ ...field, values: [[1, 2]] }] }, /has a field of 1 rows and 2 columns/],
    [
      {
        ...chart,
        layers: [
          {
            ...field,
            x: [1, 1],
            values: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
      /has a field from 1 to 1 along x/,
    ],
    [
      {
        ...chart,
        x: { label: "", scale: "log" },
        layers: [
          {
            ...field,
            values: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
      /has a field over a logarithmic axis/,
    ],
    [{ ...chart, x: { label: "", domain: [2, 1] } }, /has a domain of x from 2 to 1/],
    [{ ...chart, y: { label: "", scale: "log", domain: [0, 1] } }, /has a domain of y from 0 to 1/],
    [
      { kind: "pictures", title: "p", ...size, scale: "gray", images: [{ pixels: [1] }] },
      /has 1 values in image 0, not 2/,
    ],
    [{ kind: "pictures", title: "p", ...size, scale: "color", images: [{ pixels: [1, 2] }] }, /not 6 for 2x1 pixels/],
    [{ kind: "graph", title: "g", nodes: [node], edges: [{ from: "a", to: "b" }] }, /the graph "g" .* no node "b"/],
    [{ kind: "graph", title: "g", nodes: [node, node], edges: [] }, /has two nodes "a"/],
    [{ kind: "panels", title: "p", columns: 0, panels: [chart] }, /the panels "p" has 0 columns/],
    [{ kind: "panels", title: "p", columns: 1, panels: [{ ...heatmap, values: [[1], []] }] }, /the heatmap "Weights/],
  ];
  for (const [figure, message] of faults) {
    assert.throws(
      () => drawFigure(figure),
      (error) => error instanceof ArgumentError && message.test(error.message),
      `${message}`,
    );
  }
});

test("panels form a grid with titles, and a series has the same color in all of them", () => {
  const loss = (title: string, ...names: string[]): Chart => {
    return { ...chart, title, layers: names.map((name, i) => line(name, [i, i + 1])) };
  };
  const panels = [loss("first", "SGD"), loss("second", "Adam", "SGD"), loss("third", "Adam")];
  const root = parseSvg(drawFigure({ kind: "panels", title: "Optimizers", columns: 2, panels }));
  assert.deepEqual(labels(root, "heading"), ["first", "second", "third"]);
  const colorOf = (title: string, line: number) => {
    const panel = find(root, ({ children }) => children[0]?.text === title && children.length === 2)[0]!;
    return classesOf(tags(panel, "path", "line").filter((path) => path.attributes["d"]!.includes("L"))[line]!)[1];
  };
  assert.equal(colorOf("first", 0), colorOf("second", 1));
  assert.equal(colorOf("second", 0), colorOf("third", 0));
  assert.notEqual(colorOf("first", 0), colorOf("third", 0));
  const places = ["first", "second", "third"].map((title) => origin(root, title)!);
  assert.ok(places[0]![1] === places[1]![1] && places[0]![0] < places[1]![0], "one row");
  assert.ok(places[2]![0] === places[0]![0] && places[2]![1] > places[0]![1] + 100, "the next row");
});

test("charts with equal legends share one legend above them", () => {
  const loss = (title: string): Chart => ({ ...chart, title, layers: [line("SGD", [1, 2]), line("Adam", [2, 1])] });
  const root = parseSvg(
    drawFigure({ kind: "panels", title: "all", columns: 2, panels: [loss("left"), loss("right")] }),
  );
  assert.equal(find(root, ({ name, text }) => name === "text" && text === "SGD").length, 1);
  assert.ok(origin(root, "SGD")![1] < origin(root, "left")![1]);
  const others = parseSvg(drawFigure({ kind: "panels", title: "all", columns: 2, panels: [loss("left"), chart] }));
  assert.ok(origin(others, "SGD")![1] > origin(others, "left")![1]);
});

/** Position of the text of a title on the page. */
function origin(tag: Tag, title: string, x = 0, y = 0): [number, number] | undefined {
  const [, dx = "0", dy = "0"] = /^translate\((\S+) (\S+)\)$/.exec(tag.attributes["transform"] ?? "") ?? [];
  const [left, top] = [x + Number(dx), y + Number(dy)];
  if (tag.name === "text" && tag.text === title) return [left + numberOf(tag, "x"), top + numberOf(tag, "y")];
  for (const child of tag.children) {
    const found = origin(child, title, left, top);
    if (found) return found;
  }
  return undefined;
}

function withoutImages(svg: string): string {
  return svg.replace(/href="data:[^"]*"/g, "");
}
