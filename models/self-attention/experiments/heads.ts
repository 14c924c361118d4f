/** Heads switched off one by one: how much accuracy each of them is worth. */
import { Tensor, type TransformerEncoderLayer } from "hebb";
import type { Part } from "../../bidirectional/corpus.ts";
import { accuracyOn } from "../../bidirectional/scores.ts";
import { tagAll } from "../../bidirectional/training.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { HeadsFacts } from "../facts.ts";
import type { EncoderTagger } from "../model.ts";
import { smallTagger } from "../tagging.ts";
import { headsWords } from "../words.ts";

export const headsExperiment = defineExperiment<HeadsFacts>({
  question: {
    en: "What are several heads good for?",
    zh: "为什么要多个头？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const { model, corpus } = await smallTagger(one);
      const accuracy = () => accuracyWith(model, corpus.test);
      const all = await accuracy();
      const drops: number[][] = [];
      for (const layer of model.encoder.layers) {
        const own: number[] = [];
        for (let head = 0; head < layer.selfAttn.heads; head++) {
          own.push(all - (await without([layer], [head], accuracy)));
        }
        // Heads have no names, so that they are compared by rank.
        drops.push(own.sort((a, b) => b - a));
      }
      const every = Array.from({ length: model.encoder.layers[0]!.selfAttn.heads }, (_, head) => head);
      return { all, drops, none: await without(model.encoder.layers, every, accuracy) };
    });
    const over = (value: (found: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const drops = measured[0]!.drops.map((own, layer) =>
      own.map((_, head) => over((found) => found.drops[layer]![head]!)),
    );
    const single = over(({ drops }) => drops.flat().reduce((sum, drop) => sum + drop, 0));
    const together = over(({ all, none }) => all - none);
    return {
      all: over(({ all }) => all),
      drops,
      none: over(({ none }) => none),
      together,
      single,
      shared: distinguishable(together, single),
    };
  },

  words: headsWords,

  table: ({ drops }) => ({
    columns: [
      text("layer", "层"),
      text("rank of the head", "头（按重要程度）"),
      { name: text("lost accuracy", "准确率下降"), unit: "fraction" },
    ],
    rows: drops.flatMap((own, layer) => own.map((drop, head) => [layer + 1, head + 1, drop])),
  }),

  figure: ({ drops }) => ({
    kind: "chart",
    title: text("Accuracy lost without one head", "去掉一个头，准确率下降多少"),
    x: { label: text("rank of the head within its layer", "头在本层的重要程度排名") },
    y: { label: text("lost accuracy", "准确率下降") },
    layers: drops.map((own, layer) => ({
      mark: "bars" as const,
      name: { en: `layer ${layer + 1}`, zh: `第 ${layer + 1} 层` },
      values: own.map(({ mean }, head) => [`${head + 1}`, mean] as const),
    })),
  }),
});

async function accuracyWith(model: EncoderTagger, test: Part): Promise<number> {
  return accuracyOn(
    await tagAll(model, test),
    test,
    Array.from(test.tags, () => true),
  );
}

/** Measures without heads: their columns of the output projection are 0 meanwhile. */
async function without(
  layers: readonly TransformerEncoderLayer[],
  heads: readonly number[],
  accuracy: () => Promise<number>,
): Promise<number> {
  const weights = layers.map(({ selfAttn }) => selfAttn.outProj.weight);
  const before = await Promise.all(weights.map(async (weight) => Float32Array.from(await weight.array())));
  for (const [i, weight] of weights.entries()) {
    const width = weight.shape[1]!;
    const size = width / layers[i]!.selfAttn.heads;
    const cut = before[i]!.map((value, at) => (heads.includes(Math.floor((at % width) / size)) ? 0 : value));
    await weight.set(Tensor.from(cut, weight.shape));
  }
  const measured = await accuracy();
  for (const [i, weight] of weights.entries()) await weight.set(Tensor.from(before[i]!, weight.shape));
  return measured;
}
