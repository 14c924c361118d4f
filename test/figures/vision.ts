/** Contrast and differences of colors, also for readers with protanopia and deuteranopia. */
import { type Rgb, rgb } from "../../src/figures/colors.ts";

/** Linear components between 0 and 1. */
function linear(color: Rgb): [number, number, number] {
  const of = (part: number) => (part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return [of(color[0]), of(color[1]), of(color[2])];
}

/** Contrast ratio of two colors, from 1 to 21 (WCAG 2). */
export function contrast(one: string, other: string): number {
  const [low, high] = [one, other]
    .map((color) => {
      const [red, green, blue] = linear(rgb(color));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Color vision: complete, without red cones, or without green cones. */
export const visions = ["complete", "protanopia", "deuteranopia"] as const;
export type Vision = (typeof visions)[number];

/** Matrices in linear RGB (Machado et al., 2009). */
const matrices: Readonly<Record<Vision, readonly (readonly [number, number, number])[]>> = {
  complete: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** The color as a reader with this vision sees it, in linear RGB. */
export function seen(color: string, vision: Vision): readonly number[] {
  const parts = linear(rgb(color));
  return matrices[vision].map((row) => {
    const sum = row.reduce((total, weight, i) => total + weight * parts[i]!, 0);
    return Math.min(1, Math.max(0, sum));
  });
}

/** Difference of two colors in linear RGB, as the distance in CIELAB. */
export function distance(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [lab(one), lab(other)];
  return Math.hypot(...first.map((part, i) => part - second[i]!));
}

/** Lightness of a color in linear RGB, from 0 to 100 (CIELAB). */
export function lightnessOf(color: readonly number[]): number {
  return lab(color)[0]!;
}

function lab([red, green, blue]: readonly number[]): number[] {
  const x = (0.4124 * red! + 0.3576 * green! + 0.1805 * blue!) / 0.9505;
  const y = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  const z = (0.0193 * red! + 0.1192 * green! + 0.9505 * blue!) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as [
    number,
    number,
    number,
  ];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}
