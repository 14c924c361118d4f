/** Charts of mean squares by layer, measured and by theory. */
import type { Chart, Point } from "../figure.ts";
import { type Text, enumeration, text } from "../text.ts";
import type { Profile } from "./measure.ts";
import type { Activation } from "./model.ts";

/** Mean squares of the layers of chains under this name. */
interface Named {
  readonly name: Text;
  readonly profile: Profile;
}

/**
 * Draws values and gradients of chains with one activation, by layer. Chains whose theory coincides are one series
 * with all their names, because one of them would cover the others.
 */
export function profilePanels(activation: Activation, chains: readonly Named[]): [values: Chart, gradients: Chart] {
  const network = activation === "relu" ? "ReLU" : "tanh";
  const chart = (what: "values" | "gradients", title: Chart["title"], label: Chart["title"]): Chart => ({
    kind: "chart",
    title,
    x: { label: text("layer", "层") },
    y: { label, scale: "log" },
    layers: alike(chains).flatMap((group) => {
      const name = enumeration(group.map((one) => one.name));
      return group.flatMap(({ profile }) => [
        { mark: "line" as const, name, points: pointsOf(profile.theory[what]), dashed: true },
        { mark: "points" as const, name, points: pointsOf(profile[what]) },
      ]);
    }),
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

/** Largest ratio of two theoretical values that fall on one line in a chart over many powers of ten. */
const indistinct = 1.25;

/** Groups chains whose theory coincides in all layers, in their order. */
function alike(chains: readonly Named[]): Named[][] {
  const groups: Named[][] = [];
  for (const chain of chains) {
    const group = groups.find(([first]) => isAlike(first!.profile.theory, chain.profile.theory));
    if (group === undefined) groups.push([chain]);
    else group.push(chain);
  }
  return groups;
}

const isAlike = (one: Profile["theory"], other: Profile["theory"]): boolean =>
  (["values", "gradients"] as const).every((what) =>
    one[what].slice(1).every((value, l) => {
      const ratio = value / other[what][l + 1]!;
      return ratio < indistinct && ratio > 1 / indistinct;
    }),
  );
