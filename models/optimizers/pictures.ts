/** Charts of paths on a surface. */
import type { Chart, Point, Words } from "../figure.ts";
import { text } from "../text.ts";
import { type Surface, fieldOf } from "./surfaces.ts";

/** A path with its name. */
export interface NamedPath {
  readonly name: Words;
  readonly path: readonly Point[];
}

/** Draws paths over the heights of a surface. Places outside of the view are omitted. */
export function surfaceChart(
  surface: Surface,
  heights: Float32Array,
  paths: readonly NamedPath[],
  start: Point = surface.start,
): Chart {
  const isSeen = ([x, y]: Point) => x >= surface.x[0] && x <= surface.x[1] && y >= surface.y[0] && y <= surface.y[1];
  return {
    kind: "chart",
    title: surface.title,
    x: { label: "x", domain: surface.x },
    y: { label: "y", domain: surface.y },
    equal: true,
    layers: [
      fieldOf(surface, heights),
      ...paths.map(({ name, path }) => ({ mark: "line", name, points: path.filter(isSeen) }) as const),
      { mark: "points", name: text("start", "起点"), points: [start] },
      { mark: "points", name: text("minimum", "最小值"), points: surface.minima },
    ],
  };
}
