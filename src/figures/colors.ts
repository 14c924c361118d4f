/** Colors of figures for light and dark pages: a palette for series and ramps for values. */
import type { Colors } from "../../models/figure.ts";

export type Rgb = readonly [red: number, green: number, blue: number];
/** A color for light pages and one for dark pages. */
export type Shade = readonly [light: string, dark: string];

export const page: Shade = ["#ffffff", "#14171e"];
export const ink: Shade = ["#1d2330", "#e8ebf2"];
export const muted: Shade = ["#667085", "#98a1b5"];

/**
 * Colors of series and categories; they repeat if there are more. All pairs differ for readers with protanopia and
 * deuteranopia as well, and the first five also in lightness.
 */
export const palette: readonly Shade[] = [
  ["#0050d2", "#4392fb"],
  ["#ce4200", "#fe934d"],
  ["#35a177", "#63e6b5"],
  ["#b959cb", "#eaa5ff"],
  ["#930e32", "#d65976"],
  ["#9d8939", "#f7e257"],
  ["#0d92ac", "#46bbc8"],
  ["#de4196", "#e37eb2"],
  ["#935b2f", "#c79057"],
  ["#50575f", "#bacbcc"],
];

const ramps: Readonly<
  Record<"sequential" | "diverging", readonly [light: readonly string[], dark: readonly string[]]>
> = {
  sequential: [
    ["#f3f7fc", "#cddff5", "#8fb8ea", "#4a87d8", "#1f55ad", "#0c2a63"],
    ["#1b202c", "#1e3a66", "#285ba6", "#4a8be0", "#92bef9", "#e6f0ff"],
  ],
  diverging: [
    ["#184a9c", "#5b92dc", "#b6d2f2", "#f6f6f7", "#f7c6b2", "#e27c59", "#a5301a"],
    ["#8fbcff", "#3f7edb", "#23457a", "#1c202a", "#6f3425", "#d06445", "#ffb498"],
  ],
};

/** Palette index of a category. */
export function categoryColor(number: number): number {
  return ((Math.trunc(number) % palette.length) + palette.length) % palette.length;
}

/** Number of colors of a ramp. Limited to keep the number of style rules small. */
export const rampSteps = 32;

/** The color of a ramp at `t` between 0 and 1. */
export function rampColor(scale: "sequential" | "diverging", dark: boolean, t: number): Rgb {
  const stops = ramps[scale][dark ? 1 : 0];
  const position = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const below = Math.min(Math.floor(position), stops.length - 2);
  return mix(rgb(stops[below]!), rgb(stops[below + 1]!), position - below);
}

/** Linear interpolation from `from` (weight 0) to `to` (weight 1). */
export function mix(from: Rgb, to: Rgb, weight: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] * (1 - weight) + to[i] * weight);
  return [at(0), at(1), at(2)];
}

export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Perceived lightness of a color, between 0 and 1. */
export function lightness([red, green, blue]: Rgb): number {
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** A scale from values to positions on a ramp. */
export interface ValueScale {
  readonly kind: Colors;
  readonly low: number;
  readonly high: number;
  /** The position between 0 and 1; NaN for values that the scale cannot show. */
  at(value: number): number;
}

/**
 * A scale over all values, or over a given domain: symmetric around 0 if diverging, over the positive values if
 * logarithmic. Values outside of the domain have the colors of its ends.
 */
export function valueScale(
  values: readonly ArrayLike<number>[],
  kind: Colors = "sequential",
  domain?: readonly [low: number, high: number],
): ValueScale {
  const rows = domain === undefined ? values : [domain];
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const value of Array.from(row)) {
      if (!Number.isFinite(value) || (kind === "log" && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) [low, high] = kind === "log" ? [0.1, 1] : [0, 1];
  if (kind === "diverging") {
    high = Math.max(Math.abs(low), Math.abs(high)) || 1;
    low = -high;
  } else if (low === high) [low, high] = kind === "log" ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  const along = kind === "log" ? Math.log : (value: number) => value;
  const at = (value: number) => Math.min(Math.max((along(value) - along(low)) / (along(high) - along(low)), 0), 1);
  return {
    kind,
    low,
    high,
    at: (value) => (Number.isFinite(value) && !(kind === "log" && value <= 0) ? at(value) : NaN),
  };
}
