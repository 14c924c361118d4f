/** Sentences of generated descriptions in both languages. */
import type { Language } from "../../models/language.ts";

export type ChartKind = "line" | "bar" | "histogram" | "scatter" | "arrows" | "colors" | "contours";

/** An axis with its range; the range is undefined without data. */
export interface Span {
  readonly label: string;
  readonly range: readonly [low: string, high: string] | undefined;
  readonly isLog: boolean;
}

/** First and last value of a line, and the extremes beyond these, each with its position. */
export interface Course {
  readonly first: string;
  readonly last: string;
  readonly lowest?: Spotted | undefined;
  readonly highest?: Spotted | undefined;
}

export interface Spotted {
  readonly value: string;
  readonly at: string;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const listed = (names: readonly string[], count: number) =>
  names.length < count ? `${names.join(", ")} and ${count - names.length} more` : names.join(", ");
const listedInChinese = (names: readonly string[], count: number) =>
  names.length < count ? `${names.join("、")}等` : names.join("、");

const extreme = (spot: Spotted | undefined, write: (value: string, at: string) => string) =>
  spot === undefined ? "" : write(spot.value, spot.at);

const english = {
  noData: "No data.",
  chart: (kind: ChartKind) =>
    ({
      line: "Line chart.",
      bar: "Bar chart.",
      histogram: "Histogram.",
      scatter: "Scatter plot.",
      arrows: "Arrows in the plane.",
      colors: "Color map of the plane.",
      contours: "Contour map of the plane.",
    })[kind],
  axis: (axis: "x" | "y", { label, range, isLog }: Span) =>
    `${axis} axis${isLog ? " (logarithmic)" : ""}: ${label || "values"}` +
    `${range === undefined ? "" : `, from ${range[0]} to ${range[1]}`}.`,
  categories: (label: string, names: readonly string[], count: number) =>
    `Categories${label && ` of ${label}`}: ${listed(names, count)}.`,
  named: (name: string, what: string) => `${name}: ${what}`,
  course: ({ first, last, lowest, highest }: Course) =>
    `from ${first} to ${last}${extreme(lowest, (value, at) => `, lowest ${value} at ${at}`)}` +
    extreme(highest, (value, at) => `, highest ${value} at ${at}`),
  constant: (value: string) => `${value} throughout`,
  points: (count: number) => plural(count, "point"),
  samples: (count: number, low: string, high: string) => `${plural(count, "value")} from ${low} to ${high}`,
  arrows: (count: number) => plural(count, "arrow"),
  values: (values: readonly (readonly [name: string, value: string])[]) =>
    values.map(([name, value]) => `${name} ${value}`).join(", "),
  extremes: (count: number, lowest: Spotted, highest: Spotted) =>
    `${plural(count, "bar")} from ${lowest.value} (${lowest.at}) to ${highest.value} (${highest.at})`,
  rule: (name: string, axis: "x" | "y", value: string) => `Dashed line${name && ` "${name}"`} at ${axis} = ${value}.`,
  field: (label: string, low: string, high: string) => `Colors show ${label || "values"} from ${low} to ${high}.`,
  regions: (count: number) => `${plural(count, "colored region")}.`,
  labels: (texts: readonly string[]) => `Labels: ${texts.join(", ")}.`,
  map: (rows: number, columns: number, label: string) =>
    `Heat map${label && ` of ${label}`}, ${plural(rows, "row")} by ${plural(columns, "column")}.`,
  side: (side: "rows" | "columns", label: string, names: readonly string[], count: number) =>
    `${side === "rows" ? "Rows" : "Columns"}${label && `, ${label}`}${count === 0 ? "" : `: ${listed(names, count)}`}.`,
  cells: (low: string, high: string, at: string) => `Values from ${low} to ${high}; the largest is in ${at}.`,
  place: (row: string, column: string) => `row ${row}, column ${column}`,
  pictures: (count: number, width: number, height: number) =>
    `${plural(count, "picture")} of ${width} by ${height} pixels.`,
  captions: (captions: readonly string[], count: number) => `Captions: ${listed(captions, count)}.`,
  right: (right: number, count: number) => `${right} of ${count} are marked as correct.`,
  graph: (nodes: readonly string[], count: number, edges: number) =>
    `Graph of ${plural(count, "node")} and ${plural(edges, "edge")}. Nodes: ${listed(nodes, count)}.`,
  edges: (edges: readonly (readonly [from: string, to: string])[], count: number) =>
    `Edges: ${listed(
      edges.map(([from, to]) => `${from} to ${to}`),
      count,
    )}.`,
  panels: (count: number) => `${plural(count, "panel")}.`,
  panel: (index: number, title: string, description: string) =>
    `Panel ${index}${title && `, ${title}`}: ${description}`,
  end: ".",
};

const chinese: typeof english = {
  noData: "没有数据。",
  chart: (kind) =>
    ({
      line: "折线图。",
      bar: "柱状图。",
      histogram: "直方图。",
      scatter: "散点图。",
      arrows: "平面上的箭头图。",
      colors: "平面上的色彩图。",
      contours: "平面上的等高线图。",
    })[kind],
  axis: (axis, { label, range, isLog }) =>
    `${axis} 轴${isLog ? "（对数坐标）" : ""}表示${label || "数值"}` +
    `${range === undefined ? "" : `，从 ${range[0]} 到 ${range[1]}`}。`,
  categories: (label, names, count) => `${label || "类别"}：${listedInChinese(names, count)}。`,
  named: (name, what) => `${name}：${what}`,
  course: ({ first, last, lowest, highest }) =>
    `从 ${first} 到 ${last}${extreme(lowest, (value, at) => `，在 ${at} 处最低，为 ${value}`)}` +
    extreme(highest, (value, at) => `，在 ${at} 处最高，为 ${value}`),
  constant: (value) => `始终为 ${value}`,
  points: (count) => `${count} 个点`,
  samples: (count, low, high) => `${count} 个值，从 ${low} 到 ${high}`,
  arrows: (count) => `${count} 个箭头`,
  values: (values) => values.map(([name, value]) => `${name} ${value}`).join("，"),
  extremes: (count, lowest, highest) =>
    `${count} 根柱，最低 ${lowest.value}（${lowest.at}），最高 ${highest.value}（${highest.at}）`,
  rule: (name, axis, value) => `虚线${name && `“${name}”`}位于 ${axis} = ${value}。`,
  field: (label, low, high) => `颜色表示${label || "数值"}，从 ${low} 到 ${high}。`,
  regions: (count) => `${count} 个着色区域。`,
  labels: (texts) => `标注：${texts.join("、")}。`,
  map: (rows, columns, label) => `${label || ""}热力图，${rows} 行 ${columns} 列。`,
  side: (side, label, names, count) =>
    `${side === "rows" ? "行" : "列"}${label && `表示${label}`}${count === 0 ? "" : `：${listedInChinese(names, count)}`}。`,
  cells: (low, high, at) => `值从 ${low} 到 ${high}，最大值在${at}。`,
  place: (row, column) => `“${row}”行“${column}”列`,
  pictures: (count, width, height) => `${count} 张图，每张 ${width}×${height} 像素。`,
  captions: (captions, count) => `图注：${listedInChinese(captions, count)}。`,
  right: (right, count) => `${count} 张中有 ${right} 张标为正确。`,
  graph: (nodes, count, edges) => `有 ${count} 个节点、${edges} 条边的图。节点：${listedInChinese(nodes, count)}。`,
  edges: (edges, count) =>
    `边：${listedInChinese(
      edges.map(([from, to]) => `${from} 到 ${to}`),
      count,
    )}。`,
  panels: (count) => `共 ${count} 幅子图。`,
  panel: (index, title, description) => `子图 ${index}${title && `（${title}）`}：${description}`,
  end: "。",
};

export type Phrases = typeof english;

export const phrases: Readonly<Record<Language, Phrases>> = { en: english, zh: chinese };
