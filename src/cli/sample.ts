/** Prints examples of a data set in a terminal: images, tables, scatter plots, time series and text. */
import type { PictureSample, Sample, SeriesSample, TableSample } from "../data/index.ts";
import { columns as aligned } from "./bench/table.ts";
import type { ColorDepth } from "./terminal/color.ts";
import { pictures } from "./terminal/pictures.ts";
import { plot } from "./terminal/plot.ts";
import { scatter } from "./terminal/scatter.ts";

interface Terminal {
  readonly depth: ColorDepth;
  readonly columns: number;
}

export function sampleText(sample: Sample, terminal: Terminal): string {
  switch (sample.kind) {
    case "pictures":
      return pictureText(sample, terminal);
    case "table":
      return tableText(sample, terminal.columns);
    case "points":
      return scatter(sample.points, { classes: sample.classes, color: terminal.depth > 1, width: terminal.columns });
    case "series":
      return seriesText(sample, terminal);
    case "text":
      return sample.passages.join("\n\n");
  }
}

function seriesText({ from, to, curves }: SeriesSample, { depth, columns }: Terminal): string {
  const x = { name: `${from} to ${to}`, from: 1, to: curves[0]!.values.length };
  return curves
    .map(({ name, values }) => plot(values, { title: name, width: Math.min(100, columns), x, color: depth > 1 }))
    .join("\n\n");
}

function pictureText({ width, height, pictures: items }: PictureSample, terminal: Terminal): string {
  const times = Math.max(1, Math.floor(smallest / width));
  const room = Math.ceil((times * width) / 2);
  const enlarged = items.map(({ pixels, caption }) => ({
    caption: caption.length > room ? `${caption.slice(0, room - 1)}…` : caption,
    pixels: enlarge(pixels, width, times),
  }));
  return pictures(enlarged, { ...terminal, width: times * width, height: times * height });
}

/** Minimum width of a printed picture in pixels; smaller pictures are enlarged. A character shows two pixels. */
const smallest = 24;

/** Replaces each pixel of a picture of this width by a square of `times` x `times` pixels. */
function enlarge(pixels: Uint8Array, width: number, times: number): Uint8Array {
  const across = times * width;
  return Uint8Array.from({ length: pixels.length * times * times }, (_, i) => {
    const [x, y] = [i % across, Math.floor(i / across)];
    return pixels[Math.floor(y / times) * width + Math.floor(x / times)]!;
  });
}

/** One example per line. If lines are wider than the terminal, the table is transposed and shows as many as fit. */
function tableText({ columns, rows }: TableSample, width: number): string {
  const cells = [columns, ...rows].map((row) => row.map(String));
  const text = rightAligned(cells);
  if (widest(text) <= width) return text;
  const turned = (count: number) => aligned(columns.map((_, i) => cells.slice(0, count + 1).map((row) => row[i]!)));
  let count = rows.length;
  while (count > 1 && widest(turned(count)) > width) count--;
  return turned(count);
}

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

/** Right-aligned columns, except the last one, which holds words. */
function rightAligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padStart(widths[i]!))).join("  ");
  return rows.map(line).join("\n");
}
