/** Draws small images side by side. The background of grayscale and diverging images is transparent for dark pages. */
import type { Picture, Pictures } from "./shown.ts";
import { palette, rgb } from "./colors.ts";
import { type Image, pngAddress } from "./png.ts";
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
  const rows: string[] = [];
  let y = 0;
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
        imageOf(picture, pictures, { x, y, width, height }, zoom) +
        boxesOf(picture, x, y, zoom) +
        paragraph(x + width / 2, y + height + 15, captions[i]!, lineHeight, options)
      );
    });
    rows.push(pieces.join(""));
    const deepest = Math.max(...captions.map(({ length }) => length));
    y += height + gap + (deepest > 0 ? 6 + lineHeight * deepest : 0);
  }
  return { width: columns * (width + gap) - gap, height: y - gap, body: rows.join("\n") };
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
): string {
  const bytes = { gray: grayBytes, diverging: divergingBytes, color: colorBytes }[scale](pixels);
  const type = ({ gray: "grayAlpha", diverging: "colorAlpha", color: "color" } as const)[scale] satisfies Image["type"];
  const attributes = {
    class:
      [zoom >= 1 ? "pixels" : "", scale === "gray" ? "ink" : ""].filter((name) => name !== "").join(" ") || undefined,
    ...place,
    preserveAspectRatio: "none",
    href: pngAddress({ width, height, type, bytes }),
  };
  return element("image", attributes, caption === undefined ? "" : `<title>${escape(caption)}</title>`);
}

/** Black pixels with the value as opacity. */
function grayBytes(pixels: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: 2 * pixels.length }, (_, i) => (i % 2 === 0 ? 0 : byte(pixels[i >> 1]!)));
}

/** Negative values in the first palette color, positive ones in the second, with the magnitude as opacity. */
function divergingBytes(pixels: ArrayLike<number>): Uint8Array {
  const largest = Array.from(pixels).reduce(
    (most, value) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0),
    0,
  );
  const colors = [rgb(palette[0]![0]), rgb(palette[1]![0])];
  const bytes = new Uint8Array(4 * pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    bytes.set([...colors[value < 0 ? 0 : 1]!, largest === 0 ? 0 : byte((255 * Math.abs(value)) / largest)], 4 * i);
  }
  return bytes;
}

function colorBytes(pixels: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(pixels, byte);
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
