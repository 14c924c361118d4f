/** How rough a loss surface is, in numbers, as a look at it depends on its colors. */
import type { Surface } from "../shared/surface.ts";

/**
 * How far the surface is from convex: the mean of -λmin / max(|λmin|, |λmax|) over all places but those at the rim, 0 where
 * λmin is not negative, of the eigenvalues of its second derivatives as differences (after Li et al., 2018). 0 for a bowl,
 * 1 for a hill. Coordinates are equally spaced, and at least three each way.
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
      // A plane has no curvature of either sign.
      if (low < 0) total += -low / Math.max(-low, Math.abs(high));
      places++;
    }
  }
  return total / places;
}

/** The mean loss of the places about `radius` away from the center, to half a step. */
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
