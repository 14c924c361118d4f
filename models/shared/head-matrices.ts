/** Attention weights of the heads of a layer as heat maps, for looks at networks with several heads. */
import type { Panels } from "../figure.ts";
import { number } from "../quantity.ts";
import { type Text, say, text } from "../text.ts";

/** Draws one matrix for each head, all on one color scale. `names` are the tokens, which are both queries and keys. */
export function headMatrices(
  title: Text,
  names: readonly string[],
  weights: readonly (readonly (readonly number[])[])[],
): Panels {
  return {
    kind: "panels",
    title,
    columns: 2,
    sameScale: true,
    panels: weights.map((values, head) => ({
      kind: "heatmap" as const,
      title: say({ head: number(head + 1) }, "Head {head}", "第 {head} 个头"),
      rows: { label: text("query", "查询"), names },
      columns: { label: text("key", "键"), names },
      values,
      domain: [0, 1] as const,
      label: text("attention weight", "注意力权重"),
    })),
  };
}
