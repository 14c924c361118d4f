/** Soft attention: associative recall by four score functions, with keys and values. */
import { type Measure, type Recipe, defineSystem } from "../system.ts";
import { anywhereExperiment } from "./experiments/anywhere.ts";
import { averageExperiment } from "./experiments/average.ts";
import { encoderExperiment } from "./experiments/encoder.ts";
import { keysExperiment } from "./experiments/keys.ts";
import { pictureExperiment } from "./experiments/picture.ts";
import { figureOf, readingOf, stepsExperiment } from "./experiments/steps.ts";
import { scoresExperiment } from "./experiments/scores.ts";
import { reading } from "./looks/reading.ts";
import { type RecallOptions, type ScoreKind, scoreKinds } from "./model.ts";
import { page } from "./page.ts";
import { descent, recalled, testRecall, trainRecall } from "./recall.ts";
import * as setting from "../shared/settings.ts";

interface RecallRecipe extends Recipe {
  /** Pairs of a list. */
  readonly pairs: number;
  readonly width: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

const metricOf = (kind: ScoreKind) => `recall_${kind.replace(" ", "_")}`;

const measureOf = (en: string, zh: string): Measure => ({
  meaning: { en: `test lists answered correctly ${en}`, zh: `${zh}的测试准确率` },
  unit: "fraction",
});

const bars = (value: number) => scoreKinds.map((kind) => ({ metric: metricOf(kind), op: ">=" as const, value }));

export const system = defineSystem<RecallRecipe>({
  place: [4, 1],
  chapter: "attention",
  title: { en: "Attention", zh: "注意力机制" },
  summary: {
    en: "soft attention with four score functions that reads the digit of a letter from a list of pairs",
    zh: "软性注意力，四种打分函数，从键值对列表里按字母查出数字",
  },
  metrics: {
    [metricOf("additive")]: measureOf("with the additive score", "加性打分"),
    [metricOf("dot")]: measureOf("with the dot product", "点积打分"),
    [metricOf("scaled dot")]: measureOf("with the scaled dot product", "缩放点积打分"),
    [metricOf("bilinear")]: measureOf("with the bilinear score", "双线性打分"),
    recall_tied: { ...measureOf("with keys used as values", "键和值共用"), isHeadline: true },
  },
  recipes: {
    full: { pairs: 16, width: 16, steps: 1500, ...descent, bars: bars(0.995) },
    quick: { pairs: 8, width: 16, steps: 400, ...descent, bars: bars(0.99) },
  },

  settings: {
    pairs: { path: "pairs", label: { en: "pairs of a list", zh: "列表的键值对数" }, min: 2, max: 26, integer: true },
    width: { ...setting.hiddenUnits("width", { max: 256 }), label: { en: "width of the vectors", zh: "向量的维数" } },
    steps: setting.steps("steps"),
    batchSize: setting.batchSize("batchSize"),
    learningRate: setting.learningRate("learningRate"),
  },

  async train(run, { bars: _bars, ...training }) {
    const { pairs, width } = training;
    const metrics: Record<string, number> = {};
    const train = (label: string, options: Omit<RecallOptions, "width">) =>
      trainRecall(run, { ...training, label, ...options });
    for (const score of scoreKinds) {
      const model = await train(score, { score });
      metrics[metricOf(score)] = await recalled(model, pairs);
      if (score === "scaled dot") {
        run.keep("model", model);
        run.keepText("settings.json", JSON.stringify({ width }));
        const [letters, digits, asked] = await Promise.all(
          (await testRecall(4, 1)).slice(0, 3).map(async (x) => [...(await x.array())]),
        );
        run.draw("steps", figureOf(await readingOf(model, letters!, digits!, asked![0]!)));
      }
    }
    return { ...metrics, recall_tied: await recalled(await train("tied", { tied: true }), pairs) };
  },

  experiments: {
    picture: pictureExperiment,
    steps: stepsExperiment,
    average: averageExperiment,
    scores: scoresExperiment,
    keys: keysExperiment,
    encoder: encoderExperiment,
    anywhere: anywhereExperiment,
  },
  looks: { reading },
  page,
});
