/** Draws values as an image of one pixel per value, once for light and once for dark pages. */
import { type Rgb, type ValueScale, categoryColor, palette, rampColor, rgb } from "./colors.ts";
import { pngAddress } from "./png.ts";
import { element, escape } from "./svg.ts";

export interface RasterPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** CSS classes, in addition to the classes for light and dark pages. */
  readonly class?: string | undefined;
  /** Tooltip. */
  readonly hint?: string | undefined;
}

/** Index of the transparent color, for values that the scale cannot show. The colors of the scale follow. */
const none = 0;

/** Number of colors of a scale. Palettes of small images are short, because each file contains its palette. */
const levelsOf = (pixels: number) => (pixels <= 4096 ? 63 : 255);

/** Draws `values[row][column]` with the first row at the top. */
export function raster(values: readonly ArrayLike<number>[], scale: ValueScale, place: RasterPlace): string {
  const [height, width] = [values.length, values[0]!.length];
  const levels = levelsOf(width * height);
  const bytes = new Uint8Array(width * height);
  for (const [row, cells] of values.entries()) {
    for (let column = 0; column < width; column++) bytes[row * width + column] = indexOf(cells[column]!, scale, levels);
  }
  const { hint, class: look, ...box } = place;
  const image = (dark: boolean) =>
    element(
      "image",
      {
        ...box,
        class: `${look === undefined ? "" : `${look} `}${dark ? "night" : "day"}`,
        preserveAspectRatio: "none",
        href: pngAddress({ width, height, type: "indexed", bytes, palette: colors(scale, dark, levels), opacity: [0] }),
      },
      hint === undefined ? "" : `<title>${escape(hint)}</title>`,
    );
  return image(false) + image(true);
}

function indexOf(value: number, scale: ValueScale, levels: number): number {
  const t = scale.at(value);
  if (Number.isNaN(t)) return none;
  return 1 + (scale.kind === "categories" ? categoryColor(value) : Math.round(t * (levels - 1)));
}

/** The palette of an image, with a color for index 0, which is transparent. */
function colors(scale: ValueScale, dark: boolean, levels: number): Rgb[] {
  const ramp = scale.kind === "diverging" ? "diverging" : "sequential";
  const shades =
    scale.kind === "categories"
      ? palette.map((shade) => rgb(shade[dark ? 1 : 0]))
      : Array.from({ length: levels }, (_, i) => rampColor(ramp, dark, i / (levels - 1)));
  return [[0, 0, 0], ...shades];
}
