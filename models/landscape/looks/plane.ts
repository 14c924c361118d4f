/** Look: the loss of the reader's own trained network on a plane of random directions through its weights. */
import { random } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { Run } from "../../run.ts";
import * as input from "../../shared/inputs.ts";
import { savedSettings } from "../../shared/saved.ts";
import { mean } from "../../shared/statistics.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { networkOf, smallDigits } from "../digits.ts";
import type { Plane } from "../facts.ts";
import { planeChart, randomPlane } from "../planes.ts";

const inputs = {
  span: {
    kind: "number",
    label: text("distance to the edge, relative to the weights", "到边缘的距离，以权重的长度为单位"),
    value: 1,
    min: 0.01,
    max: 3,
  },
  seed: input.seed,
} as const satisfies Inputs;

interface Facts extends Plane {
  /** Loss of the network itself, and the smallest one on the plane. */
  readonly here: number;
  readonly least: number;
  /** Mean loss at the edge. */
  readonly edge: number;
}

/** Training digits whose loss is measured, and points per side. */
const [examples, places] = [1000, 25];

/** Share of the loss by which a point must be lower to count as lower. */
const tolerance = 0.001;

export const planeLook = defineLook({
  question: {
    en: "What does the loss around my own trained network look like?",
    zh: "自己训练出的网络，周围的损失曲面是什么样子？",
  },
  inputs,

  async view({ span, seed }, saved): Promise<Facts> {
    const files = await saved();
    const { hidden } = await savedSettings<{ readonly hidden: number }>(files, "settings.json");
    const { train } = await smallDigits(examples, { tests: 1 });
    const model = await files.load("model", networkOf(train, hidden, seed));
    random.seed(seed);
    const run = new Run({ seed });
    const plane = await randomPlane(run, model, train, { span, places });
    const isEdge = (i: number) => [i % places, Math.floor(i / places)].some((at) => at === 0 || at === places - 1);
    const edge = plane.losses.filter((_, i) => isEdge(i));
    return {
      ...plane,
      here: plane.losses[(places ** 2 - 1) / 2]!,
      least: Math.min(...plane.losses),
      edge: mean([...edge]),
    };
  },

  words: ({ here, least, edge, span }) =>
    paragraph(
      say(
        { here: number(here, { digits: 3 }), edge: number(edge, { digits: 2 }), span: number(span) },
        "In the middle, at the network itself, the training loss is {here}; at a distance of {span} it is {edge} on average.",
        "正中间是网络本身，训练集损失是 {here}；到距离 {span} 处，平均是 {edge}。",
      ),
      cases(least < (1 - tolerance) * here ? "lower" : "lowest", {
        lowest: text(
          "Nowhere on this plane is it lower. That does not make it a minimum: two directions of thousands are seen.",
          "这个平面上没有更低的地方。但这不等于它是极小值点：看到的只是几千个方向中的两个。",
        ),
        lower: text(
          "Elsewhere on this plane it is lower: the training has not come to rest, or it followed other digits.",
          "平面上别处还有更低的地方：要么训练还没有停下来，要么训练时用的是别的数字。",
        ),
      }),
    ),

  figure: (facts) => planeChart(facts),
});
