/** Prepares the layers of a chart for drawing: histogram bins, categories, extents and colors of series. */
import { scaleLinear } from "d3-scale";
import type { Chart, Layer } from "./shown.ts";
import { extentOf, isShown } from "./scale.ts";
import { palette } from "./colors.ts";

/** A histogram with its counts. */
export interface Bins {
  readonly mark: "bins";
  readonly name?: string;
  readonly bins: readonly (readonly [low: number, high: number, count: number])[];
}

export type Counted = Exclude<Layer, { readonly mark: "histogram" }> | Bins;

/** Replaces histograms by their counts. All histograms of a chart have the same bins. */
export function counted(chart: Chart): Counted[] {
  const { scale = "linear", domain } = chart.x;
  const seen = (value: number) =>
    isShown(value, scale) && (domain === undefined || (value >= domain[0] && value <= domain[1]));
  const samples = chart.layers.map((layer) => (layer.mark === "histogram" ? layer.values.filter(seen) : []));
  const edges = binEdges(samples, scale);
  return chart.layers.map((layer, i) => {
    if (layer.mark !== "histogram") return layer;
    return { ...layer, mark: "bins", bins: binned(samples[i]!, edges) };
  });
}

/** Bin edges at round numbers. The number of bins is about the square root of the size of the largest sample. */
function binEdges(samples: readonly (readonly number[])[], scale: "linear" | "log"): number[] {
  const [low, high] = extentOf(samples.flat(), scale);
  const largest = Math.max(0, ...samples.map(({ length }) => length));
  const count = Math.min(Math.max(Math.ceil(Math.sqrt(largest)), 8), 50);
  if (scale === "log") return Array.from({ length: count + 1 }, (_, i) => low * (high / low) ** (i / count));
  const axis = scaleLinear().domain([low, high]).nice(count);
  const edges = axis.ticks(count);
  return edges.length > 1 ? edges : [low, high];
}

function binned(values: readonly number[], edges: readonly number[]): Bins["bins"] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    let bin = edges.findIndex((edge) => value < edge) - 1;
    // The last bin includes its upper edge, which rounding may place just below the largest value.
    if (bin < 0) bin = value < edges[0]! ? 0 : counts.length - 1;
    counts[bin]!++;
  }
  return counts.map((count, i) => [edges[i]!, edges[i + 1]!, count]);
}

/** Categories of all bars in order; undefined if there are no bars. */
export function categoriesOf(layers: readonly Counted[]): string[] | undefined {
  const bars = layers.filter((layer) => layer.mark === "bars");
  if (bars.length === 0) return undefined;
  return Array.from(new Set(bars.flatMap(({ values }) => values.map(([category]) => category))));
}

export function xsOf(layer: Counted): number[] {
  switch (layer.mark) {
    case "line":
    case "points":
    case "band":
      return layer.points.map(([x]) => x);
    case "text":
      return layer.texts.map(([x]) => x);
    case "bins":
      return layer.bins.flatMap(([low, high]) => [low, high]);
    case "arrows":
      return layer.arrows.flatMap(([x, , dx]) => [x, x + dx]);
    case "rule":
      return layer.axis === "x" ? [layer.value] : [];
    case "field":
      return [...layer.x];
    case "bars":
      return [];
  }
}

export function ysOf(layer: Counted): number[] {
  switch (layer.mark) {
    case "line":
    case "points":
      return layer.points.map(([, y]) => y);
    case "band":
      return layer.points.flatMap(([, low, high]) => [low, high]);
    case "text":
      return layer.texts.map(([, y]) => y);
    case "bars":
      return [0, ...layer.values.map(([, value]) => value)];
    case "bins":
      return [0, ...layer.bins.map(([, , count]) => count)];
    case "arrows":
      return layer.arrows.flatMap(([, y, , dy]) => [y, y + dy]);
    case "rule":
      return layer.axis === "y" ? [layer.value] : [];
    case "field":
      return [...layer.y];
  }
}

export function nameOf(layer: Counted): string | undefined {
  return layer.mark === "field" || layer.mark === "text" ? undefined : layer.name;
}

/** Palette indices by series name, in the order of the first layers. Rules are not series and have no color. */
export function seriesColors(layers: readonly (Layer | Bins)[]): Map<string, number> {
  const names = layers.flatMap((layer) => {
    if (layer.mark === "field" || layer.mark === "text" || layer.mark === "rule") return [];
    return layer.name === undefined ? [] : [layer.name];
  });
  return new Map(Array.from(new Set(names), (name, i) => [name, i % palette.length]));
}
