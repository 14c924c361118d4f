/** Plane geometry: convex hulls, areas of polygons, and crossings of their edges. */

export type Point = readonly [x: number, y: number];

/** Returns twice the signed area of a triangle; positive if a, b, c turn counterclockwise. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/**
 * Returns the indices of the points of the convex hull, counterclockwise from the leftmost point, by Andrew's monotone
 * chain (1979). Points on an edge of the hull are omitted.
 */
export function hullOf(points: readonly Point[]): number[] {
  const order = [...points.keys()].sort((a, b) => points[a]![0] - points[b]![0] || points[a]![1] - points[b]![1]);
  const chain = (indices: readonly number[]) => {
    const kept: number[] = [];
    for (const i of indices) {
      while (kept.length > 1 && turn(points[kept.at(-2)!]!, points[kept.at(-1)!]!, points[i]!) <= 0) kept.pop();
      kept.push(i);
    }
    return kept.slice(0, -1);
  };
  return [...chain(order), ...chain(order.toReversed())];
}

/** Returns the area of a polygon (the shoelace formula). */
export function areaOf(polygon: readonly Point[]): number {
  const origin = polygon[0];
  if (origin === undefined) return 0;
  const sum = polygon.reduce((total, point, i) => total + turn(origin, point, polygon[(i + 1) % polygon.length]!), 0);
  return Math.abs(sum) / 2;
}

/** Returns true if a polygon has at least three different corners and no two edges that cross. */
export function isSimple(polygon: readonly Point[]): boolean {
  const count = polygon.length;
  if (count < 3 || new Set(polygon.map(String)).size < count) return false;
  const edge = (i: number) => [polygon[i]!, polygon[(i + 1) % count]!] as const;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      const neighbors = i === 0 && j === count - 1;
      if (!neighbors && cross(edge(i), edge(j))) return false;
    }
  }
  return true;
}

function cross([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}
