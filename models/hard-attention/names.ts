/** Names of ways to choose places, of sights, and of estimators. */
import { count, number } from "../quantity.ts";
import { type Text, cases, say, text } from "../text.ts";
import type { Estimator } from "./grid.ts";
import type { Sight } from "./model.ts";

export const estimatorName = (estimator: Estimator): Text =>
  cases(estimator, {
    plain: text("REINFORCE", "REINFORCE"),
    baseline: text("with baseline", "加基准线"),
    "straight-through": text("straight-through", "直通估计"),
    soft: text("soft attention", "软性注意力"),
  });

/** Name of a sight, such as "8 x 8 at scales 1 and 3". */
export function sightName({ size, scales }: Sight): Text {
  const cells = number(size);
  const pixels = number(size * scales.at(-1)!);
  return scales.length === 1
    ? say({ cells }, "one square of {cells} x {cells} pixels", "一个 {cells} x {cells} 像素的方块")
    : say(
        { cells, pixels },
        "two squares, {cells} x {cells} and coarse {pixels} x {pixels} pixels",
        "两个方块，{cells} x {cells} 像素和粗略的 {pixels} x {pixels} 像素",
      );
}

export const glimpseCount = (value: number): Text => count(value, "glimpse", "glimpses", "次注视");
