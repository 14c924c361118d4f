/**
 * A figure of learning curves as SVG text: faint measurements under a smoothed line, readable on light and dark pages.
 * It needs no fonts, scripts or other files.
 */
import { line } from "d3-shape";
import type { Axis, ScaleKind } from "./scale.ts";
import { isShown, positionAxis, valueAxis } from "./scale.ts";

export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  /** Ordered by x. */
  readonly points: readonly Point[];
}

export interface CurveOptions {
  readonly title: string;
  /** What the axes count, such as "step" and "loss". */
  readonly x: string;
  readonly y: string;
  readonly scale?: ScaleKind;
}

const width = 760;
const height = 440;
const frame = { left: 64, right: width - 28, top: 92, bottom: height - 52 };
/** Up to so many points are few enough to be marked one by one and joined as they are. */
const sparse = 40;

// Of each series, on light and on dark ground.
const palette = [
  ["#2563d9", "#6ea3ff"],
  ["#d9580d", "#ff9a57"],
  ["#0d8a62", "#45cf9f"],
  ["#9a3fc4", "#cf8df2"],
  ["#b0143c", "#ff7d99"],
  ["#6b6f00", "#cdd14a"],
] as const;

/** Numbers that the scale cannot show are left out. Beyond six series colours repeat. */
export function curve(series: readonly Series[], { title, x, y, scale = "linear" }: CurveOptions): string {
  const shown = series.map(({ name, points }) => ({
    name,
    points: points.filter(([, value]) => isShown(value, scale)),
  }));
  const all = shown.flatMap(({ points }) => points);
  const across = positionAxis(
    all.map(([position]) => position),
    [frame.left, frame.right],
    7,
  );
  const up = valueAxis(
    all.map(([, value]) => value),
    scale,
    [frame.bottom, frame.top],
    6,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="10"/>`,
    `<text class="title" x="24" y="36">${escape(title)}</text>`,
    legend(shown),
    grid(across, up),
    `<text class="name" x="24" y="${frame.top - 10}">${escape(y)}</text>`,
    `<text class="name" x="${frame.right}" y="${height - 12}" text-anchor="end">${escape(x)}</text>`,
    // All measurements first, so that no smoothed line is veiled.
    ...shown.map(({ points }, i) => measurements(points, i, across, up)),
    ...shown.map(({ points }, i) => trend(points, i, across, up)),
    "</svg>\n",
  ].join("\n");
}

function legend(series: readonly Series[]): string {
  let left = 24;
  const entries = series.map(({ name, points }, i) => {
    const last = (points.length > sparse ? smooth(points) : points).at(-1)?.[1];
    const value = last === undefined ? "" : ` <tspan class="muted">${formatValue(last)}</tspan>`;
    const at = left;
    left += 40 + 7.2 * (name.length + (last === undefined ? 0 : formatValue(last).length + 1));
    return (
      `<path class="line ${colourClass(i)}" d="M${at},56h18"/>` +
      `<text class="legend" x="${at + 25}" y="60">${escape(name)}${value}</text>`
    );
  });
  return entries.join("\n");
}

function grid(across: Axis, up: Axis): string {
  const rules = up.ticks.map(({ value, label }) => {
    const at = round(up.at(value));
    return (
      `<path class="rule" d="M${frame.left},${at}H${frame.right}"/>` +
      `<text class="tick" x="${frame.left - 10}" y="${at + 4}" text-anchor="end">${label}</text>`
    );
  });
  const marks = across.ticks.map(({ value, label }) => {
    const at = round(across.at(value));
    return (
      `<path class="axis" d="M${at},${frame.bottom}v5"/>` +
      `<text class="tick" x="${at}" y="${frame.bottom + 20}" text-anchor="middle">${label}</text>`
    );
  });
  return [...rules, `<path class="axis" d="M${frame.left},${frame.bottom}H${frame.right}"/>`, ...marks].join("\n");
}

function measurements(points: readonly Point[], i: number, across: Axis, up: Axis): string {
  if (points.length <= sparse) return "";
  return `<path class="raw ${colourClass(i)}" d="${pathOf(extremes(points), across, up)}"/>`;
}

function trend(points: readonly Point[], i: number, across: Axis, up: Axis): string {
  if (points.length > sparse) return `<path class="line ${colourClass(i)}" d="${pathOf(smooth(points), across, up)}"/>`;
  const marks = points.map(([x, y]) => `<circle cx="${round(across.at(x))}" cy="${round(up.at(y))}" r="4"/>`);
  const path = `<path class="line ${colourClass(i)}" d="${pathOf(points, across, up)}"/>`;
  return `${path}<g class="mark fill${i % palette.length}">${marks.join("")}</g>`;
}

function pathOf(points: readonly Point[], across: Axis, up: Axis): string {
  const path = line<Point>(
    ([x]) => across.at(x),
    ([, y]) => up.at(y),
  ).digits(1);
  return path(points) ?? "";
}

/** Means over a twentieth of the curve. The window is centred and shrinks towards the steep start. */
function smooth(points: readonly Point[]): Point[] {
  const sums = [0];
  for (const [, y] of points) sums.push(sums.at(-1)! + y);
  const reach = Math.ceil(points.length / 40);
  const stride = Math.max(1, Math.floor(points.length / 300));
  const picked = points.map((_, i) => i).filter((i) => i % stride === 0 || i === points.length - 1);
  return picked.map((i) => {
    const start = i - Math.min(i, reach);
    const end = Math.min(points.length, i + Math.min(i, reach) + 1);
    return [points[i]![0], (sums[end]! - sums[start]!) / (end - start)];
  });
}

/** The lowest and highest point of each of at most 700 stretches: what a dense line looks like, in fewer bytes. */
function extremes(points: readonly Point[]): readonly Point[] {
  const stretch = Math.ceil(points.length / 700);
  if (stretch <= 2) return points;
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += stretch) {
    const part = points.slice(start, start + stretch);
    const low = part.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = part.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

const style = [
  "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;font-size:13px;fill:#1d2330}",
  ".title{font-size:18px;font-weight:600}.name,.tick,.muted{fill:#667085}.tick{font-size:12px}",
  ".page{fill:#fff}.rule{stroke:#e7e9ee}.axis{stroke:#98a1b2}path{fill:none}",
  ".line{stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}.raw{stroke-width:1;opacity:.28}",
  ".mark circle{stroke:#fff;stroke-width:1.5}",
  ...palette.map(([light], i) => `.stroke${i}{stroke:${light}}.fill${i}{fill:${light}}`),
  "@media(prefers-color-scheme:dark){",
  "text{fill:#e8ebf2}.name,.tick,.muted{fill:#98a1b5}.page{fill:#14171e}.rule{stroke:#272c37}.axis{stroke:#586074}",
  ".raw{opacity:.34}.mark circle{stroke:#14171e}",
  ...palette.map(([, dark], i) => `.stroke${i}{stroke:${dark}}.fill${i}{fill:${dark}}`),
  "}",
].join("");

function colourClass(i: number): string {
  return `stroke${i % palette.length}`;
}

function formatValue(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function round(position: number): number {
  return Math.round(position * 10) / 10;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
