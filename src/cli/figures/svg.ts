/** Pieces of SVG text, and how wide text is where no font can be asked. */

/** A piece of a figure whose upper left corner is at 0, 0. */
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
  /** Degrees, clockwise, around the text's place. */
  readonly rotate?: number;
  /** What is shown while one points at it, such as the whole of a name that was cut. */
  readonly hint?: string | undefined;
}

/** `x`, `y` is where the baseline begins, or has its middle or end. */
export function label(x: number, y: number, content: string, options: TextOptions = {}): string {
  return markup(x, y, escape(content), options);
}

/** A label whose content is markup already. */
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

/** Lines of text below each other; `y` is the first baseline. */
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

/** What is drawn in place of a figure that is empty. */
export function noData(width = 240, height = 120): Drawing {
  const frame = element("rect", { class: "outline", x: 0, y: 0, width, height });
  const text = label(width / 2, height / 2 + 4, "no data", { class: "name", anchor: "middle" });
  return { width, height, body: frame + text };
}

/** Shows only what lies within the rectangle; what is drawn keeps its coordinates. */
export function clipped(x: number, y: number, width: number, height: number, body: string): string {
  if (body === "") return "";
  // An inner svg clips by itself; a clipPath would need an id, and two figures on one page could share it.
  return element("svg", { x, y, width, height, viewBox: [x, y, width, height].map(round).join(" ") }, body);
}

/** To a tenth of a pixel, which nobody sees. */
export function round(position: number): number {
  return Math.round(position * 10) / 10 || 0;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Without the control characters that XML cannot hold. */
export function escape(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- these are what has to go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replace(/[&<>"]/g, (character) => entities[character]!)
  );
}

/** An estimate in pixels that sans-serif fonts rarely exceed. */
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

/** Lines of at most `width` pixels, broken between words, or within a word that is too long by itself. */
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

/** The text, or its beginning and an ellipsis. */
export function shorten(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  return `${text.slice(0, fittingLength(text, width - 0.9 * size, size)).trimEnd()}…`;
}

/** At least 1; never between the halves of a surrogate pair. */
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
