/** Draws values as an image of one pixel per value, once for light and once for dark pages. */
import { type Rgb, type ValueScale, categoryColor, palette, rampColor, rgb } from "./colors.ts";
import { pngAddress } from "./png.ts";
import { element } from "./svg.ts";

export interface RasterPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** CSS class, in addition to the classes for light and dark pages. */
  readonly class: string;
}

/** Index of the transparent color, for values that the scale cannot show. */
const none = 255;

/** Draws `values[row][column]` with the first row at the top. */
export function raster(values: readonly (readonly number[])[], scale: ValueScale, place: RasterPlace): string {
  const [height, width] = [values.length, values[0]!.length];
  const bytes = new Uint8Array(width * height);
  for (const [row, cells] of values.entries()) {
    for (const [column, value] of cells.entries()) bytes[row * width + column] = indexOf(value, scale);
  }
  const opacity = Array.from({ length: none + 1 }, (_, i) => (i === none ? 0 : 255));
  const image = (dark: boolean) =>
    element("image", {
      ...place,
      class: `${place.class} ${dark ? "night" : "day"}`,
      preserveAspectRatio: "none",
      href: pngAddress({ width, height, type: "indexed", bytes, palette: colors(scale, dark), opacity }),
    });
  return image(false) + image(true);
}

function indexOf(value: number, scale: ValueScale): number {
  const t = scale.at(value);
  if (Number.isNaN(t)) return none;
  return scale.kind === "categories" ? categoryColor(value) : Math.round(t * (none - 1));
}

function colors(scale: ValueScale, dark: boolean): Rgb[] {
  if (scale.kind === "categories") return palette.map((shade) => rgb(shade[dark ? 1 : 0]));
  const ramp = scale.kind === "diverging" ? "diverging" : "sequential";
  return Array.from({ length: none }, (_, i) => rampColor(ramp, dark, i / (none - 1)));
}
