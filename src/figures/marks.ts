/** Draws the layers of a chart. */
import { area } from "d3-shape";
import type { Point } from "../../models/figure.ts";
import type { Layer } from "./shown.ts";
import type { Frame, Scale } from "./axis.ts";
import { numberText } from "./axis.ts";
import { drawField } from "./field.ts";
import type { Bins, Counted } from "./layers.ts";
import { dashClass, hatching } from "./patterns.ts";
import { dots, drawSeries } from "./series.ts";
import { element, label, round } from "./svg.ts";
import type { Place, Taken } from "./taken.ts";

type Of<M extends Counted["mark"]> = Extract<Counted, { readonly mark: M }>;

export interface Canvas {
  readonly x: Scale;
  readonly y: Scale;
  readonly frame: Frame;
  /** Categories of the bars; their x coordinates are 0, 1, 2, …. */
  readonly categories: readonly string[] | undefined;
  /** Names of the bar layers, which are drawn side by side. */
  readonly slots: readonly (string | undefined)[];
  readonly taken: Taken;
  /** Set if the layer is drawn over a color field. */
  readonly hasField: boolean;
  /** Set if lines differ by dashes in addition to their colors. */
  readonly isDashed: boolean;
  /** Set if bars differ by hatching and points by shapes. */
  readonly isPatterned: boolean;
  /** Suffix of the color classes by series name. */
  readonly color: (name: string | undefined) => string;
}

export function drawLayer(layer: Counted, canvas: Canvas): string {
  const { x, y, hasField } = canvas;
  switch (layer.mark) {
    case "line":
      return drawSeries(layer.points, {
        x,
        y,
        color: canvas.color(layer.name),
        pattern: layer.dashed === true ? " dashed" : canvas.isDashed ? dashClass(canvas.color(layer.name)) : "",
        dashed: layer.dashed === true,
        isPatterned: canvas.isPatterned,
        halo: hasField,
      });
    case "points":
      return points(layer, canvas);
    case "band":
      return canvas.categories === undefined ? band(layer, canvas) : whiskers(layer, canvas);
    case "bars":
      return bars(layer, canvas);
    case "bins":
      return bins(layer, canvas);
    case "arrows":
      return arrows(layer, canvas);
    case "text":
      return texts(layer, canvas);
    case "rule":
      return rule(layer, canvas);
    case "field":
      return drawField(layer, x, y, canvas.taken);
  }
}

/** Maximum number of points drawn as circles. More are drawn as one path of round dots, which takes fewer bytes. */
const many = 400;

function points(layer: Of<"points">, { x, y, color, isPatterned }: Canvas): string {
  const shown = layer.points.filter(([a, b]) => x.holds(a) && y.holds(b));
  const places = shown.map(([a, b]): Point => [x.at(a), y.at(b)]);
  if (places.length <= many) {
    return dots(places, color(layer.name), places.length <= 60 ? 4.25 : 3.25, isPatterned);
  }
  const path = places.map(([a, b]) => `M${a.toFixed(1)},${b.toFixed(1)}h0`).join("");
  const width = places.length <= 2000 ? 4 : 2.5;
  return element("path", { class: `cloud s${color(layer.name)}`, "stroke-width": width, d: path });
}

function band(layer: Of<"band">, { x, y, color }: Canvas): string {
  const shape = area<Of<"band">["points"][number]>(
    ([at]) => x.at(at),
    ([, low]) => y.at(low),
    ([, , high]) => y.at(high),
  )
    .defined((point) => [x.at(point[0]), y.at(point[1]), y.at(point[2])].every(Number.isFinite))
    .digits(1);
  const path = shape(layer.points) ?? "";
  return path === "" ? "" : `<path class="band f${color(layer.name)}" d="${path}"/>`;
}

/** Offset of the bars of this name within their category, and their width, in pixels. */
function slotOf(name: string | undefined, { x, slots }: Canvas): { offset: number; width: number } {
  const step = x.at(1) - x.at(0);
  const room = Math.min(step * 0.78, 72 * slots.length);
  const slot = slots.indexOf(name);
  const width = room / slots.length;
  return { offset: slot < 0 ? 0 : (slot + 0.5) * width - room / 2, width: width * (slots.length > 1 ? 0.9 : 1) };
}

