/** Descriptions of figures for readers who cannot see them: kind, axes with their ranges, and values of the marks. */
import type { Point } from "../../models/figure.ts";
import type { Language } from "../../models/language.ts";
import { spaced } from "../../models/typography.ts";
import { type Counted, counted, categoriesOf, nameOf, xsOf, ysOf } from "./layers.ts";
import { type ChartKind, type Phrases, type Spotted, phrases } from "./phrases.ts";
import { isShown } from "./scale.ts";
import type { Axis, Chart, Figure, Graph, Heatmap, Pictures } from "./shown.ts";

/** Maximum number of names, values or edges in a list. */
const many = 12;

/** Returns the description of a figure, or one made from its data if it has none. Does not contain the title. */
export function descriptionOf(figure: Figure, language: Language): string {
  if (figure.description !== undefined && figure.description !== "") return figure.description;
  const words = phrases[language];
  const sentences = sentencesOf(figure, words, language);
  return language === "zh" ? spaced(sentences.join("")) : sentences.join(" ");
}

function sentencesOf(figure: Figure, words: Phrases, language: Language): string[] {
  switch (figure.kind) {
    case "chart":
      return chartSentences(figure, words);
    case "heatmap":
      return mapSentences(figure, words);
    case "pictures":
      return pictureSentences(figure, words);
    case "graph":
      return graphSentences(figure, words);
    case "structure":
      return [];
    case "panels":
      return [
        words.panels(figure.panels.length),
        ...figure.panels.map((panel, i) => words.panel(i + 1, panel.title, descriptionOf(panel, language))),
      ];
  }
}

function chartSentences(chart: Chart, words: Phrases): string[] {
  const layers = counted(chart);
  const isPlane = chart.equal === true || layers.some(({ mark }) => mark === "field");
  const categories = someOf(categoriesOf(layers) ?? []);
  return [
    words.chart(kindOf(layers)),
    categories.count > 0
      ? words.categories(chart.x.label, categories.names, categories.count)
      : words.axis("x", spanOf(chart.x, layers.flatMap(xsOf))),
    words.axis("y", spanOf(chart.y, layers.flatMap(ysOf))),
    ...layers.flatMap((layer) => layerSentences(layer, isPlane, words)),
  ];
}

function kindOf(layers: readonly Counted[]): ChartKind {
  const has = (mark: Counted["mark"]) => layers.some((layer) => layer.mark === mark);
  if (layers.some((layer) => layer.mark === "field" && layer.as === "contours")) return "contours";
  if (has("field")) return "colors";
  if (has("bars")) return "bar";
  if (has("bins")) return "histogram";
  if (has("line") || has("band")) return "line";
  return has("arrows") ? "arrows" : "scatter";
}

function spanOf({ label, scale = "linear", domain }: Axis, values: readonly number[]) {
  const shown = values.filter((value) => isShown(value, scale));
  const range = domain ?? (shown.length > 0 ? ends(shown) : undefined);
  return { label, isLog: scale === "log", range: range && ([spoken(range[0]), spoken(range[1])] as const) };
}

