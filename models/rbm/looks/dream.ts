/** Look: a test digit or a drawn one of which the machine sees only the upper rows, completed by Gibbs sampling. */
import { Tensor, compile, random } from "hebb";
import type { Picture } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count } from "../../quantity.ts";
import { Run } from "../../run.ts";
import { type Drawing, chosenDigit, digitInput, pixelsOf } from "../../shared/drawing.ts";
import * as input from "../../shared/inputs.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, say, text } from "../../text.ts";
import { binaryDigits, side } from "../digits.ts";
import { BoltzmannMachine } from "../model.ts";

const inputs = {
  digit: digitInput,
  rows: {
    kind: "number",
    label: text("rows that the model sees", "给模型看的行数"),
    value: 14,
    min: 0,
    max: side,
    integer: true,
  },
  seed: input.seed,
} as const satisfies Inputs;

const sweeps = [1, 3, 10, 30, 100, 300];

export const dream = defineLook({
  question: { en: "Seeing only half a digit, what does the model make up?", zh: "只看到半个数字，模型会补出什么？" },
  inputs,

  async view({ digit, rows, seed }, saved) {
    const chosen = chosenDigit(digit);
    const files = await saved();
    const { visible, hidden } = await savedSettings<{ visible: number; hidden: number }>(files, "large-settings.json");
    const machine = await files.load("large", new BoltzmannMachine(visible, hidden));
    const real = await bitsOf(chosen, seed);
    const kept = Tensor.from(Float32Array.from({ length: visible }, (_, i) => Number(i < rows * side)));
    // The rows that the machine sees stay; all others are replaced.
    const completed = (others: Tensor) => kept.mul(real).add(kept.rsub(1).mul(others));
    const sweep = compile((v: Tensor) => completed(machine.gibbs(v, 1)));
    const shown = compile((v: Tensor) => completed(machine.visibleGiven(machine.hiddenGiven(v))));
    let v = compile(() => completed(random.bernoulli(0.5, [1, visible]).cast("f32")))();
    const pictures = { original: await grays(real), start: await grays(v), completed: [] as Uint8Array[] };
    for (let done = 1; done <= sweeps.at(-1)!; done++) {
      v = sweep(v);
      if (sweeps.includes(done)) pictures.completed.push(await grays(shown(v)));
    }
    return { ...pictures, rows, isDrawn: typeof chosen !== "number" };
  },

  words: ({ rows, isDrawn }) =>
    cases(isDrawn ? "drawing" : "digit", {
      drawing: () =>
        say(
          { rows: count(rows, "row", "rows", "行") },
          "Your drawing is in the middle of the picture. The model sees the upper {rows}, and Gibbs sampling fills in the others.",
          "你画的放在图片中间，模型只看到上面的 {rows}，其余的由吉布斯采样补全。",
        ),
      digit: () =>
        say(
          { rows: count(rows, "row", "rows", "行") },
          "The model sees {rows} of the picture, and Gibbs sampling fills in the others.",
          "模型只看到图片的 {rows}，其余的由吉布斯采样补全。",
        ),
    }),

  figure({ original, start, completed, isDrawn }) {
    const pictures: Picture[] = [
      { pixels: original, caption: isDrawn ? text("your drawing", "你画的") : text("original", "原图") },
      { pixels: start, caption: text("at first", "起点") },
      ...completed.map((pixels, i) => ({
        pixels,
        caption: say({ sweeps: count(sweeps[i]!, "sweep", "sweeps", "轮") }, "{sweeps}", "{sweeps}"),
      })),
    ];
    return {
      kind: "pictures",
      title: text("A digit completed by Gibbs sampling", "用吉布斯采样补全的数字"),
      width: side,
      height: side,
      columns: pictures.length,
      images: pictures,
      scale: "gray",
    };
  },
});

const grays = async (bits: Tensor): Promise<Uint8Array> => Uint8Array.from(await bits.array(), (ink) => 255 * ink);

/**
 * Returns the bits f32 [1, 784] of a test digit or of a drawing, which keeps its frame, so that the upper half of a
 * digit may be drawn alone.
 */
async function bitsOf(chosen: number | Drawing, seed: number): Promise<Tensor> {
  if (typeof chosen === "number") {
    const { test } = await binaryDigits(new Run({ seed }), { train: 1, test: chosen + 1 });
    const bits = test.field(0).slice([chosen, chosen + 1]);
    return bits.cast("f32");
  }
  random.seed(seed);
  const ink = pixelsOf(chosen, "frame");
  return Tensor.from(
    Float32Array.from(ink, (gray) => Number(gray >= 128)),
    [1, ink.length],
  );
}
