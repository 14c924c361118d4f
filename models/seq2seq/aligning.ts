/** Attention weights of a translator over texts, and their heat maps. */
import type { Heatmap } from "../figure.ts";
import { type Text, text } from "../text.ts";
import type { Aligned } from "./facts.ts";
import { endName, visible } from "./names.ts";

/** Returns the index of the largest value. */
export function largestOf(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Returns the name of a token in figures: words without the space before them. */
export function labelOf(token: string): string {
  return visible(token.trim() === "" ? token : token.trim());
}

/** Draws the weights with a mark for a translation that is equal to the reference, and the reference if it is not. */
export function alignmentMap({ source, written, reference, columns, rows, weights }: Aligned): Heatmap {
  const mark: Text = written === reference ? { en: "✓", zh: "✓" } : { en: `✗ (${reference})`, zh: `✗（${reference}）` };
  return weightMap({
    title: { en: `${source} → ${written} ${mark.en}`, zh: `${source} → ${written} ${mark.zh}` },
    columns,
    rows,
    weights,
  });
}

/** Draws attention weights: one row for each written character and the end. */
export function weightMap({
  title,
  columns,
  rows,
  weights,
}: Pick<Aligned, "columns" | "rows" | "weights"> & { readonly title: Text }): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: text("written", "写出"), names: [...rows, endName] },
    columns: { label: text("read", "读入"), names: columns },
    values: weights,
    domain: [0, 1],
    label: text("attention weight", "注意力权重"),
  };
}
