/** Mean squares of values and gradients over 20 layers, by initialization, measured and predicted by theory. */
import { mnist } from "hebb/data";
import type { Chart, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type Profile, farthest, profiles } from "../measure.ts";
import type { Activation } from "../model.ts";
import { type SchemeName, schemes } from "../schemes.ts";

export const variance: EnglishExperiment = {
  question: {
    en: "Do activations and gradients grow or shrink through 20 layers, and does theory predict it from the initial weights?",
    zh: "活性值和梯度传过 20 层，会放大还是缩小，理论能不能由初始权重预先算出来？",
  },

  async measure(run) {
    const { train } = await mnist();
    const sizes = run.quick ? { width: 64, chains: 16, orthogonal: 8 } : { width: 256, chains: 64, orthogonal: 8 };
    const seen = await profiles(run, train.take(64), sizes);
    const panels = (["relu", "tanh"] as const).flatMap((activation) => [
      panel(seen, activation, "values"),
      panel(seen, activation, "gradients"),
    ]);
    return {
      answer: answerOf(seen),
      table: {
        columns: [
          "activation",
          "weights",
          "E[h²], layer 20",
          "theory",
          "gradient², layer 1 / layer 20",
          "theory",
          "farthest",
        ],
        rows: [...seen].map(([name, profile]) => [
          schemes[name].activation,
          schemes[name].title,
          profile.values.at(-1)!.toPrecision(3),
          profile.theory.values.at(-1)!.toPrecision(3),
          profile.gradients[1]!.toPrecision(3),
          profile.theory.gradients[1]!.toPrecision(3),
          farthest(profile).toFixed(2),
        ]),
      },
      figure: {
        kind: "panels",
        title: "Chains of 20 layers before training: dots measured, dashes theory",
        columns: 2,
        panels,
      },
    };
  },
};

function answerOf(seen: ReadonlyMap<SchemeName, Profile>): string {
  const growth = (name: SchemeName) => {
    const { values } = seen.get(name)!;
    return (values.at(-1)! / values[1]!) ** (1 / (values.length - 2));
  };
  const all = [...seen.values()].map(farthest);
  const worst = Math.max(...all);
  const he = growth("relu_he");
  const kept = Math.abs(he - 1) < 0.05 ? "keeps it" : "does not quite keep it";
  const xavier = seen.get("tanh_xavier")!;
  return (
    `With ReLU each layer multiplies the mean square by ${growth("relu_small").toPrecision(2)} for too small weights, ` +
    `${growth("relu_xavier").toPrecision(2)} for Xavier's, ${growth("relu_large").toPrecision(2)} for too large ones; He's ${kept} ` +
    `(${he.toFixed(2)}). With tanh Xavier's weights leave ${xavier.values.at(-1)!.toPrecision(2)} of it after 20 layers and ` +
    `${xavier.gradients[1]!.toPrecision(2)} of the gradient after the way back. Measured and theory differ by a factor of ` +
    `${worst.toFixed(2)} at most.`
  );
}

function panel(seen: ReadonlyMap<SchemeName, Profile>, activation: Activation, what: "values" | "gradients"): Chart {
  // The gradient by the pixels is not that of a layer and is omitted.
  const points = (squares: readonly number[]): Point[] => squares.flatMap((y, l) => (l === 0 ? [] : [[l, y] as const]));
  const layers = [...seen].flatMap(([name, profile]) => {
    const { title } = schemes[name];
    if (schemes[name].activation !== activation) return [];
    return [
      { mark: "line", name: title, points: points(profile.theory[what]), dashed: true },
      { mark: "points", name: title, points: points(profile[what]) },
    ] as const;
  });
  const name = activation === "relu" ? "ReLU" : "tanh";
  return {
    kind: "chart",
    title: `${name}: ${what}`,
    x: { label: "layer" },
    y: {
      label: what === "values" ? "mean square of values" : "mean square of gradients, over layer 20's",
      scale: "log",
    },
    layers,
  };
}
