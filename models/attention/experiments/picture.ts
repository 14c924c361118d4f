/** Bottom-up and top-down attention: one picture reduced by pooling, and by a query. */
import { compile } from "hebb";
import type { Panels } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { cases, say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { PictureFacts } from "../facts.ts";
import { type GlyphNetwork, colors, glyphAccuracy, grid, side, testGlyphs, trainGlyphs } from "../glyphs.ts";
import type { ReaderKind } from "../reader.ts";
import { pictureWords } from "../words.ts";

const readers = ["mean", "max", "attention"] as const satisfies readonly ReaderKind[];

/** Questions about the example. */
const asked = [0, 1, 2, 3];

export const pictureExperiment = defineExperiment<PictureFacts>({
  question: {
    en: "What is the difference between reading a picture bottom-up, by pooling, and top-down, by a query?",
    zh: "看同一张图，自下而上的汇聚和自上而下的聚焦有什么不同？",
  },
  seeds: 3,

  async measure(run) {
    const steps = run.quick ? 100 : 2500;
    const examples: PictureFacts["example"][] = [];
    const measured = await run.overSeeds(async (one) => {
      const models: GlyphNetwork[] = [];
      const found: number[] = [];
      for (const reader of readers) {
        models.push(await trainGlyphs(one, reader, steps));
        found.push(await glyphAccuracy(models.at(-1)!));
      }
      if (examples.length === 0) examples.push(await exampleOf(models[2]!, models[1]!));
      return found;
    });
    const accuracy = readers.map((reader, i) => ({
      reader,
      summary: summarize(
        measured.map((found) => found[i]!),
        run.seeds,
      ),
    }));
    const [mean, max, attention] = accuracy.map(({ summary }) => summary);
    const pooled = mean!.mean > max!.mean ? mean! : max!;
    return { accuracy, chance: 0.1, order: distinguishable(attention!, pooled), example: examples[0]! };
  },

  words: pictureWords,

  table: ({ accuracy }) => ({
    columns: [text("reading", "读法"), { name: text("questions answered", "回答的准确率"), unit: "fraction" }],
    rows: accuracy.map(({ reader, summary }) => [nameOf(reader), summary]),
  }),

  figure: figureOf,
});

/** Returns the weights of several questions about one test picture, and the places of the maxima that pooling takes. */
async function exampleOf(attention: GlyphNetwork, pooling: GlyphNetwork): Promise<PictureFacts["example"]> {
  const { pictures } = await testGlyphs(1);
  const weights: number[][] = [];
  for (const color of asked) {
    const question = Int32Array.of(color);
    const read = compile((question: Parameters<GlyphNetwork["forward"]>[1]) =>
      attention.answerer.weights(attention.vectors(pictures), question),
    );
    weights.push([...(await read(question).array())]);
  }
  const places = [...(await compile(() => pooling.vectors(pictures).argmax(1))().array())];
  const values = await pictures.array();
  const pixels = Uint8Array.from({ length: 3 * side ** 2 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    return Math.round(255 * values[channel * side ** 2 + pixel]!);
  });
  const maxima = Array.from({ length: grid ** 2 }, (_, at) => places.filter((place) => place === at).length);
  return { pixels, asked, weights, maxima: maxima.map((features) => features / places.length) };
}

function figureOf({ accuracy, chance, example }: PictureFacts): Panels {
  const rowsOf = (values: readonly number[]) =>
    Array.from({ length: grid }, (_, row) => values.slice(row * grid, (row + 1) * grid));
  const heat = (title: ReturnType<typeof text>, values: readonly number[], label: ReturnType<typeof text>) => ({
    kind: "heatmap" as const,
    title,
    rows: { label: text("row", "行") },
    columns: { label: text("column", "列") },
    values: rowsOf(values),
    domain: [0, 1] as const,
    label,
  });
  return {
    kind: "panels",
    title: text("One picture, read by pooling and by a query", "同一张图：汇聚与查询两种读法"),
    columns: 3,
    panels: [
      {
        kind: "pictures",
        title: text("Nine digits in nine colors", "九个数字，九种颜色"),
        width: side,
        height: side,
        columns: 1,
        images: [{ pixels: example.pixels }],
        scale: "color",
      },
      heat(
        text("Max pooling: shares of the features", "最大汇聚：各处占的特征"),
        example.maxima,
        text("share", "比例"),
      ),
      ...example.asked.map((color, i) =>
        heat(
          say({ color: colors[color]!.name }, "Asked for {color}", "查询：{color}"),
          example.weights[i]!,
          text("attention weight", "注意力权重"),
        ),
      ),
      {
        kind: "chart",
        title: text("Questions answered correctly", "回答的准确率"),
        x: { label: text("reading", "读法") },
        y: { label: text("accuracy", "准确率"), domain: [0, 1] },
        layers: [
          { mark: "rule", name: text("chance", "随机猜测"), axis: "y", value: chance },
          { mark: "bars", values: accuracy.map(({ reader, summary }) => [nameOf(reader), summary.mean] as const) },
        ],
      },
    ],
  };
}

export const nameOf = (reader: ReaderKind) =>
  cases(reader, {
    mean: text("mean pooling", "平均汇聚"),
    max: text("max pooling", "最大汇聚"),
    last: text("last state", "最后的状态"),
    attention: text("attention", "注意力"),
  });
