/** Look: values and gradients through an untrained network of a depth that the reader chooses. */
import { ArgumentError, random } from "hebb";
import { fashionMnist } from "hebb/data";
import { type Inputs, defineLook } from "../../look.ts";
import { count, ratio } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { type Signals, type Way, shareOf, signalCharts, signalPanels, signalsOf, ways } from "../signals.ts";

const inputs = {
  layers: { kind: "number", label: text("layers", "层数"), value: 32, min: 6, max: 100, integer: true },
  way: {
    kind: "text",
    label: text("network: plain, scaled or residual", "网络：plain（普通）、scaled（按数据缩放）或 residual（残差）"),
    value: "plain",
    longest: 8,
  },
  seed: input.seed,
} as const satisfies Inputs;

interface Facts {
  readonly layers: number;
  readonly way: Way;
  readonly signals: Signals;
  /** The size of the values after the last block, relative to the first. */
  readonly forward: number;
  readonly verdict: "fade" | "stay" | "grow";
}

export const signalsLook = defineLook({
  question: {
    en: "What is left of the values and gradients after this number of layers, before training?",
    zh: "训练之前，经过这么多层，活性值和梯度还剩多少？",
  },
  inputs,

  async view({ layers, way: given, seed }): Promise<Facts> {
    const way = ways.find((one) => one === given);
    if (way === undefined) {
      throw new ArgumentError(`way was given "${given}"`, { rule: `It must be one of ${ways.join(", ")}.` });
    }
    if (layers % 2 === 1) {
      throw new ArgumentError(`layers was given ${layers}`, {
        rule: "The number must be even: two layers per block, one before the blocks and one after them.",
        fix: `For example: --set layers=${layers - 1}.`,
      });
    }
    random.seed(seed);
    const { train } = await fashionMnist({ cut: true });
    const signals = await signalsOf(layers, way, train.take(64));
    const forward = shareOf(signals.forward);
    return { layers, way, signals, forward, verdict: forward < 0.8 ? "fade" : forward > 1.25 ? "grow" : "stay" };
  },

  words: ({ layers, forward, verdict }) =>
    paragraph(
      cases(verdict, {
        fade: text("The values fade from block to block.", "活性值一个单元比一个单元小。"),
        stay: text("The values keep their size.", "活性值的大小基本不变。"),
        grow: text("The values grow from block to block.", "活性值一个单元比一个单元大。"),
      }),
      say(
        { layers: count(layers, "layer", "layers", "层"), forward: ratio(forward) },
        "In this network of {layers}, their size after the last block is {forward} of that after the first.",
        "这个网络有 {layers}，最后一个单元输出的大小是第一个的 {forward}。",
      ),
    ),

  figure: ({ way, signals }) =>
    signalPanels(
      text("Signals of a network of your choice, before training", "由你选的网络，训练之前的信号"),
      signalCharts([{ way, signals }]),
    ),
});
