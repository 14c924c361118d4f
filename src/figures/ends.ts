/** Names of lines at their right ends, instead of a legend, if all of them fit there. */
import { type Counted, nameOf } from "./layers.ts";
import type { Layout } from "./layout.ts";
import { textWidth } from "./measure.ts";
import { label, round } from "./svg.ts";

/** The last point of a line with its name. */
export interface LineEnd {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

const size = 13;
/** Minimum distance between the baselines of two names, and maximum distance of a name from its line. */
const [apart, far] = [17, 26];
/** Length of the line from the end to its name, with the gaps. */
const lead = 22;

/** Returns the end of each named line. Undefined if other marks have names, or if a name has several lines. */
export function lineEnds(layers: readonly Counted[]): LineEnd[] | undefined {
  const lines = layers.filter((layer) => layer.mark === "line");
  const named = lines.filter(({ name }) => name !== undefined);
  const names = new Set(named.map(({ name }) => name));
  const isOther = (layer: Counted) => {
    const name = layer.mark === "rule" ? undefined : nameOf(layer);
    return layer.mark === "field" || (name !== undefined && !names.has(name));
  };
  if (names.size < 2 || names.size < named.length || layers.some(isOther)) return undefined;
  const ends = named.map(({ name, points }) => {
    const [x, y] = points.findLast((point) => point.every(Number.isFinite)) ?? [NaN, NaN];
    return { name: name!, x, y };
  });
  return ends.every(({ x }) => Number.isFinite(x)) ? ends : undefined;
}

/** Width of the names to the right of the frame; undefined if it leaves too little width to the lines. */
export function endsWidth(ends: readonly LineEnd[], width: number): number | undefined {
  const room = lead + Math.max(...ends.map(({ name }) => textWidth(name, size)));
  return room <= 0.3 * width ? room : undefined;
}

/** Draws the names. Undefined if a line ends elsewhere than at the right border, or if a name is far from its line. */
export function drawEnds(
  ends: readonly LineEnd[],
  { x, y, frame }: Layout,
  color: (name: string) => string,
): string | undefined {
  const border = frame.right - 0.06 * (frame.right - frame.left);
  if (!ends.every((end) => x.holds(end.x) && y.holds(end.y) && x.at(end.x) >= border)) return undefined;
  const sorted = ends.map((end) => ({ ...end, at: y.at(end.y) })).toSorted((a, b) => a.at - b.at);
  const heights = separated(
    sorted.map(({ at }) => at),
    frame.top + 6,
    frame.bottom - 4,
  );
  if (sorted.some(({ at }, i) => Math.abs(heights[i]! - at) > far)) return undefined;
  return sorted
    .map((end, i) => {
      const [from, to] = [frame.right + 3, frame.right + lead - 4];
      const line = `M${round(from)},${round(end.at)}L${round(to)},${round(heights[i]!)}`;
      return (
        `<path class="thin s${color(end.name)}" d="${line}"/>` +
        label(frame.right + lead, heights[i]! + 0.36 * size, end.name)
      );
    })
    .join("");
}

/** Moves sorted heights apart, as little as possible: groups of neighbors that overlap are centered. */
function separated(heights: readonly number[], top: number, bottom: number): number[] {
  const groups: { sum: number; count: number }[] = [];
  const start = ({ sum, count }: { sum: number; count: number }) => {
    const half = ((count - 1) * apart) / 2;
    return Math.min(Math.max(sum / count - half, top), bottom - 2 * half);
  };
  for (const height of heights) {
    groups.push({ sum: height, count: 1 });
    for (;;) {
      const [before, last] = [groups.at(-2), groups.at(-1)!];
      if (before === undefined || start(before) + before.count * apart <= start(last)) break;
      groups.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, i) => start(group) + i * apart));
}
