/** Finds lines that cover each other, of which readers would see only the last one. */
import type { Point } from "../../models/figure.ts";

/** Number of compared positions, and maximum distance in pixels of lines that cover each other. */
const [count, close] = [60, 2];
/** Minimum share of the common range that is covered. */
const share = 0.2;

/** Returns true if two of the lines, given in pixels from left to right, run along each other. */
export function isCovered(lines: readonly (readonly Point[])[]): boolean {
  const finite = lines.map((points) => points.filter((point) => point.every(Number.isFinite)));
  return finite.some((one, i) => finite.slice(i + 1).some((other) => runAlong(one, other)));
}

function runAlong(one: readonly Point[], other: readonly Point[]): boolean {
  if (one.length < 2 || other.length < 2) return false;
  const left = Math.max(one[0]![0], other[0]![0]);
  const right = Math.min(one.at(-1)![0], other.at(-1)![0]);
  if (!(left < right)) return false;
  const places = Array.from({ length: count }, (_, i) => left + ((i + 0.5) / count) * (right - left));
  const [first, second] = [heightsAt(one, places), heightsAt(other, places)];
  return first.filter((height, i) => Math.abs(height - second[i]!) < close).length >= share * count;
}

/** Heights of a line at ascending positions within its range, between its points. */
function heightsAt(points: readonly Point[], places: readonly number[]): number[] {
  let next = 1;
  return places.map((place) => {
    while (next < points.length - 1 && points[next]![0] < place) next++;
    const [from, to] = [points[next - 1]!, points[next]!];
    const part = to[0] === from[0] ? 0 : (place - from[0]) / (to[0] - from[0]);
    return from[1] + part * (to[1] - from[1]);
  });
}
