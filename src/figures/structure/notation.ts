/** Texts with symbols, subscripts and superscripts: parsing, width and markup. The notation is in models/structure.ts. */
import { chineseBreak, textWidth } from "../measure.ts";
import { type Attributes, element, escape, round } from "../svg.ts";

/** A part of a text with one font. `level` is 1 in superscripts and -1 in subscripts. */
export interface Run {
  readonly text: string;
  readonly font: "plain" | "symbol" | "bold";
  readonly level: -1 | 0 | 1;
}

export function parseNotation(text: string): Run[] {
  const pieces = text.matchAll(/\\(.)|\*([^*\s]+)\*|([_^])(?:\{([^{}]*)\}|(\S\p{M}*))|[^\\_^*]+|[^]/gu);
  const runs = Array.from(pieces).flatMap(([whole, plain, bold, sign, braced, single]): Run[] => {
    if (plain !== undefined) return [{ text: plain, font: "plain", level: 0 }];
    if (bold !== undefined) return [{ text: bold, font: "bold", level: 0 }];
    if (sign !== undefined) return symbolsOf((braced ?? single)!.replaceAll("-", "−"), sign === "_" ? -1 : 1);
    return symbolsOf(whole, 0);
  });
  return runs.filter((run) => run.text !== "");
}

/** A single letter that does not belong to a word or to a name such as L1. */
const symbols =
  /(?<![\p{Script=Latin}\p{Script=Greek}\p{N}'’])([A-Za-zα-ω]\p{M}*)(?![\p{Script=Latin}\p{Script=Greek}\p{N}])/u;
/** Up to two letters, as in an index ij. */
const indices = /(?<![\p{L}\p{N}])([A-Za-zα-ω]\p{M}*[A-Za-zα-ω]?)(?![\p{L}\p{N}])/u;
/** The English article, and "I". They are symbols if they have a script. */
const article = /^[aAI]$/;

function symbolsOf(text: string, level: Run["level"]): Run[] {
  const parts = text.split(level === 0 ? symbols : indices);
  return parts.map((part, i): Run => {
    const isSymbol = i % 2 === 1 && !(article.test(part) && /^ [A-Za-z]{2}/.test(parts[i + 1]!));
    return { text: part, font: isSymbol ? "symbol" : "plain", level };
  });
}

/** Size of scripts relative to the text, and estimated widths of fonts relative to the plain one. */
const script = 0.72;
const widths: Readonly<Record<Run["font"], number>> = { plain: 1, symbol: 1.15, bold: 1.3 };

/** Estimated width in pixels, an upper bound for most fonts. */
export function notationWidth(text: string, size: number): number {
  const runs = parseNotation(text);
  return runs.reduce((width, run, i) => width + runWidth(run, size) - overlapOf(runs, i, size), 0);
}

function runWidth({ text, font, level }: Run, size: number): number {
  return textWidth(text, 1) * widths[font] * size * (level === 0 ? 1 : script);
}

/**
 * Distance by which a run moves left: a second script is below or above the first. Negative after two scripts of which
 * the first is wider.
 */
function overlapOf(runs: readonly Run[], index: number, size: number): number {
  const level = runs[index]!.level;
  if (level !== 0 && runs[index - 1]?.level === -level) return scriptWidth(runs, index - 1, size);
  const last = runs[index - 1]?.level ?? 0;
  if (level !== 0 || last === 0) return 0;
  const second = scriptWidth(runs, index - 1, size);
  const before = lastWithout(runs, index - 1, last);
  return runs[before]?.level === -last ? Math.min(0, second - scriptWidth(runs, before, size)) : 0;
}

/** Width of the script that ends with this run, such as "t", "−1". */
function scriptWidth(runs: readonly Run[], end: number, size: number): number {
  const start = lastWithout(runs, end, runs[end]!.level) + 1;
  return runs.slice(start, end + 1).reduce((width, run) => width + runWidth(run, size), 0);
}

/** Index of the last run before `end` whose level differs from `level`. */
function lastWithout(runs: readonly Run[], end: number, level: Run["level"]): number {
  let i = end;
  while (i >= 0 && runs[i]!.level === level) i--;
  return i;
}

/** Text of one line; `x`, `y` is the start, middle or end of its baseline, depending on the anchor. */
export function notation(x: number, y: number, text: string, size: number, attributes: Attributes): string {
  const runs = parseNotation(text);
  let depth = 0;
  const spans = runs.map((run, i) => {
    const target = run.level === 0 ? 0 : run.level > 0 ? -0.4 * size : 0.26 * size;
    const [dx, dy] = [-0.82 * overlapOf(runs, i, size), target - depth];
    depth = target;
    const classes = [run.font === "plain" ? "" : run.font, run.level === 0 ? "" : "script"].filter((name) => name);
    if (classes.length === 0 && dx === 0 && dy === 0) return escape(run.text);
    const moves = { dx: round(dx) || undefined, dy: round(dy) || undefined };
    return element("tspan", { class: classes.join(" ") || undefined, ...moves }, escape(run.text));
  });
  return element("text", { ...attributes, x, y }, spans.join(""));
}

/** Matches at spaces, not at no-break spaces, and between Chinese characters, not between braces. */
const notationBreak = new RegExp(`(?<=[ \u2003])(?![ \u2003])|(?:${chineseBreak})(?![^{}]*\\})`, "u");

/** Wraps a text to lines of at most `width` pixels, at spaces and between Chinese characters, not at no-break spaces. */
export function wrapNotation(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(notationBreak)) {
      if (line !== "" && notationWidth((line + word).trimEnd(), size) > width) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += word;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}
