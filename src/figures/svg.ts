/** SVG elements, and estimates of text width without font metrics. */

import type { Language } from "../../models/language.ts";

/** A part of a figure, with its upper left corner at (0, 0). */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escape(value!)}"`);
  return content === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${content}</${name}>`;
}

export interface TextOptions {
  readonly class?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Clockwise rotation around the position of the text, in degrees. */
  readonly rotate?: number;
  /** Tooltip, such as the full text of a shortened name. */
  readonly hint?: string | undefined;
}

/** A text. `x`, `y` is the start, middle or end of its baseline, depending on the anchor. */
export function label(x: number, y: number, content: string, options: TextOptions = {}): string {
  return markup(x, y, escape(content), options);
}

/** A label with markup as its content. */
export function markup(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { anchor, rotate, hint } = options;
  const attributes = {
    class: options.class,
    x,
    y,
    "text-anchor": anchor === "start" ? undefined : anchor,
    transform: rotate ? `rotate(${rotate} ${round(x)} ${round(y)})` : undefined,
  };
  return element("text", attributes, `${hint === undefined ? "" : `<title>${escape(hint)}</title>`}${content}`);
}

/** Several lines of text; `y` is the first baseline. */
export function paragraph(
  x: number,
  y: number,
  lines: readonly string[],
  lineHeight: number,
  options: TextOptions = {},
): string {
  return lines.map((line, i) => label(x, y + i * lineHeight, line, options)).join("");
}

export function moved(x: number, y: number, body: string): string {
  return body === "" ? "" : element("g", { transform: `translate(${round(x)} ${round(y)})` }, body);
}

/** Placeholder for a figure without data. */
export function noData(language: Language, width = 240, height = 120): Drawing {
  const frame = element("rect", { class: "outline", x: 0, y: 0, width, height });
  const text = label(width / 2, height / 2 + 4, { en: "no data", zh: "没有数据" }[language], {
    class: "name",
    anchor: "middle",
  });
  return { width, height, body: frame + text };
}

/** Clips `body` to a rectangle. The coordinates of `body` do not change. */
export function clipped(x: number, y: number, width: number, height: number, body: string): string {
  if (body === "") return "";
  // A nested svg element clips. A clipPath would need an id, which two figures on one page could share.
  return element("svg", { x, y, width, height, viewBox: [x, y, width, height].map(round).join(" ") }, body);
}

/** Rounds a position to a tenth of a pixel. */
export function round(position: number): number {
  return Math.round(position * 10) / 10 || 0;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes text for XML and replaces control characters that XML does not allow. */
export function escape(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- XML does not allow these characters
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replace(/[&<>"]/g, (character) => entities[character]!)
  );
}

/** Estimated width in pixels, an upper bound for most sans-serif fonts. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size;
}

function characterWidth(character: string): number {
  if (character >= "\u2e80") return 1;
  if (/[ijl.,:;'|!()[\] ]/.test(character)) return 0.33;
  if (/[ftrI-]/.test(character)) return 0.4;
  if (/[mwMW%@—]/.test(character)) return 0.9;
  return /[A-Z]/.test(character) ? 0.7 : 0.61;
}

/** Wraps text to lines of at most `width` pixels, between words or within words that are too long. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=[\s\u2e80-\uffef/_-])/)) {
    if (line !== "" && textWidth((line + word).trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (textWidth(line.trimEnd(), size) > width && line.length > 1) {
      const fitting = line.slice(0, fittingLength(line, width, size));
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** The text, shortened with an ellipsis if it is wider than `width` pixels. */
export function shorten(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  return `${text.slice(0, fittingLength(text, width - 0.9 * size, size)).trimEnd()}…`;
}

/** Number of characters that fit, at least 1. Does not split surrogate pairs. */
function fittingLength(text: string, width: number, size: number): number {
  let used = 0;
  let length = 0;
  for (const character of text) {
    used += textWidth(character, size);
    if (used > width && length > 0) break;
    length += character.length;
  }
  return length;
}
