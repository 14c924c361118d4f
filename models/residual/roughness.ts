/** Measures of the roughness of a loss surface, which do not depend on the colors of a figure. */
import type { Surface } from "../shared/surface.ts";

/**
 * Returns the non-convexity of a surface: the mean of -λmin / max(|λmin|, |λmax|) over all interior points, or 0 at
 * points where λmin is not negative. The eigenvalues are those of the matrix of second differences (after Li et al.,
 * 2018). The result is 0 for a bowl and 1 for a hill. Coordinates must be equally spaced, with at least three in each
 * direction.
 */
export function nonConvexity({ x, y, losses }: Surface): number {
  const [dx, dy] = [x[1]! - x[0]!, y[1]! - y[0]!];
  let total = 0;
  let places = 0;
  for (let row = 1; row < y.length - 1; row++) {
    for (let column = 1; column < x.length - 1; column++) {
      const at = (down: number, across: number) => losses[row + down]![column + across]!;
      const xx = (at(0, 1) - 2 * at(0, 0) + at(0, -1)) / dx ** 2;
      const yy = (at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / dy ** 2;
      const xy = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * dx * dy);
      const radius = Math.hypot((xx - yy) / 2, xy);
      const [low, high] = [(xx + yy) / 2 - radius, (xx + yy) / 2 + radius];
      // A plane has no negative curvature; its term would be 0 / 0.
      if (low < 0) total += -low / Math.max(-low, Math.abs(high));
      places++;
    }
  }
  return total / places;
}

/** Returns the mean loss of the points whose distance from the center is `radius` to within half a step. */
export function lossAround({ x, y, losses }: Surface, radius: number): number {
  const step = x[1]! - x[0]!;
  let total = 0;
  let places = 0;
  for (const [row, b] of y.entries()) {
    for (const [column, a] of x.entries()) {
      if (Math.abs(Math.hypot(a, b) - radius) > step / 2) continue;
      total += losses[row]![column]!;
      places++;
    }
  }
  return total / places;
}
