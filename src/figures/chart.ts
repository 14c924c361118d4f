/** Draws a chart: legend, axes and layers. */
import type { Chart } from "./shown.ts";
import { type Frame, type Scale, drawAxes, drawName } from "./axis.ts";
import { colorBar } from "./color-bar.ts";
import { isCovered } from "./covered.ts";
import { drawEnds, endsWidth, lineEnds } from "./ends.ts";
import { type Counted, counted, nameOf, seriesColors, xsOf, ysOf } from "./layers.ts";
import { isScatter, layoutOf } from "./layout.ts";
import { type Entry, drawLegend } from "./legend.ts";
import { type Canvas, drawLayer, inkOf, legendMark } from "./marks.ts";
import type { Space } from "./space.ts";
import { type Drawing, clipped, element, moved, noData } from "./svg.ts";
import { Taken } from "./taken.ts";

export function drawChart(chart: Chart, space: Space): Drawing {
  const layers = counted(chart);
  const color = coloring(chart, space);
  const { layout, names } = named(chart, layers, space, color);
  const { frame, x, y } = layout;
  const hasField = layers.some(({ mark }) => mark === "field");
  const bars = layers.filter(({ mark }) => mark === "bars").map(nameOf);
  const canvas: Canvas = {
    x,
    y,
    frame,
    categories: layout.categories,
    taken: new Taken(layers.flatMap((layer) => inkOf(layer, x, y, layout.categories))),
    slots: Array.from(new Set(bars)),
    hasField,
    color,
    // Lines with their names at the ends need no other distinction, unless they cover each other.
    isDashed: isPatterned(layers) && (names.isLegend || isCovered(linesOf(layers, x, y))),
    isPatterned: isPatterned(layers),
  };
  const isEmpty = !layers.some((layer) => isVisible(layer, x, y));
  const marks = isEmpty
    ? moved(frame.left, frame.top, noData(space.language, frame.right - frame.left, frame.bottom - frame.top).body)
    : drawAxes(x, y, frame, { across: !hasField, up: !hasField && isScatter(layers) }) +
      marksOf(layers, canvas, chart) +
      (hasField ? outline(frame) : zeroLine(y, frame));
  const body = [
    names.body,
    layout.heads.draw(frame.left, layout.width, frame.top - 12),
    drawName(layout.xNames, frame, layout.categoryNames?.height),
    marks,
    layout.categoryNames ? moved(0, frame.bottom, layout.categoryNames.body) : "",
    layout.bar ? colorBar(layout.bar, frame.right + 14, frame.top, frame.bottom - frame.top).body : "",
  ];
  return {
    width: Math.max(layout.width, names.width),
    height: layout.height,
    body: body.filter((piece) => piece !== "").join("\n"),
  };
}

/** The layout with the names of series: at the ends of lines if they fit there, else in a legend above. */
function named(chart: Chart, layers: readonly Counted[], space: Space, color: Canvas["color"]) {
  if (space.isNamed === true)
    return { layout: layoutOf(chart, layers, space, {}), names: { body: "", width: 0, isLegend: true } };
  const ends = lineEnds(layers);
  const beside = ends && endsWidth(ends, space.width);
  if (ends !== undefined && beside !== undefined) {
    const layout = layoutOf(chart, layers, space, { beside });
    const body = drawEnds(ends, layout, color);
    if (body !== undefined) return { layout, names: { body, width: 0, isLegend: false } };
  }
  const legend = drawLegend(entriesOf(layers, color), space.width);
  const layout = layoutOf(chart, layers, space, { top: legend.height });
  return { layout, names: { ...legend, isLegend: true } };
}

/** Named lines in pixels. */
function linesOf(layers: readonly Counted[], x: Scale, y: Scale): (readonly [number, number])[][] {
  return layers.flatMap((layer) =>
    layer.mark === "line" && layer.name !== undefined
      ? [layer.points.map(([a, b]) => [x.at(a), y.at(b)] as const)]
      : [],
  );
}

/** Returns true if the chart has several series, which dashes, hatching and shapes distinguish in addition to colors. */
function isPatterned(layers: readonly Counted[]): boolean {
  return seriesColors(layers).size > 1;
}

/** Legend entries of a chart. */
export function legendOf(chart: Chart, space: Space): Entry[] {
  return entriesOf(counted(chart), coloring(chart, space));
}

/** Maps series names to color classes. Panels share colors unless points must match the regions below them. */
function coloring({ layers }: Chart, space: Space): Canvas["color"] {
  const fields = layers.filter((layer) => layer.mark === "field");
  const own = seriesColors(layers);
  const isCommon =
    !fields.some(({ scale }) => scale === "categories") &&
    Array.from(own.keys()).every((name) => space.colors.has(name));
  const colors = isCommon ? space.colors : own;
  // Unnamed layers are gray next to named layers.
  const unnamed = own.size === 0 && fields.length === 0 ? "0" : "n";
  return (name) => (name === undefined ? unnamed : `${colors.get(name) ?? "n"}`);
}

/** One legend entry per name, with the marks of all layers of that name. */
function entriesOf(layers: readonly Counted[], color: Canvas["color"]): Entry[] {
  const isNumeric = !layers.some(({ mark }) => mark === "bars");
  const marks = new Map<string, Set<Entry["marks"] extends ReadonlySet<infer M> ? M : never>>();
  for (const layer of layers) {
    const name = nameOf(layer);
    const mark = legendMark(layer, isNumeric);
    if (name === undefined || mark === undefined) continue;
    marks.set(name, (marks.get(name) ?? new Set()).add(mark));
  }
  return Array.from(marks, ([name, marks]) => ({
    name,
    color: color(name),
    marks,
    isPatterned: isPatterned(layers),
  }));
}

/** Draws the layers. Clips them to a domain given by the user; points outside are omitted. */
function marksOf(layers: readonly Counted[], canvas: Canvas, chart: Chart): string {
  const { frame } = canvas;
  const isCut = (layer: Counted) =>
    layer.mark === "field" ||
    ((chart.x.domain !== undefined || chart.y.domain !== undefined) && !/points|text|rule/.test(layer.mark));
  const cut = (body: string) =>
    clipped(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top, body);
  return layers.map((layer) => (isCut(layer) ? cut(drawLayer(layer, canvas)) : drawLayer(layer, canvas))).join("\n");
}

function isVisible(layer: Counted, x: Scale, y: Scale): boolean {
  if (layer.mark === "rule") return false;
  if (layer.mark === "bars") return layer.values.some(([, value]) => Number.isFinite(y.at(value)));
  if (layer.mark === "field") return layer.values.flat().some(Number.isFinite);
  if (layer.mark === "bins") return layer.bins.some(([, , count]) => count > 0);
  return (
    xsOf(layer).some((value) => Number.isFinite(x.at(value))) &&
    ysOf(layer).some((value) => Number.isFinite(y.at(value)))
  );
}

/** A line at zero if the values have both signs, since the lower border is then not the zero line. */
function zeroLine(y: Scale, frame: Frame): string {
  if (y.kind === "log" || !(y.low < 0 && y.high > 0)) return "";
  return `<path class="axis" d="M${frame.left},${y.at(0).toFixed(1)}H${frame.right}"/>`;
}

function outline({ left, right, top, bottom }: Frame): string {
  return element("rect", { class: "outline", x: left, y: top, width: right - left, height: bottom - top });
}