/** The number with three significant digits, as text for a screen reader. */
function spoken(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-4 && size < 1e7)) return String(rounded).replace("-", "−");
  const [digits, exponent] = rounded.toExponential().split("e") as [string, string];
  const power = Array.from(exponent.replace("+", ""), (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  return `${digits.replace("-", "−")}×10${power}`;
}

/** The first names. Names of one character, such as those of a text, are joined. */
function someOf(names: readonly string[]): { names: readonly string[]; count: number } {
  const isText = names.length > 3 && names.every((name) => Array.from(name).length === 1);
  return isText ? { names: [`“${names.join("")}”`], count: 1 } : { names: names.slice(0, many), count: names.length };
}

function ends(values: readonly number[]): [low: number, high: number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function layerSentences(layer: Counted, isPlane: boolean, words: Phrases): string[] {
  const what = contentOf(layer, isPlane, words);
  if (what !== undefined) {
    const name = nameOf(layer);
    return [`${name === undefined ? what : words.named(name, what)}${words.end}`];
  }
  switch (layer.mark) {
    case "rule":
      return [words.rule(layer.name ?? "", layer.axis, spoken(layer.value))];
    case "field":
      return [fieldSentence(layer, words)];
    case "text":
      return layer.texts.length === 0 ? [] : [words.labels(layer.texts.slice(0, many).map(([, , text]) => text))];
    default:
      return [];
  }
}

/** Values of a layer; undefined for layers that need a sentence of their own or add nothing, such as bands. */
function contentOf(layer: Counted, isPlane: boolean, words: Phrases): string | undefined {
  switch (layer.mark) {
    case "line":
      return courseOf(
        layer.points.filter((point) => point.every(Number.isFinite)),
        isPlane,
        words,
      );
    case "points":
      return words.points(layer.points.length);
    case "arrows":
      return words.arrows(layer.arrows.length);
    case "bins": {
      const filled = layer.bins.filter(([, , count]) => count > 0);
      const total = filled.reduce((sum, [, , count]) => sum + count, 0);
      if (total === 0) return undefined;
      return words.samples(total, spoken(filled[0]![0]), spoken(filled.at(-1)![1]));
    }
    case "bars":
      return barsOf(
        layer.values.filter(([, value]) => Number.isFinite(value)),
        words,
      );
    default:
      return undefined;
  }
}

/** First and last value of a line with its extremes, or the ends of a path in the plane. */
function courseOf(points: readonly Point[], isPlane: boolean, words: Phrases): string | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (isPlane) return words.course({ first: placed(first), last: placed(last) });
  const lowest = points.reduce((a, b) => (b[1] < a[1] ? b : a));
  const highest = points.reduce((a, b) => (b[1] > a[1] ? b : a));
  if (lowest[1] === highest[1]) return words.constant(spoken(first[1]));
  // An extreme near an end would repeat it.
  const near = 0.05 * (highest[1] - lowest[1]);
  const isBeyond = ([, y]: Point) => Math.min(Math.abs(y - first[1]), Math.abs(y - last[1])) > near;
  return words.course({
    first: spoken(first[1]),
    last: spoken(last[1]),
    lowest: isBeyond(lowest) ? spotted(lowest) : undefined,
    highest: isBeyond(highest) ? spotted(highest) : undefined,
  });
}

function placed([x, y]: Point): string {
  return `(${spoken(x)}, ${spoken(y)})`;
}

function spotted([x, y]: Point): Spotted {
  return { value: spoken(y), at: `x = ${spoken(x)}` };
}

function barsOf(values: readonly (readonly [category: string, value: number])[], words: Phrases): string | undefined {
  if (values.length === 0) return undefined;
  if (values.length <= many) return words.values(values.map(([name, value]) => [name, spoken(value)]));
  const lowest = values.reduce((a, b) => (b[1] < a[1] ? b : a));
  const highest = values.reduce((a, b) => (b[1] > a[1] ? b : a));
  const at = ([name, value]: readonly [string, number]) => ({ value: spoken(value), at: name });
  return words.extremes(values.length, at(lowest), at(highest));
}

function fieldSentence({ values, scale, label = "" }: Extract<Counted, { mark: "field" }>, words: Phrases): string {
  const finite = values.flat().filter(Number.isFinite);
  if (finite.length === 0) return words.noData;
  if (scale === "categories") return words.regions(new Set(finite).size);
  const [low, high] = ends(finite);
  return words.field(label, spoken(low), spoken(high));
}

function mapSentences({ values, rows, columns, scale, label = "" }: Heatmap, words: Phrases): string[] {
  const width = values[0]?.length ?? 0;
  const finite = values.flat().filter(Number.isFinite);
  if (finite.length === 0) return [words.map(values.length, width, label), words.noData];
  const [low, high] = ends(finite);
  const row = values.findIndex((cells) => cells.includes(high));
  const column = values[row]!.indexOf(high);
  const side = (which: "rows" | "columns", { label, names = [] }: Heatmap["rows"]) => {
    const listed = someOf(names);
    return label === "" && listed.count === 0 ? [] : [words.side(which, label, listed.names, listed.count)];
  };
  const place = words.place(rows.names?.[row] ?? String(row), columns.names?.[column] ?? String(column));
  return [
    words.map(values.length, width, label),
    ...side("rows", rows),
    ...side("columns", columns),
    scale === "categories"
      ? words.field(label, spoken(low), spoken(high))
      : words.cells(spoken(low), spoken(high), place),
  ];
}

function pictureSentences({ images, width, height }: Pictures, words: Phrases): string[] {
  const captions = images.flatMap(({ caption }) => (caption === undefined || caption === "" ? [] : [caption]));
  const judged = images.filter(({ right }) => right !== undefined);
  return [
    words.pictures(images.length, width, height),
    ...(captions.length === 0 ? [] : [words.captions(captions.slice(0, many), captions.length)]),
    ...(judged.length === 0 ? [] : [words.right(judged.filter(({ right }) => right === true).length, judged.length)]),
  ];
}

function graphSentences({ nodes, edges }: Graph, words: Phrases): string[] {
  if (nodes.length === 0) return [words.noData];
  const label = new Map(nodes.map(({ id, label }) => [id, label.replaceAll("\n", " ")]));
  const names = Array.from(label.values()).slice(0, many);
  const ends = edges.slice(0, many).map(({ from, to }) => [label.get(from)!, label.get(to)!] as const);
  return [
    words.graph(names, nodes.length, edges.length),
    ...(edges.length === 0 ? [] : [words.edges(ends, edges.length)]),
  ];
}