function bars(layer: Of<"bars">, canvas: Canvas): string {
  const { x, y, color, categories = [] } = canvas;
  const { offset, width } = slotOf(layer.name, canvas);
  const floor = y.at(y.kind === "log" ? y.low : 0);
  const shown = layer.values.filter(([, value]) => Number.isFinite(y.at(value)));
  const boxes = shown.map(([category, value]) => ({
    x: x.at(categories.indexOf(category)) + offset - width / 2,
    y: Math.min(y.at(value), floor),
    width,
    height: Math.abs(y.at(value) - floor),
  }));
  if (boxes.length === 0) return "";
  const rects = boxes.map((box, i) => element("rect", box, `<title>${numberText(shown[i]![1])}</title>`));
  const look = color(layer.name);
  return `<g class="f${look}">${rects.join("")}</g>${canvas.isPatterned ? hatching(look, boxes) : ""}`;
}

/** Draws a band over categories as error bars from low to high. */
function whiskers(layer: Of<"band">, canvas: Canvas): string {
  const { x, y } = canvas;
  const { offset } = slotOf(layer.name, canvas);
  const lines = layer.points.map(([at, low, high]) => {
    const middle = x.at(at) + offset;
    const [bottom, top] = [y.at(low), y.at(high)];
    if (![middle, bottom, top].every(Number.isFinite)) return "";
    const cap = (level: number) => `M${round(middle - 4)},${round(level)}h8`;
    return `${cap(bottom)}M${round(middle)},${round(bottom)}V${round(top)}${cap(top)}`;
  });
  return `<path class="whisker" d="${lines.join("")}"/>`;
}

function bins({ bins, name }: Bins, { x, y, color, isPatterned }: Canvas): string {
  const floor = y.at(y.kind === "log" ? y.low : 0);
  const filled = bins.filter(([, , count]) => count > 0);
  if (filled.length === 0) return "";
  const boxes = filled.map(([low, high, count]) => {
    const [left, top] = [x.at(low), y.at(count)];
    return { x: left, y: top, width: Math.max(x.at(high) - left - 0.75, 0.75), height: floor - top };
  });
  const rects = boxes.map((box, i) => element("rect", box, `<title>${filled[i]![2]}</title>`));
  const look = color(name);
  return `<g class="bins f${look}">${rects.join("")}</g>${isPatterned ? hatching(look, boxes) : ""}`;
}

function arrows(layer: Of<"arrows">, { x, y, color, hasField }: Canvas): string {
  const path = layer.arrows
    .map(([a, b, da, db]) => [x.at(a), y.at(b), x.at(a + da), y.at(b + db)] as const)
    .filter((ends) => ends.every(Number.isFinite))
    .map((ends) => arrowPath(...ends))
    .join("");
  if (path === "") return "";
  return `${hasField ? `<path class="halo" d="${path}"/>` : ""}<path class="arrow s${color(layer.name)}" d="${path}"/>`;
}

/** A line with an open arrowhead, which is smaller on a short line. */
function arrowPath(x1: number, y1: number, x2: number, y2: number): string {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const head = Math.min(7, 0.45 * length);
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const side = (turn: number) =>
    `${round(x2 - head * Math.cos(angle + turn))},${round(y2 - head * Math.sin(angle + turn))}`;
  return `M${round(x1)},${round(y1)}L${round(x2)},${round(y2)}M${side(0.5)}L${round(x2)},${round(y2)}L${side(-0.5)}`;
}

