/** Look: a digit on the canvas, from the test set or drawn by the reader, and the glimpses at it. */
import { ArgumentError, Tensor } from "hebb";
import { mnist } from "hebb/data";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { type Corner, digitSide, paint, side } from "../canvas.ts";
import type { Glance } from "../facts.ts";
import { glanceFigure, lookAt, nextFigure } from "../glancing.ts";
import { GlimpseNetwork, type GlimpseOptions, type Sight } from "../model.ts";

const inputs = {
  picture: {
    kind: "text",
    label: text(
      "number of a test digit, or eight rows of # and . from left to right",
      "第几个测试数字，或按行写的 # 和点号，共八行八列",
    ),
    value: "0",
    longest: 80,
  },
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

/** Rows of a drawing, and pixels on a side of one of its marks. */
const [marks, zoom] = [8, 3];

interface GlimpsesLook extends Glance {
  readonly sight: Sight;
}

export const glimpses = defineLook({
  question: { en: "Where does the network look, and what does it see?", zh: "网络先后看哪里，看出了什么？" },
  inputs,

  async view({ picture, top, left }, saved): Promise<GlimpsesLook> {
    const { pixels, label } = await digitOf(picture);
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

/** Returns pixels of 28 x 28 and the label, null for a drawing. */
async function digitOf(picture: string): Promise<{ readonly pixels: Uint8Array; readonly label: number | null }> {
  const plain = picture.replace(/[\s/]/g, "");
  if (/^[#.]{64}$/.test(plain)) return { pixels: drawing(plain), label: null };
  const { test } = await mnist();
  const row = Number(plain);
  if (/^\d+$/.test(plain) && row < test.length) {
    const [image, label] = [test.select(Int32Array.of(row)).field(0), test.fields[1]!.data[row]!];
    return { pixels: Uint8Array.from(await image.array()), label };
  }
  throw new ArgumentError(`picture was given "${picture}"`, {
    rule: `It must be a number below ${test.length}, or ${marks ** 2} marks # and ., eight for each row.`,
  });
}

/** Enlarges a drawing and places it in the middle of a digit's square. */
function drawing(plain: string): Uint8Array {
  const before = (digitSide - marks * zoom) / 2;
  return Uint8Array.from({ length: digitSide ** 2 }, (_, i) => {
    const [y, x] = [Math.floor(i / digitSide) - before, (i % digitSide) - before];
    const isInside = Math.min(x, y) >= 0 && Math.max(x, y) < marks * zoom;
    return isInside && plain[Math.floor(y / zoom) * marks + Math.floor(x / zoom)] === "#" ? 255 : 0;
  });
}
