/** One color scale for the panels of a figure. */
import type { ColorKey } from "./color-bar.ts";
import { type ValueScale, valueScale } from "./colors.ts";
import type { Chart, Field, Figure, Heatmap, Panels, Pictures } from "./shown.ts";

/** Figures and layers whose values are colors. */
export type Colored = Heatmap | Field | Pictures;

/** Panels with the domain of their common color scale, and the legend of this scale. */
export interface Scaled {
  readonly panels: readonly Figure[];
  readonly key: ColorKey | undefined;
}

export function withSameScale({ panels, sameScale = false }: Panels): Scaled {
  const colored = sameScale ? panels.flatMap(coloredOf) : [];
  const [first] = colored;
  if (first === undefined) return { panels, key: undefined };
  const kind = "mark" in first || first.kind === "heatmap" ? first.scale : "diverging";
  const rows = colored.flatMap((part): ArrayLike<number>[] =>
    part.domain !== undefined
      ? [part.domain]
      : "images" in part
        ? part.images.map(({ pixels }) => pixels)
        : [...part.values],
  );
  const scale: ValueScale = valueScale(rows, kind);
  const domain = [scale.low, scale.high] as const;
  const label = colored.map((part) => part.label).find((text) => text !== undefined);
  const veiled = colored.every((part) => "mark" in part);
  return { panels: panels.map((panel) => withDomain(panel, domain)), key: { scale, label, veiled } };
}

/** The figures and layers of a figure whose colors a scale with a color bar explains. */
export function coloredOf(figure: Figure): readonly Colored[] {
  switch (figure.kind) {
    case "heatmap":
      return figure.scale === "categories" ? [] : [figure];
    case "chart":
      return figure.layers.filter(isColored);
    case "pictures":
      return figure.scale === "diverging" ? [figure] : [];
    case "panels":
      return figure.panels.flatMap(coloredOf);
    default:
      return [];
  }
}

const isColored = (layer: Chart["layers"][number]): layer is Field =>
  layer.mark === "field" && layer.scale !== "categories";

function withDomain(figure: Figure, domain: readonly [low: number, high: number]): Figure {
  switch (figure.kind) {
    case "heatmap":
      return figure.scale === "categories" ? figure : { ...figure, domain };
    case "chart":
      return { ...figure, layers: figure.layers.map((layer) => (isColored(layer) ? { ...layer, domain } : layer)) };
    case "pictures":
      return figure.scale === "diverging" ? { ...figure, domain } : figure;
    case "panels":
      return { ...figure, panels: figure.panels.map((panel) => withDomain(panel, domain)) };
    default:
      return figure;
  }
}
