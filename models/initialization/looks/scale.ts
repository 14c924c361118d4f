/** Look: activations and gradients through 20 layers for a scale of the weights that the reader chooses. */
import { ArgumentError } from "hebb";
import { mnist } from "hebb/data";
import { type Inputs, defineLook } from "../../look.ts";
import { factor, number } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { Run } from "../../run.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { type Profile, profileOf } from "../measure.ts";
import type { Activation } from "../model.ts";
import { profilePanels } from "../pictures.ts";
import type { Scheme } from "../schemes.ts";

const inputs = {
  gain: {
    kind: "number",
    label: text("variance of a weight times the number of inputs", "权重的方差乘以输入个数"),
    value: 1,
    min: 0.05,
    max: 10,
    scale: "log",
  },
  activation: {
    kind: "text",
    label: text("activation function: relu or tanh", "激活函数：relu 或 tanh"),
    value: "relu",
    longest: 4,
  },
  seed: input.seed,
} as const satisfies Inputs;

interface Facts {
  readonly gain: number;
  readonly activation: Activation;
  readonly profile: Profile;
  readonly growth: number;
  readonly verdict: "vanish" | "stay" | "explode";
}

const [width, chains] = [64, 4];

const title = text("chosen scale", "所选尺度");

export const scale = defineLook({
  question: {
    en: "Do activations and gradients vanish or explode with weights of this scale?",
    zh: "权重取这个尺度，活性值和梯度会消失还是爆炸？",
  },
  inputs,

  async view({ gain, activation, seed }): Promise<Facts> {
    if (activation !== "relu" && activation !== "tanh") {
      throw new ArgumentError(`activation was given "${activation}"`, { rule: "It must be relu or tanh." });
    }
    const { train } = await mnist();
    const scheme: Scheme = {
      title,
      phrase: text("chosen", "自选"),
      activation,
      weight: (shape, draw) => draw.normal(shape, { std: Math.sqrt(gain / shape[1]!) }),
      variance: (count: number) => gain / count,
    };
    const profile = await profileOf(new Run({ seed }), scheme, train.take(64), width, chains);
    const growth = (profile.values.at(-1)! / profile.values[1]!) ** (1 / (profile.values.length - 2));
    return {
      gain,
      activation,
      profile,
      growth,
      verdict: growth < 0.9 ? "vanish" : growth > 1.1 ? "explode" : "stay",
    };
  },

  words: ({ gain, growth, verdict }) =>
    paragraph(
      say(
        { gain: number(gain, { digits: 2 }), growth: factor(growth) },
        "With a variance of {gain} over the number of inputs, each layer makes the mean square of the activations {growth} as large.",
        "权重的方差取 {gain} 除以输入个数，每过一层，活性值的均方值变成原来的 {growth}。",
      ),
      cases(verdict, {
        vanish: text("They shrink from layer to layer.", "活性值一层比一层小。"),
        stay: text("They keep their size.", "活性值的大小基本不变。"),
        explode: text("They grow from layer to layer.", "活性值一层比一层大。"),
      }),
    ),

  figure: ({ activation, profile }) => ({
    kind: "panels",
    title: text("Points are measured, dashed lines are theory", "点是实测，虚线是理论"),
    columns: 2,
    panels: profilePanels(activation, [{ name: title, profile }]),
  }),
});
