/** Draws a heat map: one path per color, names of rows and columns, and optional numbers in the cells. */
import type { Heatmap } from "./shown.ts";
import { numberText } from "./axis.ts";
import { type NameRow, nameRow } from "./categories.ts";
import { type ValueScale, categoryColor, rampSteps, valueScale } from "./colors.ts";
import { colorBar } from "./color-bar.ts";
import { headsOf } from "./heads.ts";
import { drawLegend } from "./legend.ts";
import { raster } from "./raster.ts";
import type { Space } from "./space.ts";
import { shortenAll, textWidth, wrap } from "./measure.ts";
import { type Drawing, element, label, moved, noData, paragraph, round } from "./svg.ts";

/** Minimum size of a font in pixels. */
const smallest = 8;
/** Maximum side of a cell in pixels. */
const largest = 44;
/** Maximum width of labels next to a smaller map in pixels. */
const widest = 320;

export function drawHeatmap(map: Heatmap, space: Space): Drawing {
  const rows = map.values.length;
  const columns = map.values[0]?.length ?? 0;
  if (rows * columns === 0) return noData(space.language);
  const scale = valueScale(map.values, map.scale, map.domain);
  const rowNames = shortenAll(map.rows.names ?? counts(rows), 0.28 * space.width, 12);
  const left = Math.max(24, ...rowNames.map((name) => textWidth(name, 12) + 9));
  const legend = keyOf(map, scale, space);
  const right = legend.bar === undefined ? 8 : 16 + legend.bar(0, 0, 100).width;
  const cell = cellSize(map, Math.max(space.width - left - right, 40), rows, columns);
  const across = cell.width * columns;
  const down = cell.height * rows;
  // Labels of a small map may be wider than the map.
  const room = Math.max(left + across + right, Math.min(space.width, widest));
  const heads = headsOf(map.rows.label, legend.bar === undefined ? "" : (map.label ?? ""), room);
  const top = legend.height + heads.height + 12;
  const below = columnNames(map, columns, cell.width, left);
  const columnLabel = wrap(map.columns.label, room, 13).filter((line) => line !== "");
  const labelWidth = Math.max(0, ...columnLabel.map((line) => textWidth(line, 13)));
  const bar = legend.bar?.(left + across + 14, top, Math.max(down, 80));
  const inner = left + across + right;
  const width = Math.max(inner, heads.width, labelWidth, legend.width);
  const center = Math.min(Math.max(left + across / 2, labelWidth / 2), width - labelWidth / 2);
  // The color bar may be higher than the map; a long label is below it.
  const isBelow = bar !== undefined && center + labelWidth / 2 > left + across;
  const foot = Math.max(top + down + below.height, isBelow ? top + 88 : 0);
  const body = [
    legend.body,
    heads.draw(0, inner, top - 12),
    moved(
      left,
      top,
      cells(map, scale, cell) +
        (map.numbers === true ? numbers(map, scale, cell) : "") +
        element("rect", { class: "outline", x: 0, y: 0, width: across, height: down }),
    ),
    rowLabels(map, rowNames, left, top, cell.height),
    moved(left, top + down, below.body),
    paragraph(center, foot + 18, columnLabel, 16, { class: "name", anchor: "middle" }),
    bar?.body ?? "",
  ];
  return {
    width,
    height: Math.max(foot + 8 + 16 * columnLabel.length, top + 84),
    body: body.filter((piece) => piece !== "").join("\n"),
  };
}

/** Cells are square unless this makes them too small in a long map. With numbers, they are wide enough for the text. */
function cellSize(map: Heatmap, room: number, rows: number, columns: number): CellSize {
  const tallest = Math.min(largest, 560 / Math.max(rows, 1));
  const widest = Math.min(largest, room / Math.max(columns, 1));
  const side = Math.min(tallest, widest);
  const isLong = Math.max(tallest, widest) > 3 * side;
  if (map.numbers === true) {
    const width = Math.min(Math.max(side, textRoom(map.values) + 8), room / Math.max(columns, 1));
    return { width, height: Math.max(Math.min(side, width), Math.min(22, 900 / Math.max(rows, 1))) };
  }
  return isLong
    ? { width: Math.min(widest, 3 * side), height: Math.min(tallest, 3 * side) }
    : { width: side, height: side };
}

interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Maximum number of cells drawn as paths. Larger maps are images, which take fewer bytes. */
const many = 4096;

