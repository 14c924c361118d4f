/** Figures and tables of the losses of variants, which several experiments share. */
import type { Chart } from "../figure.ts";
import { bars } from "../shared/curves.ts";
import type { Table } from "../system.ts";
import { type Text, text } from "../text.ts";
import type { Variant } from "./facts.ts";

export const natsLabel = text("validation loss (nats per character)", "验证集损失（奈特 / 字符）");

/** Draws the losses of variants as bars with their standard deviation. */
export function losses<Kind extends string>(
  title: Text,
  variants: readonly Variant<Kind>[],
  nameOf: (kind: Kind) => Text,
): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("variant", "变体") },
    y: { label: natsLabel },
    layers: bars(variants.map(({ kind, nats }) => [nameOf(kind), nats] as const)),
  };
}

/** One row for each variant: its name and its loss. */
export function lossTable<Kind extends string>(
  heading: Text,
  variants: readonly Variant<Kind>[],
  nameOf: (kind: Kind) => Text,
): Table {
  return {
    columns: [heading, { name: natsLabel, digits: 3 }],
    rows: variants.map(({ kind, nats }) => [nameOf(kind), nats]),
  };
}
