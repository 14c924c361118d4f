/** Attention by layer, and what linear probes read from the states after each layer. */
import { Tensor, compile } from "hebb";
import { novels } from "../../shared/texts.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
import type { LayersFacts, Property } from "../facts.ts";
import type { Transformer } from "../model.ts";
import { guessOf, labelsOf, probeStates, properties } from "../probes.ts";
import { small } from "../sweep.ts";
import { trainTransformer } from "../training.ts";
import { layersWords } from "../words.ts";

const shown = 24;

export const layersExperiment = defineExperiment<LayersFacts>({
  question: {
    en: "What does each layer add to the representation of a character?",
    zh: "一层层迭代，每一层给字符的表示添了什么？",
  },
  seeds: 3,

  async measure(run) {
    const layers = run.quick ? 2 : 4;
    const text = await novels({ cut: true });
    const passage = text.validation.slice(0, shown);
    const measured = await run.overSeeds(async (one) => {
      const training = small(one.quick);
      const { model } = await trainTransformer(one, "Transformer", text, {
        ...training,
        model: { ...training.model, layers },
      });
      const weights = await weightsOf(model, passage);
      const probes: number[][] = [];
      for (const property of properties) probes.push(await probeStates(one, model, text, property));
      return { probes, weights };
    });
    const probes = properties.map((property, p) => ({
      property,
      accuracy: Array.from({ length: layers + 1 }, (_, layer) =>
        summarize(
          measured.map((found) => found.probes[p]![layer]!),
          run.seeds,
        ),
      ),
    }));
    const [, third, , next] = probes;
    return {
      probes,
      guesses: properties.map((property) => guessOf(labelsOf(text, text.validation, property))),
      distances: Array.from({ length: layers }, (_, layer) =>
        summarize(
          measured.map(({ weights }) => meanDistance(weights[layer]!)),
          run.seeds,
        ),
      ),
      weights: measured[0]!.weights,
      text: text.vocabulary.decode(passage),
      reading: trend(next!.accuracy),
      context: distinguishable(third!.accuracy.at(-1)!, third!.accuracy[0]!),
    };
  },

  words: layersWords,

  table: ({ probes, distances, guesses }) => ({
    columns: [
      text("layers", "层数"),
      ...probes.map(({ property }) => ({ name: nameOf(property), unit: "fraction" as const })),
      { name: text("mean distance of attention", "注意力的平均距离"), digits: 1 },
    ],
    rows: [
      [text("guess", "瞎猜"), ...guesses, "–"],
      ...probes[0]!.accuracy.map((_, layer) => [
        layer,
        ...probes.map(({ accuracy }) => accuracy[layer]!),
        layer === 0 ? "–" : distances[layer - 1]!,
      ]),
    ],
  }),

  figure: ({ probes, weights, text: passage }) => ({
    kind: "panels",
    title: text("Layer by layer", "逐层来看"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Accuracy of linear probes", "线性探针的准确率"),
        x: { label: text("layers", "层数") },
        y: { label: text("accuracy", "准确率"), domain: [0, 1] },
        layers: probes.flatMap(({ property, accuracy }) => curve(nameOf(property), [...accuracy.keys()], accuracy)),
      },
      ...weights.map((heads, layer) => ({
        kind: "heatmap" as const,
        title: {
          en: `Attention of layer ${layer + 1}, mean of the heads`,
          zh: `第 ${layer + 1} 层的注意力（各头平均）`,
        },
        rows: { label: text("query", "查询"), names: namesOf(passage) },
        columns: { label: text("key", "键"), names: namesOf(passage) },
        values: heads[0]!.map((row, n) => row.map((_, m) => mean(heads.map((head) => head[n]![m]!)))),
        domain: [0, 1] as const,
        label: text("attention weight", "注意力权重"),
      })),
    ],
  }),
});

/** Attention weights of all heads on a passage, `weights[layer][head][n][m]`. */
async function weightsOf(model: Transformer, passage: Int32Array): Promise<number[][][][]> {
  const n = passage.length;
  const weights = compile((tokens: Tensor) => model.inspect(tokens).weights)(Tensor.from(passage, [1, n]));
  return Promise.all(
    weights.map(async (one) => {
      const values = Array.from(await one.array());
      const heads = values.length / (n * n);
      const row = (head: number, i: number) => values.slice((head * n + i) * n, (head * n + i + 1) * n);
      return Array.from({ length: heads }, (_, head) => Array.from({ length: n }, (_, i) => row(head, i)));
    }),
  );
}

/** Mean distance from a query to the keys that its weights select, over heads and queries. */
function meanDistance(heads: readonly (readonly (readonly number[])[])[]): number {
  const distance = (row: readonly number[], n: number) => row.reduce((sum, weight, m) => sum + weight * (n - m), 0);
  return mean(heads.map((rows) => mean(rows.map(distance))));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Names of positions, which must differ: characters repeat. */
const namesOf = (passage: string): string[] =>
  Array.from(passage, (character, i) => `${i + 1} ${character === "\n" ? "↵" : character === " " ? "␣" : character}`);

const nameOf = (property: Property) =>
  cases(property, {
    previous: text("previous character", "前一个字符"),
    third: text("character three places back", "往前第三个字符"),
    place: text("place in the word", "在词中的位置"),
    next: text("next character", "下一个字符"),
  });
