/** The end-to-end memory network: questions about generated stories, answered in several hops. */
import * as setting from "../shared/settings.ts";
import { type Measure, type Metrics, type Recipe, defineSystem } from "../system.ts";
import type { Run } from "../run.ts";
import { answersOf } from "./answering.ts";
import { hopsExperiment } from "./experiments/hops.ts";
import { orderExperiment } from "./experiments/order.ts";
import { readingExperiment, storyFigure } from "./experiments/reading.ts";
import { storeExperiment } from "./experiments/store.ts";
import { story } from "./looks/story.ts";
import type { MemoryNetwork } from "./model.ts";
import { page } from "./page.ts";
import { type Sizes, fullSizes, quickSizes, trainingOf } from "./recipes.ts";
import type { TaskName } from "./stories.ts";
import { accuracyOf, questionsOf, trainNetwork } from "./training.ts";

interface StoriesRecipe extends Recipe {
  readonly sizes: Sizes;
  /** Number of initializations of each network, of which the best on the validation questions is kept. */
  readonly starts: number;
}

const tasks = ["one", "two", "three"] as const satisfies readonly TaskName[];

const answered = (en: string, zh: string): Measure => ({
  meaning: { en: `test questions with ${en} answered correctly`, zh: `${zh}的问题，测试集上的准确率` },
  unit: "fraction",
});

const bars = [
  { metric: "one", op: ">=", value: 0.95 },
  { metric: "two", op: ">=", value: 0.9 },
  { metric: "three", op: ">=", value: 0.8 },
] as const;

export const system = defineSystem<StoriesRecipe>({
  place: [5, 1],
  chapter: "attention",
  title: { en: "Memory network", zh: "记忆网络" },
  summary: {
    en: "end-to-end memory network that answers questions about stories by reading its memory in several hops",
    zh: "端到端记忆网络，多跳读取外部记忆，回答关于故事的问题",
  },
  metrics: {
    one: answered("one supporting fact", "一条支持事实"),
    two: answered("two supporting facts", "两条支持事实"),
    three: answered("three supporting facts", "三条支持事实"),
  },
  recipes: {
    full: { sizes: fullSizes, starts: 3, bars },
    quick: { sizes: quickSizes, starts: 1, bars },
  },

  settings: {
    hops: { path: "sizes.hops", label: { en: "hops", zh: "跳数" }, min: 1, max: 5, integer: true },
    features: setting.embeddingSize("sizes.features", { max: 128 }),
    learningRate: setting.learningRate("sizes.learningRate"),
    epochs: setting.epochs("sizes.epochs", { max: 100 }),
    linearStart: {
      path: "sizes.linear",
      label: { en: "share of the training without softmax", zh: "不用 softmax 的训练占比" },
      min: 0,
      max: 1,
    },
    starts: { path: "starts", label: { en: "initializations", zh: "初始化次数" }, min: 1, max: 10, integer: true },
  },

  async train(run, { sizes, starts }) {
    const metrics: Record<string, number> = {};
    for (const task of tasks) metrics[task] = await trainTask(run, task, sizes, starts);
    run.keepText("sizes.json", JSON.stringify(sizes));
    return metrics satisfies Metrics;
  },

  experiments: { reading: readingExperiment, hops: hopsExperiment, order: orderExperiment, store: storeExperiment },
  looks: { story },
  page,
});

/** Trains a network from several initializations, keeps the best by validation, and returns its test accuracy. */
async function trainTask(run: Run, task: TaskName, sizes: Sizes, starts: number): Promise<number> {
  const training = trainingOf(sizes, task);
  const { train, validation, test, testStories } = questionsOf(task, training, run.seed);
  let best: { readonly model: MemoryNetwork; readonly accuracy: number } | undefined;
  for (let start = 0; start < starts; start++) {
    const label = starts === 1 ? `task ${task}` : `task ${task}, start ${start + 1}`;
    const model = await trainNetwork(run, label, train, training, { start });
    const accuracy = await accuracyOf(model, validation);
    if (best === undefined || accuracy > best.accuracy) best = { model, accuracy };
  }
  const { model } = best!;
  run.keep(task, model);
  const [shown] = testStories.filter(({ sentences }) => sentences.length <= 9);
  const [answer] = await answersOf(model, [shown!], training.longest);
  run.draw(task, storyFigure({ ...shown!, predicted: answer!.answer, weights: answer!.weights }));
  return accuracyOf(model, test);
}
