/** Draws the lines of a chart: with gaps, with markers if there are few points, and smoothed if values are noisy. */
import { line } from "d3-shape";
import type { Point } from "../../models/figure.ts";
import type { Scale } from "./axis.ts";
import { shape } from "./patterns.ts";

export interface SeriesOptions {
  readonly x: Scale;
  readonly y: Scale;
  /** Suffix of the color classes: `s` plus this for strokes, `f` plus this for fills. */
  readonly color: string;
  /** Class of the pattern of the line, after a space; empty if it is solid. */
  readonly pattern: string;
  /** Set if the line is dashed by its data. Such lines have no markers. */
  readonly dashed: boolean;
  /** Set if markers differ between series. */
  readonly isPatterned: boolean;
  /** Set if the line is drawn over a color field and needs an outline. */
  readonly halo: boolean;
}

/** Range of the number of points with markers. Two points are only the ends of a line. */
const marked = { from: 3, to: 25 };
/** Minimum number of points of a line that may be smoothed as noise. */
const dense = 100;

export function drawSeries(points: readonly Point[], options: SeriesOptions): string {
  const { x, y, color, pattern, dashed, halo } = options;
  const shown = points.map(([a, b]) => [x.at(a), y.at(b)] as const).map((at) => (at.every(isFinite) ? at : gap));
  if (isNoise(shown)) {
    const trend = smooth(points).map(([a, b]) => [x.at(a), y.at(b)] as const);
    return `<path class="raw s${color}" d="${pathOf(extremes(shown))}"/>${stroke(pathOf(trend), color, pattern, halo)}`;
  }
  const whole = stroke(pathOf(simplify(shown)), color, pattern, halo);
  const isMarked = shown.length >= marked.from && shown.length <= marked.to && !dashed;
  return isMarked ? whole + dots(shown, color, 3.5, options.isPatterned) : whole;
}

/** Marks with outlines that separate neighbors: circles, or shapes that differ between series. */
export function dots(places: readonly Point[], color: string, radius: number, isPatterned: boolean): string {
  const seen = places.filter((place) => place !== gap);
  const marks = seen.map(([x, y]) => shape(isPatterned ? color : "n", x, y, radius));
  return marks.length === 0 ? "" : `<g class="ring f${color}">${marks.join("")}</g>`;
}

const gap: Point = [NaN, NaN];

function stroke(path: string, color: string, pattern: string, halo: boolean): string {
  if (path === "") return "";
  const under = halo ? `<path class="halo" d="${path}"/>` : "";
  return `${under}<path class="line s${color}${pattern}" d="${path}"/>`;
}

const path = line<Point>()
  .defined((place) => !Number.isNaN(place[0]))
  .digits(1);

function pathOf(places: readonly Point[]): string {
  return path(places) ?? "";
}

/**
 * Returns true if a line looks like noisy measurements: it changes direction at about every other point, by a visible
 * amount. Functions rarely change direction, even if they jump.
 */
function isNoise(places: readonly Point[]): boolean {
  if (places.length < dense || places.some((place, i) => i > 0 && !(place[0] > places[i - 1]![0]))) return false;
  let turns = 0;
  let sway = 0;
  for (let i = 1; i < places.length - 1; i++) {
    const before = places[i]![1] - places[i - 1]![1];
    const after = places[i + 1]![1] - places[i]![1];
    if (before * after < 0) turns++;
    sway += Math.abs(after - before);
  }
  return turns > 0.25 * places.length && sway > 0.6 * places.length;
}

/** Moving average over a twentieth of the curve. The window is centered and shrinks toward the steep start. */
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

/** Minimum and maximum of each of at most 700 intervals: looks like the dense line, in fewer bytes. */
function extremes(places: readonly Point[]): readonly Point[] {
  const stretch = Math.ceil(places.length / 700);
  if (stretch <= 2) return places;
  const kept: Point[] = [];
  for (let start = 0; start < places.length; start += stretch) {
    const part = places.slice(start, start + stretch);
    const low = part.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = part.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

/** Removes points less than a pixel from the last one that is kept. */
function simplify(places: readonly Point[]): readonly Point[] {
  if (places.length <= 400) return places;
  let last = gap;
  return places.filter((place, i) => {
    const near = Math.hypot(place[0] - last[0], place[1] - last[1]) < 0.8;
    if (near && i < places.length - 1) return false;
    last = place;
    return true;
  });
}
