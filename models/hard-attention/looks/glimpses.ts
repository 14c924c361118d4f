/** Look: a digit on the canvas, from the test set or drawn by the reader, and the glimpses at it. */
import { Tensor } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number, percent } from "../../quantity.ts";
import { digitInput, givenDigit } from "../../shared/drawing.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { type Corner, paint, side } from "../canvas.ts";
import type { Glance } from "../facts.ts";
import { glanceFigure, lookAt, nextFigure } from "../glancing.ts";
import { GlimpseNetwork, type GlimpseOptions, type Sight } from "../model.ts";

const inputs = {
  digit: digitInput,
  top: {
    kind: "number",
    label: text("pixels above the digit", "上方空出的像素"),
    value: 4,
    min: 0,
    max: 32,
    integer: true,
  },
  left: {
    kind: "number",
    label: text("pixels left of the digit", "左侧空出的像素"),
    value: 28,
    min: 0,
    max: 32,
    integer: true,
  },
} as const satisfies Inputs;

interface GlimpsesLook extends Glance {
  readonly sight: Sight;
}

export const glimpses = defineLook({
  question: { en: "Where does the network look, and what does it see?", zh: "网络先后看哪里，看出了什么？" },
  inputs,

  async view({ digit, top, left }, saved): Promise<GlimpsesLook> {
    const { pixels, label } = await givenDigit(digit);
    const canvas = new Uint8Array(side ** 2);
    paint(canvas, pixels, [top, left] satisfies Corner);
    const files = await saved();
    const options = await savedSettings<GlimpseOptions>(files, "glimpses.json");
    const model = await files.load("model", new GlimpseNetwork(options));
    const [glance] = await lookAt(model, Tensor.from(canvas, [1, side, side]), [label]);
    return { ...glance!, sight: { size: options.size, scales: options.scales } };
  },

  words({ digits, probabilities, label }) {
    const [first, last] = [digits[0]!, digits.at(-1)!];
    const outcome = label === null ? "drawn" : last === label ? "right" : "wrong";
    return paragraph(
      say(
        {
          glimpses: count(digits.length, "glimpse", "glimpses", "次注视"),
          digit: number(last),
          p: percent(probabilities.at(-1)!, { digits: 0 }),
          first: number(first),
        },
        "After {glimpses}, the network takes it for a {digit} with a probability of {p}; after the first one, for a {first}.",
        "{glimpses}之后，网络认为是 {digit}，概率为 {p}；第一次注视之后认为是 {first}。",
      ),
      cases(outcome, {
        drawn: text("Move the digit and look again.", "把数字挪个地方，再看一遍。"),
        right: text("This is right.", "答对了。"),
        wrong: () => say({ label: number(label!) }, "In fact, it is a {label}.", "其实是 {label}。"),
      }),
    );
  },

  figure: (facts): Panels => ({
    kind: "panels",
    title: text("Glimpses in their order", "依次注视"),
    columns: 1,
    panels: [glanceFigure(facts, facts.sight), nextFigure(facts)],
  }),
});
