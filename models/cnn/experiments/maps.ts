/** Kernels and feature maps of a trained LeNet-5, and the dependence of its layers on class, handwriting and position. */
import { mnist } from "hebb/data";
import type { Chart, Figure } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, name, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
import { type MapsFacts, type Parts, measuredLayers } from "../facts.ts";
import { drawKernels, drawMaps, kernelsOf, mapsOf } from "../figures.ts";
import { LeNet5 } from "../model.ts";
import { simpleShare } from "../patterns.ts";
import { learn } from "../reading.ts";
import { type MapMeasures, measureMaps } from "../variance.ts";
import { mapsWords } from "../words.ts";

const reach = 2;

export const maps = defineExperiment<MapsFacts>({
  question: {
    en: "What do the layers of a convolutional network extract from a digit?",
    zh: "卷积网络的每一层，从数字图片里提取了什么？",
  },
  seeds: 3,

  async measure(run) {
    const examples: MapsFacts["example"][] = [];
    const measured = await run.overSeeds(async (one) => {
      const { example, ...rest } = await measureOne(one);
      if (examples.length === 0) examples.push(example);
      return rest;
    });
    const over = (value: (one: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const layers = measuredLayers.map((layer, i) => {
      const part = (key: keyof Parts<number>) => over(({ layers }) => layers[i]!.parts[key]);
      return {
        layer,
        shape: measured[0]!.layers[i]!.shape,
        active: over(({ layers }) => layers[i]!.active),
        parts: { digit: part("digit"), writing: part("writing"), place: part("place") },
      };
    });
    const simple = { before: over(({ before }) => before), after: over(({ after }) => after) };
    return {
      reach,
      layers,
      simple,
      filters: distinguishable(simple.after, simple.before),
      digit: trend(layers.map(({ parts }) => parts.digit)),
      place: trend(layers.map(({ parts }) => parts.place)),
      example: examples[0]!,
    };
  },

  words: mapsWords,

  table: ({ layers }) => ({
    columns: [
      text("layer", "层"),
      text("shape", "形状"),
      { name: text("active units", "激活的单元"), unit: "fraction" },
      ...partKeys.map((key) => ({ name: partNames[key], unit: "fraction" as const })),
    ],
    rows: layers.map(({ layer, shape, active, parts }) => [
      layer,
      shape.join(" × "),
      active,
      ...partKeys.map((key) => parts[key]),
    ]),
  }),

  figure: figureOf,
});

interface Measured {
  readonly layers: readonly MapMeasures[];
  readonly before: number;
  readonly after: number;
  readonly example: MapsFacts["example"];
}

async function measureOne(run: Run): Promise<Measured> {
  const { train, test } = await mnist();
  const [count, epochs] = run.quick ? [4000, 1] : [20_000, 3];
  const model = new LeNet5();
  const before = simpleShare(await kernelsOf(model));
  await learn(run, model, train.take(count), { label: "LeNet-5", epochs });
  const kernels = await kernelsOf(model);
  const digit = test.take(1).field(0);
  const example = { kernels, pixels: Uint8Array.from(await digit.array()), maps: await mapsOf(model, digit) };
  const layers = await measureMaps(model, test.take(run.quick ? 200 : 1000), reach);
  return { layers, before, after: simpleShare(kernels), example };
}

const partKeys = ["digit", "writing", "place"] as const;

const partNames: Readonly<Record<keyof Parts<number>, Text>> = {
  digit: text("depends on which digit it is", "取决于是哪个数字"),
  writing: text("depends on the handwriting", "取决于怎么写"),
  place: text("depends on the position", "取决于在哪里"),
};

function figureOf({ layers, example }: MapsFacts): Figure {
  const parts: Chart = {
    kind: "chart",
    title: text("Variance of the units of each layer", "各层单元的方差从哪里来"),
    x: { label: text("layer", "层") },
    y: { label: text("share of the variance", "占方差的比例"), domain: [0, 1] },
    layers: partKeys.map((key) => ({
      mark: "bars",
      name: partNames[key],
      values: layers.map(({ layer, parts: shares }) => [name(layer), shares[key].mean] as const),
    })),
  };
  return {
    kind: "panels",
    title: text("Kernels and feature maps of LeNet-5", "LeNet-5 的卷积核与特征映射"),
    columns: 1,
    panels: [drawKernels(example.kernels), ...drawMaps(example.pixels, example.maps).panels, parts],
  };
}
