/** Charts of mean squares by layer, measured and by theory. */
import type { Chart, Point, Words } from "../figure.ts";
import { text } from "../text.ts";
import type { Profile } from "./measure.ts";
import type { Activation } from "./model.ts";

/** Draws values and gradients of chains with one activation, by layer. */
export function profilePanels(
  activation: Activation,
  chains: readonly { readonly name: Words; readonly profile: Profile }[],
): [values: Chart, gradients: Chart] {
  const network = activation === "relu" ? "ReLU" : "tanh";
  const chart = (what: "values" | "gradients", title: Chart["title"], label: Chart["title"]): Chart => ({
    kind: "chart",
    title,
    x: { label: text("layer", "层") },
    y: { label, scale: "log" },
    layers: chains.flatMap(({ name, profile }) => [
      { mark: "line" as const, name, points: pointsOf(profile.theory[what]), dashed: true },
      { mark: "points" as const, name, points: pointsOf(profile[what]) },
    ]),
  });
  return [
    chart(
      "values",
      { en: `${network}: activations`, zh: `${network}：活性值` },
      text("mean square of activations", "活性值的均方值"),
    ),
    chart(
      "gradients",
      { en: `${network}: gradients`, zh: `${network}：梯度` },
      text("mean square of gradients, over the last layer's", "梯度的均方值，与最后一层之比"),
    ),
  ];
}

/** Points of the layers after the input: the gradient by the pixels is not that of a layer. */
const pointsOf = (squares: readonly number[]): Point[] => squares.map((y, l) => [l, y] as const).slice(1);
