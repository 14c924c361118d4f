/** Draws the figures of models/figure.ts as self-contained SVG for light and dark pages, without fonts or scripts. */
import type { Figure } from "../../models/figure.ts";
import type { Language } from "../../models/language.ts";
import { drawChart } from "./chart.ts";
import { checkFigure } from "./check.ts";
import { descriptionOf } from "./describe.ts";
import { drawGraph } from "./graph.ts";
import { drawHeatmap } from "./heatmap.ts";
import { commonColors, drawPanels } from "./panels.ts";
import { drawPictures } from "./pictures.ts";
import type * as shown from "./shown.ts";
import { inLanguage } from "./shown.ts";
import type { Space } from "./space.ts";
import { drawStructure } from "./structure/index.ts";
import { styleOf } from "./style.ts";
import { textWidth, wrap } from "./measure.ts";
import { type Drawing, element, escape, moved, paragraph } from "./svg.ts";

const margin = 24;

/** Options of `drawFigure`. */
export interface DrawOptions {
  /** Language of the texts. Default "en". */
  readonly language?: Language;
}

/** Draws a figure as an SVG file. Throws an ArgumentError with the title of the figure if its data are inconsistent. */
export function drawFigure(figure: Figure, { language = "en" }: DrawOptions = {}): string {
  checkFigure(figure);
  return drawnFigure(inLanguage(figure, language), language);
}

function drawnFigure(figure: shown.Figure, language: Language): string {
  const drawing = titled(figure, { width: widthOf(figure), colors: commonColors(figure), language }, heads.title);
  const width = Math.ceil(drawing.width + 2 * margin);
  const height = Math.ceil(drawing.height + 2 * margin);
  const body = moved(margin, margin, drawing.body);
  const description = descriptionOf(figure, language);
  const id = `figure-${digest([language, figure.title, description, body].join("\n"))}`;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "figure",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-labelledby": `${id}-title ${id}-description`,
    lang: { en: "en", zh: "zh-CN" }[language],
  };
  const page = element("rect", { class: "page", width, height, rx: 10 });
  const content = [
    element("title", { id: `${id}-title` }, escape(figure.title)),
    element("desc", { id: `${id}-description` }, escape(description)),
    `<style>${styleOf(page + body)}</style>`,
    page,
    body,
  ];
  return `${element("svg", attributes, `\n${content.join("\n")}\n`)}\n`;
}

/** Returns the title and the description of a figure, the alternative text of its picture. */
export function describeFigure(figure: Figure, language: Language): string {
  const shown = inLanguage(figure, language);
  const parts = [shown.title, descriptionOf(shown, language)].filter((part) => part !== "");
  return parts.join(language === "zh" ? "：" : ": ");
}

/** FNV-1a hash: ids of elements differ between the figures of a page, and are the same in every drawing. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Width of the drawing in pixels; larger if panels are side by side. */
function widthOf(figure: shown.Figure): number {
  if (figure.kind !== "panels") return 712;
  return [712, 712, 912, 1092][Math.min(figure.columns, figure.panels.length, 3)]!;
}

const heads = {
  title: { class: "title", size: 18, line: 24, below: 14 },
  heading: { class: "heading", size: 15, line: 20, below: 8 },
};

/** Draws the figure below its title. */
function titled(figure: shown.Figure, space: Space, head: (typeof heads)["title"]): Drawing {
  const lines = wrap(figure.title, space.width, head.size * 1.15).filter((line) => line !== "");
  const top = lines.length === 0 ? 0 : lines.length * head.line + head.below;
  const inner = content(figure, space.height === undefined ? space : { ...space, height: space.height - top });
  const title = paragraph(0, head.size, lines, head.line, { class: head.class });
  const widest = Math.max(0, ...lines.map((line) => textWidth(line, head.size * 1.15)));
  return {
    width: Math.max(inner.width, widest),
    height: top + inner.height,
    body: `${title}\n${moved(0, top, inner.body)}`,
  };
}

function content(figure: shown.Figure, space: Space): Drawing {
  switch (figure.kind) {
    case "chart":
      return drawChart(figure, space);
    case "heatmap":
      return drawHeatmap(figure, space);
    case "pictures":
      return drawPictures(figure, space);
    case "graph":
      return drawGraph(figure, space);
    case "structure":
      return drawStructure(figure, space);
    case "panels":
      return drawPanels(figure, space, (panel, part) => titled(panel, { ...part, shrink: true }, heads.heading));
  }
}