/** Draws the cells as one path per color, or as an image. Cells that the scale cannot show stay empty. */
function cells({ values }: Heatmap, scale: ValueScale, { width, height }: CellSize): string {
  const [rows, columns] = [values.length, values[0]!.length];
  if (rows * columns > many) {
    return raster(values, scale, { x: 0, y: 0, width: width * columns, height: height * rows, class: "pixels" });
  }
  const paths = new Map<string, string>();
  for (const [row, cells] of values.entries()) {
    for (const [column, value] of cells.entries()) {
      const name = colorClass(scale, value);
      if (name === undefined) continue;
      const [x, y] = [round(column * width), round(row * height)];
      const path = `M${x},${y}H${round((column + 1) * width)}V${round((row + 1) * height)}H${x}z`;
      paths.set(name, (paths.get(name) ?? "") + path);
    }
  }
  // Without antialiasing there are no seams between cells of the same color.
  const filled = Array.from(paths, ([name, path]) => `<path class="${name}" d="${path}"/>`);
  return `<g shape-rendering="crispEdges">${filled.join("")}</g>`;
}

/** Writes the values into their cells, in a font size that fits, unless they would be too small to read. */
function numbers({ values }: Heatmap, scale: ValueScale, { width, height }: CellSize): string {
  const size = round(Math.min(11, (11 * (width - 4)) / textRoom(values)));
  if (size < smallest) return "";
  const pieces = values.flatMap((cells, row) =>
    cells.map((value, column) => {
      const name = colorClass(scale, value);
      if (name === undefined) return "";
      const attributes = {
        class: `small on${name}`,
        x: (column + 0.5) * width,
        y: (row + 0.5) * height + 0.36 * size,
        "text-anchor": "middle",
        style: size < 11 ? `font-size:${size}px` : undefined,
      };
      return element("text", attributes, cellText(value));
    }),
  );
  return pieces.join("");
}

/** Width of the widest number. */
function textRoom(values: Heatmap["values"]): number {
  return values.flat().reduce((most, value) => Math.max(most, textWidth(cellText(value), 11)), 1);
}

function colorClass(scale: ValueScale, value: number): string | undefined {
  const t = scale.at(value);
  if (Number.isNaN(t)) return undefined;
  if (scale.kind === "categories") return `f${categoryColor(value)}`;
  return `${scale.kind === "diverging" ? "d" : "q"}${Math.round(t * (rampSteps - 1))}`;
}

function cellText(value: number): string {
  if (Number.isNaN(value)) return "";
  return Number.isInteger(value) ? numberText(value) : numberText(Number(value.toPrecision(2)));
}

function rowLabels(map: Heatmap, shown: readonly string[], left: number, top: number, step: number): string {
  const every = map.rows.names === undefined ? roundStep(17 / step) : Math.ceil(12 / step);
  return shown
    .map((name, i) => {
      if (i % every !== 0) return "";
      const whole = map.rows.names?.[i];
      const hint = whole === undefined || whole === name ? undefined : whole;
      return label(left - 7, top + (i + 0.5) * step + 4, name, { class: "tick", anchor: "end", hint });
    })
    .join("");
}

function columnNames(map: Heatmap, columns: number, step: number, left: number): NameRow {
  if (map.columns.names !== undefined)
    return nameRow(map.columns.names, { at: (i) => (i + 0.5) * step, step, before: left + 16 });
  const every = roundStep((textWidth(String(columns), 12) + 8) / step);
  const shown = counts(columns).map((name, i) =>
    i % every === 0 ? label((i + 0.5) * step, 16, name, { class: "tick", anchor: "middle" }) : "",
  );
  return { body: shown.join(""), height: 20 };
}

/** The smallest of 1, 2, 5, 10, 20, … that is at least `atLeast`. */
function roundStep(atLeast: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power >= atLeast) return digit * power;
  }
}

function counts(length: number): string[] {
  return Array.from({ length }, (_, i) => String(i));
}

interface Key {
  /** Legend above the map. */
  readonly body: string;
  readonly width: number;
  readonly height: number;
  /** Color bar next to the map. */
  readonly bar: ((left: number, top: number, height: number) => ReturnType<typeof colorBar>) | undefined;
}

/** The legend of a heat map: a color bar, or one entry per category. */
function keyOf(map: Heatmap, scale: ValueScale, { width, isScaled }: Space): Key {
  if (isScaled === true) return { body: "", width: 0, height: 0, bar: undefined };
  if (map.scale !== "categories") {
    return {
      body: "",
      width: 0,
      height: 0,
      bar: (left, top, height) => colorBar({ scale, label: map.label, veiled: false }, left, top, height),
    };
  }
  const numbers = Array.from(new Set(map.values.flat().filter(Number.isFinite))).sort((a, b) => a - b);
  const entries = numbers.map((number) => ({
    name: `${map.label ? `${map.label} ` : ""}${number}`,
    color: `${categoryColor(number)}`,
    marks: new Set(["block"] as const),
  }));
  const legend = drawLegend(entries, width);
  return { ...legend, height: legend.height > 0 ? legend.height + 12 : 0, bar: undefined };
}
