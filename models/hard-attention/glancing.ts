/** The glimpses of a trained network at single canvases, as facts and as figures. */
import { type Tensor, compile } from "hebb";
import type { Pictures } from "hebb/data";
import type { Heatmap, Pictures as PicturesFigure } from "../figure.ts";
import { number, percent } from "../quantity.ts";
import { say, text } from "../text.ts";
import { side, testCanvases } from "./canvas.ts";
import type { Glance } from "./facts.ts";
import { type GlimpseNetwork, type Sight, centerOf, grid, placeCount } from "./model.ts";

/** Looks at the first `count` test canvases and reports everything that the network sees and decides. */
export async function glancesOf(model: GlimpseNetwork, source: Pictures, count: number): Promise<Glance[]> {
  const { canvases, labels } = await testCanvases(source, count);
  return lookAt(model, canvases, [...(await labels.array())]);
}

/** Looks at canvases u8 [n, 60, 60] with these labels, null for a digit that only the reader knows. */
export async function lookAt(
  model: GlimpseNetwork,
  canvases: Tensor,
  labels: readonly (number | null)[],
): Promise<Glance[]> {
  const count = labels.length;
  const look = compile((x: Tensor) => {
    const { logits, places, distributions } = model.look(x, "best");
    const p = logits.softmax();
    return { digits: p.argmax(-1), probabilities: p.max(-1), places, distributions };
  });
  const found = look(canvases);
  const [digits, probabilities, places, distributions, pixels] = await Promise.all([
    found.digits.array(),
    found.probabilities.array(),
    found.places.array(),
    found.distributions.array(),
    canvases.array(),
  ]);
  const each = Array.from({ length: model.glimpses }, (_, t) => t);
  return labels.map((label, i) => ({
    canvas: Uint8Array.from(pixels.slice(i * side ** 2, (i + 1) * side ** 2)),
    label,
    places: each.map((t) => places[t * count + i]!),
    digits: each.map((t) => digits[t * count + i]!),
    probabilities: each.map((t) => probabilities[t * count + i]!),
    distributions: each.map((t) => {
      const start = (t * count + i) * placeCount;
      return Array.from(distributions.slice(start, start + placeCount));
    }),
  }));
}

/** Frames of what a glimpse at a place shows, one for each scale, within the canvas. */
function framesOf(place: number, { size, scales }: Sight): (readonly [number, number, number, number])[] {
  const [y, x] = centerOf(place);
  return scales.map((scale) => {
    const before = Math.floor((size * scale) / 2);
    const within = (center: number) => {
      const low = Math.max(0, center - before);
      return [low, Math.min(side, center - before + size * scale) - low] as const;
    };
    const [[top, height], [left, width]] = [within(y), within(x)];
    return [left, top, width, height];
  });
}

/** Draws the glimpses at a canvas in their order. */
export const glanceFigure = (
  { canvas, label, places, digits, probabilities }: Glance,
  sight: Sight,
): PicturesFigure => ({
  kind: "pictures",
  title:
    label === null
      ? text("Glimpses at a drawing", "依次注视画出的数字")
      : say({ label: number(label) }, "Glimpses at a {label}", "依次注视一个 {label}"),
  width: side,
  height: side,
  columns: 3,
  scale: "gray",
  images: places.map((place, t) => ({
    pixels: canvas,
    caption: say(
      { t: number(t + 1), digit: number(digits[t]!), p: percent(probabilities[t]!, { digits: 0 }) },
      "{t}: “{digit}”, {p}",
      "{t}：“{digit}”，{p}",
    ),
    ...(label !== null && { right: digits[t] === label }),
    boxes: framesOf(place, sight),
  })),
});

/** Draws the distribution from which the place after the first glimpse is chosen. */
export const nextFigure = ({ distributions }: Glance): Heatmap => ({
  kind: "heatmap",
  title: text("Distribution of the second place", "第二次注视位置的分布"),
  rows: { label: text("row of places", "位置的行"), names: axis },
  columns: { label: text("column of places", "位置的列"), names: axis },
  values: Array.from({ length: grid }, (_, y) => distributions[0]!.slice(y * grid, (y + 1) * grid)),
  label: text("probability", "概率"),
});

const axis = Array.from({ length: grid }, (_, i) => String(i + 1));
