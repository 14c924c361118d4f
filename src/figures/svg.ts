/** SVG elements as strings: attributes are rounded, and texts are escaped. */

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