function texts(layer: Of<"text">, { x, y, frame, taken }: Canvas): string {
  return layer.texts
    .filter(([a, b]) => x.holds(a) && y.holds(b))
    .map(([a, b, content]) => {
      const [at, baseline] = [x.at(a), y.at(b)];
      const { anchor, ...place } = taken.place(content, 13, frame, [
        { x: at, baseline: baseline - 8, anchor: "middle" },
        { x: at, baseline: baseline + 18, anchor: "middle" },
        { x: at + 8, baseline: baseline + 4, anchor: "start" },
        { x: at - 8, baseline: baseline + 4, anchor: "end" },
      ]);
      return label(place.x, place.baseline, content, { class: "over", anchor });
    })
    .join("");
}

function rule(layer: Of<"rule">, { x, y, frame, color, taken }: Canvas): string {
  const scale = layer.axis === "x" ? x : y;
  if (!scale.holds(layer.value)) return "";
  const at = round(scale.at(layer.value));
  const path = layer.axis === "x" ? `M${at},${frame.top}V${frame.bottom}` : `M${frame.left},${at}H${frame.right}`;
  const line = `<path class="thin dashed s${color(layer.name)}" d="${path}"/>`;
  if (layer.name === undefined) return line;
  const rows = layer.axis === "y" ? [at - 6, at + 15] : [frame.top + 14, frame.top + 30, frame.bottom - 8];
  const candidates = rows.flatMap((baseline): Place[] => [
    { x: layer.axis === "y" ? frame.right - 4 : at - 6, baseline, anchor: "end" },
    { x: layer.axis === "y" ? frame.left + 4 : at + 6, baseline, anchor: "start" },
  ]);
  const place = taken.place(layer.name, 12, frame, candidates);
  return line + label(place.x, place.baseline, layer.name, { class: "tick over", anchor: place.anchor });
}

/** Positions of a layer's marks in pixels. */
export function inkOf(layer: Counted, x: Scale, y: Scale, categories: readonly string[] = []): Point[] {
  const column = (left: number, value: number) => {
    const [from, to] = [y.at(y.low), y.at(value)];
    const count = Math.ceil(Math.abs(from - to) / 10);
    return Array.from({ length: count + 1 }, (_, i): Point => [left, from + ((to - from) * i) / Math.max(count, 1)]);
  };
  switch (layer.mark) {
    case "line":
      return dense(layer.points.map(([a, b]) => [x.at(a), y.at(b)]));
    case "points":
      return layer.points.map(([a, b]) => [x.at(a), y.at(b)]);
    case "arrows":
      return layer.arrows.flatMap(([a, b, da, db]) =>
        dense([
          [x.at(a), y.at(b)],
          [x.at(a + da), y.at(b + db)],
        ]),
      );
    case "bars":
      return layer.values.flatMap(([category, value]) =>
        [-0.35, -0.15, 0.15, 0.35].flatMap((part) => column(x.at(categories.indexOf(category) + part), value)),
      );
    case "bins":
      return layer.bins.flatMap(([low, high, count]) =>
        count > 0 ? [low, high].flatMap((edge) => column(x.at(edge), count)) : [],
      );
    default:
      return [];
  }
}

/** The points with others between them, at most 8 pixels apart. */
function dense(places: readonly Point[]): Point[] {
  return places.flatMap(([x, y], i) => {
    const [nextX, nextY] = places[i + 1] ?? [NaN, NaN];
    const length = Math.hypot(nextX - x, nextY - y);
    const steps = Number.isFinite(length) ? Math.max(1, Math.ceil(length / 8)) : 1;
    return Array.from({ length: steps }, (_, k): Point =>
      k === 0 ? [x, y] : [x + ((nextX - x) * k) / steps, y + ((nextY - y) * k) / steps],
    );
  });
}

/** Legend mark of a layer; undefined if the layer has none. */
export function legendMark(
  layer: Layer | Bins,
  isNumeric: boolean,
): "line" | "dashed" | "dots" | "area" | "block" | undefined {
  switch (layer.mark) {
    case "line":
      return layer.dashed === true ? "dashed" : "line";
    case "arrows":
      return "line";
    case "points":
      return "dots";
    case "band":
      return isNumeric ? "area" : undefined;
    case "bars":
    case "bins":
    case "histogram":
      return "block";
    default:
      return undefined;
  }
}
