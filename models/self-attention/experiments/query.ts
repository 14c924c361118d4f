/** The query of self-attention: a row of the attention matrix, the sum that it stands for, and the terms of its scores. */
import { Tensor, compile } from "hebb";
import type { TaggedSentence } from "hebb/data";
import type { Lexicon } from "../../bidirectional/lexicon.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { QueryFacts } from "../facts.ts";
import { type EncoderTagger, scoreTerms } from "../model.ts";
import { type Reading, reader, smallTagger } from "../tagging.ts";
import { queryWords } from "../words.ts";

const examined = 60;
export const termNames = [
  text("content–content", "内容–内容"),
  text("content–position", "内容–位置"),
  text("position–content", "位置–内容"),
  text("position–position", "位置–位置"),
];

export const queryExperiment = defineExperiment<QueryFacts>({
  question: {
    en: "Whose query is q in self-attention?",
    zh: "自注意力里的 q 是谁的查询？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const { model, corpus } = await smallTagger(one);
      const sentences = chosen(corpus.test.sentences).slice(0, one.quick ? 5 : examined);
      const read = reader(model, corpus.lexicon);
      const readings: Reading[] = [];
      for (const { words } of sentences) readings.push(await read(words));
      const { words } = sentences[0]!;
      const place = Math.floor(words.length / 2);
      return {
        own: mean(readings.map(ownWeight)),
        equal: mean(sentences.map(({ words }) => 1 / words.length)),
        terms: await termShares(model, corpus.lexicon, sentences),
        words,
        place,
        weights: meanOfHeads(readings[0]!.weights[0]!),
        difference: await assembledDifference(model, corpus.lexicon, words, place),
      };
    });
    const over = (value: (found: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const [own, equal] = [over(({ own }) => own), over(({ equal }) => equal)];
    const difference = Math.max(...measured.map((found) => found.difference));
    const { words, weights, place } = measured[0]!;
    return {
      words,
      weights,
      place,
      difference,
      verdict: difference <= 1e-5 ? "equal" : "different",
      own,
      equal,
      self: distinguishable(own, equal),
      terms: termNames.map((_, t) => over(({ terms }) => terms[t]!)),
    };
  },

  words: queryWords,

  table: ({ terms }) => ({
    columns: [
      text("term of the scores", "打分中的项"),
      { name: text("share of the variance", "占方差的比例"), unit: "fraction" },
    ],
    rows: terms.map((share, t) => [termNames[t]!, share]),
  }),

  figure({ words, weights, place, terms }) {
    const names = words.map((word, i) => `${i + 1} ${word}`);
    return {
      kind: "panels",
      title: text("Attention of a sentence to itself", "一个句子对自己的注意力"),
      columns: 2,
      panels: [
        {
          kind: "heatmap",
          title: text("Attention matrix of the first layer, mean of the heads", "第一层的注意力矩阵（各头平均）"),
          rows: { label: text("query: the word itself", "查询：词自己"), names },
          columns: { label: text("key", "键"), names },
          values: weights,
          label: text("attention weight", "注意力权重"),
        },
        {
          kind: "chart",
          title: {
            en: `One row: the weights that assemble the vector of “${words[place]!}”`,
            zh: `其中一行：用这些权重拼出“${words[place]!}”的表示`,
          },
          x: { label: text("word", "词") },
          y: { label: text("attention weight", "注意力权重") },
          layers: [{ mark: "bars", values: weights[place]!.map((weight, m) => [names[m]!, weight] as const) }],
        },
        {
          kind: "chart",
          title: text("What makes the scores differ", "打分的差别来自哪里"),
          x: { label: text("term", "项") },
          y: { label: text("share of the variance", "占方差的比例"), domain: [0, 1] },
          layers: [{ mark: "bars", values: terms.map(({ mean }, t) => [termNames[t]!, mean] as const) }],
        },
      ],
    };
  },
});

/** Sentences of a readable length. */
const chosen = (sentences: readonly TaggedSentence[]): TaggedSentence[] =>
  sentences.filter(({ words }) => words.length >= 8 && words.length <= 14);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const ownWeight = ({ weights }: Reading): number =>
  mean(weights.flatMap((heads) => heads.map((rows) => mean(rows.map((row, n) => row[n]!)))));

const meanOfHeads = (heads: readonly (readonly (readonly number[])[])[]): number[][] =>
  heads[0]!.map((row, n) => row.map((_, m) => mean(heads.map((head) => head[n]![m]!))));

const encoded = (lexicon: Lexicon, words: readonly string[]): Tensor[] =>
  lexicon.encode(words).map((values) => Tensor.from(values, [1, words.length], "i32"));

/** Mean share of each term in the variance of the scores of a row, in the first layer. */
async function termShares(
  model: EncoderTagger,
  lexicon: Lexicon,
  sentences: readonly TaggedSentence[],
): Promise<number[]> {
  const variances = compile((features: Tensor[]) => {
    const C = model.vectors(features);
    const P = model.encoder.embed(C).sub(C);
    return scoreTerms(model.encoder.layers[0]!, C, P).map((term) => term.variance(-1).mean());
  });
  const sums = termNames.map(() => 0);
  for (const { words } of sentences) {
    const found = await Promise.all(variances(encoded(lexicon, words)).map((one) => one.item()));
    found.forEach((variance, t) => (sums[t]! += variance));
  }
  const total = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((sum) => sum / total);
}

/**
 * Assembles h_n of the first layer in plain JavaScript: in each head, the values of all words are summed with the weights
 * of row n. Returns the largest difference from the layer's h_n, relative to the largest element.
 */
async function assembledDifference(
  model: EncoderTagger,
  lexicon: Lexicon,
  words: readonly string[],
  place: number,
): Promise<number> {
  const { selfAttn } = model.encoder.layers[0]!;
  const seen = compile((features: Tensor[]) => {
    const H = model.encoder.embed(model.vectors(features));
    const features3 = selfAttn.inProjWeight!.shape[0]!;
    const rows = [(2 * features3) / 3, features3] as const;
    return {
      weights: selfAttn.weights(H),
      values: H.matmul(selfAttn.inProjWeight!.slice(rows).transpose()).add(selfAttn.inProjBias!.slice(rows)),
      outputs: selfAttn.forward(H),
    };
  })(encoded(lexicon, words));
  const [weights, values, outputs] = await Promise.all(
    [seen.weights, seen.values, seen.outputs].map(async (one) => Array.from(await one.array())),
  );
  const [n, width] = [words.length, values!.length / words.length];
  const size = width / selfAttn.heads;
  const h = Array.from({ length: width }, (_, i) => {
    const row = (Math.floor(i / size) * n + place) * n;
    return words.reduce((sum, _, m) => sum + weights![row + m]! * values![m * width + i]!, 0);
  });
  const projected = await selfAttn.outProj.forward(Tensor.from(h, [1, width])).array();
  const own = outputs!.slice(place * width, (place + 1) * width);
  const largest = Math.max(...own.map(Math.abs));
  return Math.max(...own.map((value, i) => Math.abs(value - projected[i]!))) / largest;
}
