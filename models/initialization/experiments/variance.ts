/** Mean squares of values and gradients over 20 layers, by initialization, measured and predicted by theory. */
import { mnist } from "hebb/data";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { VarianceFacts } from "../facts.ts";
import { farthest, profiles } from "../measure.ts";
import { profilePanels } from "../pictures.ts";
import { schemes } from "../schemes.ts";
import { varianceWords } from "../words.ts";

export const variance = defineExperiment<VarianceFacts>({
  question: {
    en: "Do activations and gradients grow or shrink through 20 layers, and does theory predict it from the initial weights?",
    zh: "活性值和梯度传过 20 层，会放大还是缩小，理论能不能由初始权重预先算出来？",
  },

  async measure(run) {
    const { train } = await mnist();
    const sizes = run.quick ? { width: 64, chains: 16, orthogonal: 8 } : { width: 256, chains: 64, orthogonal: 8 };
    const seen = await run.once("profiles", async () => [...(await profiles(run, train.take(64), sizes))]);
    const found = seen.map(([scheme, profile]) => {
      const { values } = profile;
      const growth = (values.at(-1)! / values[1]!) ** (1 / (values.length - 2));
      return { scheme, profile, growth, farthest: farthest(profile) };
    });
    const worst = Math.max(...found.map((one) => one.farthest));
    const he = found.find(({ scheme }) => scheme === "relu_he")!;
    return {
      schemes: found,
      layers: he.profile.values.length - 1,
      worst,
      theory: worst <= 2 ? "right" : "wrong",
      he: Math.abs(he.growth - 1) <= 0.05 ? "kept" : "not kept",
    };
  },

  words: varianceWords,

  table: ({ schemes: found }) => ({
    columns: [
      text("activation", "激活函数"),
      text("initialization", "初始化"),
      text("mean square of the last layer", "最后一层的均方值"),
      text("by theory", "理论值"),
      text("gradient: first layer over last", "梯度：第一层比最后一层"),
      text("by theory", "理论值"),
    ],
    rows: found.map(({ scheme, profile: { values, gradients, theory } }) => [
      schemes[scheme].activation === "relu" ? "ReLU" : "tanh",
      schemes[scheme].title,
      values.at(-1)!,
      theory.values.at(-1)!,
      gradients[1]!,
      theory.gradients[1]!,
    ]),
  }),

  figure: ({ schemes: found }) => ({
    kind: "panels",
    title: text("Before training: points are measured, dashed lines are theory", "训练之前：点是实测，虚线是理论"),
    columns: 2,
    panels: (["relu", "tanh"] as const).flatMap((activation) =>
      profilePanels(
        activation,
        found
          .filter(({ scheme }) => schemes[scheme].activation === activation)
          .map(({ scheme, profile }) => ({ name: schemes[scheme].title, profile })),
      ),
    ),
  }),
});
