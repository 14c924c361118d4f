/** Look: a test digit or a drawn one, which is shifted and covered with noise, and what the trained network reads. */
import { Tensor, compile, random } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { number, percent } from "../../quantity.ts";
import { shifted } from "../../shared/augment.ts";
import { digitInput, givenDigit, labelWords } from "../../shared/drawing.ts";
import * as input from "../../shared/inputs.ts";
import { savedSettings } from "../../shared/saved.ts";
import { paragraph, say, text } from "../../text.ts";
import { MLP } from "../model.ts";

const side = 28;

const inputs = {
  digit: digitInput,
  ...input.shifts,
  noise: {
    kind: "number",
    label: text("share of pixels that are replaced by noise", "换成噪声的像素比例"),
    value: 0,
    min: 0,
    max: 1,
  },
  seed: input.seed,
} as const satisfies Inputs;

interface Facts {
  readonly original: Uint8Array;
  readonly changed: Uint8Array;
  /** Null for a drawing. */
  readonly label: number | null;
  /** Probabilities of the ten digits for both pictures. */
  readonly probabilities: readonly (readonly number[])[];
}

export const digit = defineLook({
  question: {
    en: "What does the network read if a digit is shifted or covered with noise?",
    zh: "数字平移了，或者盖上了噪声，网络会认成什么？",
  },
  inputs,

  async view({ digit: given, right, down, noise }, saved): Promise<Facts> {
    const { pixels: original, label } = await givenDigit(given);
    const files = await saved();
    const { hidden } = await savedSettings<{ hidden: number }>(files, "settings.json");
    const model = await files.load("model", new MLP({ hidden }));
    const picture = Tensor.from(original, [1, side * side]);
    const changed = await noisy(Uint8Array.from(await shifted(picture, right, down).array()), noise);
    const pictures = Tensor.from(Uint8Array.of(...original, ...changed), [2, side * side]);
    const q = await compile((images: Tensor) => model.forward(images).softmax())(pictures).array();
    const probabilities = [0, 1].map((i) => Array.from(q.subarray(10 * i, 10 * i + 10)));
    return { original, changed, label, probabilities };
  },

  words({ label, probabilities }) {
    const [before, after] = probabilities.map((q) => ({ digit: q.indexOf(Math.max(...q)), sure: Math.max(...q) }));
    return paragraph(
      labelWords(label),
      say(
        { before: number(before!.digit), sure: percent(before!.sure) },
        "The network reads {before} with a probability of {sure}.",
        "网络认作 {before}，概率 {sure}。",
      ),
      say(
        { after: number(after!.digit), sure: percent(after!.sure) },
        "After the change it reads {after} with a probability of {sure}.",
        "改动之后认作 {after}，概率 {sure}。",
      ),
    );
  },

  figure: ({ original, changed, probabilities }): Panels => ({
    kind: "panels",
    title: text("A changed digit", "改动一个数字"),
    columns: 3,
    panels: [
      {
        kind: "pictures",
        title: text("Before and after", "改动前后"),
        width: side,
        height: side,
        columns: 2,
        images: [{ pixels: original }, { pixels: changed }],
        scale: "gray",
      },
      ...probabilities.map((q, i) => ({
        kind: "chart" as const,
        title: i === 0 ? text("Prediction before", "改动前的预测") : text("Prediction after", "改动后的预测"),
        x: { label: text("digit", "数字") },
        y: { label: text("probability", "概率"), domain: [0, 1] as const },
        layers: [{ mark: "bars" as const, values: q.map((value, c) => [String(c), value] as const) }],
      })),
    ],
  }),
});

/** Replaces this share of the pixels by random grays. */
async function noisy(pixels: Uint8Array, share: number): Promise<Uint8Array> {
  const chosen = await random.uniform([2, side * side]).array();
  return pixels.map((value, i) => (chosen[i]! < share ? 255 * chosen[side * side + i]! : value));
}
