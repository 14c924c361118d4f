/** Draws a function of two variables: a color image that browsers smooth, contour lines, or regions of categories. */
import { contours } from "d3-contour";
import type { Field } from "./shown.ts";
import { type Scale, domainOf, numberText } from "./axis.ts";
import type { ColorKey } from "./color-bar.ts";
import { type ValueScale, categoryColor, valueScale } from "./colors.ts";
import { raster } from "./raster.ts";
import { label } from "./svg.ts";
import type { Taken } from "./taken.ts";

/** The scale of a field with a color bar; undefined for categories and contour lines. */
export function fieldKey(field: Field): ColorKey | undefined {
  if (field.scale === "categories" || field.as === "contours") return undefined;
  return { scale: valueScale(field.values, field.scale, field.domain), label: field.label, veiled: true };
}

export function drawField(field: Field, x: Scale, y: Scale, taken: Taken): string {
  if (field.scale === "categories") return regions(field, x, y);
  const scale = valueScale(field.values, field.scale, field.domain);
  const { as = "colors" } = field;
  const colors = as === "contours" ? "" : picture(field, scale, x, y);
  return colors + (as === "colors" ? "" : heights(field, scale, x, y, as === "contours" ? taken : undefined));
}

/** The color image. Pixels are centered at their values, so half of each border pixel lies outside the field. */
function picture({ values, ...field }: Field, scale: ValueScale, x: Scale, y: Scale): string {
  const across = (x.at(field.x[1]) - x.at(field.x[0])) / (values[0]!.length - 1);
  const up = (y.at(field.y[0]) - y.at(field.y[1])) / (values.length - 1);
  return raster(values.toReversed(), scale, {
    x: x.at(field.x[0]) - across / 2,
    y: y.at(field.y[1]) - up / 2,
    width: across * values[0]!.length,
    height: up * values.length,
    class: "veil",
  });
}

/** Contour lines, with labels if the colors do not show the values. */
function heights(field: Field, scale: ValueScale, x: Scale, y: Scale, taken: Taken | undefined): string {
  const along = scale.kind === "log" ? Math.log : (value: number) => value;
  const levels = domainOf([scale.low, scale.high], {
    kind: scale.kind === "log" ? "log" : "linear",
    rounding: "exact",
    count: 10,
  })
    .ticks.map(({ value }) => value)
    .filter((value) => value > scale.low && value < scale.high);
  const drawn = levels.map((level) => ({ level, lines: inner(ringsOf(field, along, along(level), x, y), x, y) }));
  const lines = drawn
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines }) => `<path class="thin sn see" d="${lines.map(pathOf).join("")}"/>`);
  return lines.join("") + (taken === undefined ? "" : levelNames(drawn, x, y, taken));
}

type Ring = readonly (readonly [x: number, y: number])[];

/** Contour rings in pixels, at which the values, transformed by `along`, cross `level`. */
function ringsOf(field: Field, along: (value: number) => number, level: number, x: Scale, y: Scale): Ring[] {
  const height = field.values.length;
  const width = field.values[0]!.length;
  const flat = field.values.flat().map((value) => (Number.isFinite(along(value)) ? along(value) : NaN));
  const { coordinates } = contours().size([width, height]).contour(flat, level);
  // d3-contour places a value at the center of its grid cell.
  const placeX = (at: number) => x.at(field.x[0] + ((at - 0.5) / (width - 1)) * (field.x[1] - field.x[0]));
  const placeY = (at: number) => y.at(field.y[0] + ((at - 0.5) / (height - 1)) * (field.y[1] - field.y[0]));
  return coordinates.flat().map((ring) => ring.map(([a, b]) => [placeX(a!), placeY(b!)] as const));
}

/**
 * The parts of closed rings inside the frame. A ring cut by the border of the field runs along it, outside the frame.
 */
function inner(rings: readonly Ring[], x: Scale, y: Scale): Ring[] {
  return rings.flatMap((ring) => {
    const isOut = ring.map((place) => depth(place, x, y) < -1e-6);
    const lines: (readonly [x: number, y: number])[][] = [[]];
    for (const [i, place] of ring.entries()) {
      // Keep one point outside, so that the line reaches the border.
      if (!isOut[i] || isOut[i - 1] === false || isOut[i + 1] === false) lines.at(-1)!.push(place);
      else if (lines.at(-1)!.length > 0) lines.push([]);
    }
    return lines.filter((line) => line.length > 1);
  });
}

/** Distance of a position from the border of the frame; negative outside. */
function depth([a, b]: readonly [number, number], x: Scale, y: Scale): number {
  return Math.min(a - x.at(x.low), x.at(x.high) - a, y.at(y.low) - b, b - y.at(y.high));
}

function pathOf(ring: Ring): string {
  return `M${ring.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`;
}

/** Labels of the longest lines, far from the border, from other marks and from each other. Small rings have no label. */
function levelNames(
  drawn: readonly { level: number; lines: readonly Ring[] }[],
  x: Scale,
  y: Scale,
  taken: Taken,
): string {
  const places: (readonly [x: number, y: number])[] = [];
  const longest = drawn.flatMap(({ level, lines }) => {
    const [line] = lines.toSorted((a, b) => lengthOf(b) - lengthOf(a));
    return line === undefined || lengthOf(line) < 120 ? [] : [{ level, line }];
  });
  const names = longest
    .toSorted((a, b) => lengthOf(b.line) - lengthOf(a.line))
    .map(({ level, line }) => {
      const text = numberText(level);
      const room = (place: readonly [x: number, y: number]) =>
        Math.min(2 * depth(place, x, y), ...places.map(([a, b]) => Math.hypot(a - place[0], b - place[1])));
      const roomy = line.map((one) => ({ one, room: room(one) })).filter((spot) => spot.room >= 28);
      const place = roomy
        .toSorted((a, b) => b.room - a.room)
        .find(({ one: [a, b] }) => taken.isFree(text, 11, a, b + 4))?.one;
      if (place === undefined) return "";
      places.push(place);
      taken.add(text, 11, place[0], place[1] + 4);
      return label(place[0], place[1] + 4, text, { class: "small over", anchor: "middle" });
    });
  return names.join("");
}

function lengthOf(line: Ring): number {
  return line.reduce((sum, [x, y], i) => sum + (i === 0 ? 0 : Math.hypot(x - line[i - 1]![0], y - line[i - 1]![1])), 0);
}

/** Draws regions as nested layers: each includes those with higher numbers, so that there are no gaps between them. */
function regions(field: Field, x: Scale, y: Scale): string {
  const numbers = Array.from(new Set(field.values.flat().filter((value) => Number.isFinite(value)))).sort(
    (a, b) => a - b,
  );
  return numbers
    .map((number) => {
      const mask = { ...field, values: field.values.map((row) => row.map((value) => (value >= number ? 1 : 0))) };
      const rings = ringsOf(mask, (value) => value, 0.5, x, y);
      return `<path class="c${categoryColor(number)}" fill-rule="evenodd" d="${rings.map((ring) => `${pathOf(ring)}Z`).join("")}"/>`;
    })
    .join("");
}
