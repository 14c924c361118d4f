/** Draws small images side by side. The background of grayscale and diverging images is transparent for dark pages. */
import type { Picture, Pictures } from "./shown.ts";
import { colorRow } from "./color-bar.ts";
import { type ValueScale, valueScale } from "./colors.ts";
import { type Image, pngAddress } from "./png.ts";
import { raster } from "./raster.ts";
import type { Space } from "./space.ts";
import { wrap } from "./measure.ts";
import { type Drawing, element, escape, noData, paragraph } from "./svg.ts";

const gap = 10;
const lineHeight = 15;

export function drawPictures(pictures: Pictures, space: Space): Drawing {
  const { images } = pictures;
  if (images.length === 0) return noData(space.language);
  const columns = Math.max(1, Math.min(pictures.columns, images.length));
  const zoom = zoomOf({ ...pictures, columns }, (space.width - gap * (columns - 1)) / columns);
  const [width, height] = [pictures.width * zoom, pictures.height * zoom];
  const common = commonScale(pictures);
  const key =
    common === undefined || space.isScaled === true
      ? undefined
      : colorRow({ scale: common, label: pictures.label, veiled: false }, space.width);
  const rows: string[] = key === undefined ? [] : [key.body];
  let y = key === undefined ? 0 : key.height + 16;
  for (let first = 0; first < images.length; first += columns) {
    const row = images.slice(first, first + columns);
    // Captions of wrong predictions are bold and therefore wider.
    const captions = row.map(({ caption, right }) =>
      caption === undefined ? [] : wrap(caption, width + gap - 4, right === false ? 14 : 12),
    );
    const pieces = row.map((picture, i) => {
      const x = i * (width + gap);
      const tone = picture.right === undefined ? "name" : picture.right ? "right" : "wrong";
      const options = { class: `caption ${tone}`, anchor: "middle" } as const;
      return (
        element("rect", { class: "tile", x: x - 0.5, y: y - 0.5, width: width + 1, height: height + 1 }) +
        imageOf(picture, pictures, { x, y, width, height }, zoom, common) +
        boxesOf(picture, x, y, zoom) +
        paragraph(x + width / 2, y + height + 15, captions[i]!, lineHeight, options)
      );
    });
    rows.push(pieces.join(""));
    const deepest = Math.max(...captions.map(({ length }) => length));
    y += height + gap + (deepest > 0 ? 6 + lineHeight * deepest : 0);
  }
  return { width: Math.max(key?.width ?? 0, columns * (width + gap) - gap), height: y - gap, body: rows.join("\n") };
}

/** The scale of all images; undefined if each has its own. */
function commonScale({ images, scale, sameScale = false, domain }: Pictures): ValueScale | undefined {
  if (scale !== "diverging" || (!sameScale && domain === undefined)) return undefined;
  return valueScale(
    images.map(({ pixels }) => pixels),
    "diverging",
    domain,
  );
}

/** Zoom factor; an integer if pixels are enlarged, so that all pixels have the same size. */
function zoomOf({ width, height, columns }: Pictures, room: number): number {
  const wanted = Math.min(room, columns > 6 ? 72 : columns > 4 ? 96 : 128);
  const zoom = Math.min(Math.max(wanted / Math.max(width, height), Math.min(1, room / width)), room / width);
  return zoom >= 1 ? Math.floor(zoom) : zoom;
}

function imageOf(
  { pixels, caption }: Picture,
  { width, height, scale }: Pictures,
  place: { x: number; y: number; width: number; height: number },
  zoom: number,
  common: ValueScale | undefined,
): string {
  const look = zoom >= 1 ? "pixels" : undefined;
  if (scale === "diverging") {
    const rows = Array.from({ length: height }, (_, row) => Array.from(pixels).slice(row * width, (row + 1) * width));
    const own = common ?? valueScale(rows, "diverging");
    return raster(rows, own, { ...place, class: look, hint: caption });
  }
  const isGray = scale === "gray";
  const image: Image = isGray
    ? { width, height, type: "grayAlpha", bytes: grayBytes(pixels) }
    : { width, height, type: "color", bytes: Uint8Array.from(pixels, byte) };
  const attributes = {
    class: [look, isGray ? "ink" : undefined].filter((name) => name !== undefined).join(" ") || undefined,
    ...place,
    preserveAspectRatio: "none",
    href: pngAddress(image),
  };
  return element("image", attributes, caption === undefined ? "" : `<title>${escape(caption)}</title>`);
}

/** Black pixels with the value as opacity. */
function grayBytes(pixels: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: 2 * pixels.length }, (_, i) => (i % 2 === 0 ? 0 : byte(pixels[i >> 1]!)));
}

function byte(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.min(255, Math.round(value)));
}

/** Draws boxes with an outline in the color of the page, to be visible on any picture. */
function boxesOf({ boxes = [] }: Picture, x: number, y: number, zoom: number): string {
  return boxes
    .map(([left, top, width, height]) => {
      const place = { x: x + left * zoom, y: y + top * zoom, width: width * zoom, height: height * zoom };
      return element("rect", { class: "halo", ...place }) + element("rect", { class: "box", ...place });
    })
    .join("");
}
