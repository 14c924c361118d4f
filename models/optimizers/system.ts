/** Gradient descent: seven optimizers compared with PyTorch on three surfaces, and trained on a digit classifier. */
import type { Chart } from "../figure.ts";
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { type Measure, type Metrics, type Recipe, defineSystem } from "../system.ts";
import { type Text, text } from "../text.ts";
import { type DigitParts, courseDigits } from "../shared/course-digits.ts";
import { choose, judge, learn } from "./digits.ts";
import { adam } from "./experiments/adam.ts";
import { batch } from "./experiments/batch.ts";
import { paths } from "./experiments/paths.ts";
import { schedules } from "./experiments/schedules.ts";
import { search } from "./experiments/search.ts";
import { structures } from "./experiments/structures.ts";
import { pathLook } from "./looks/path.ts";
import { optimizerName } from "./names.ts";
import { page } from "./page.ts";
import { type OptimizerName, descend, descendByHand, deviation, optimizerNames, optimizers } from "./trajectories.ts";

interface OptimizerRecipe extends Recipe {
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Number of networks trained with the best learning rate. */
  readonly seeds: number;
  /** Candidate learning rates of each optimizer, chosen on validation digits. */
  readonly rates: Readonly<Record<OptimizerName, readonly number[]>>;
}

const accuracyAfter = ({ en, zh }: Text): Measure => ({
  meaning: {
    en: `test digits classified correctly after training with ${en}`,
    zh: `测试集数字的分类准确率（${zh}）`,
  },
  unit: "fraction",
});

export const system = defineSystem<OptimizerRecipe>({
  place: [3, 1],
  chapter: "optimization",
  title: { en: "Optimization algorithms", zh: "优化算法" },
  summary: {
    en: "seven optimizers from SGD to AdamW, on three surfaces and on a small classifier of handwritten digits (MNIST)",
    zh: "从 SGD 到 AdamW 的七种优化器，在三个曲面上下降，也训练手写数字（MNIST）的小型分类网络",
  },
  metrics: {
    deviation: {
      meaning: {
        en: "largest difference between the paths of Hebb's and PyTorch's optimizers, 100 steps on three surfaces",
        zh: "Hebb 与 PyTorch 的优化器在三个曲面上各走 100 步，路径的最大偏差",
      },
    },
    hand_deviation: {
      meaning: {
        en: "largest difference between the paths of textbook update rules and PyTorch's optimizers, 100 steps on three surfaces",
        zh: "按课本公式手写的更新规则与 PyTorch 的优化器在三个曲面上各走 100 步，路径的最大偏差",
      },
    },
    sgd: accuracyAfter({ en: "SGD", zh: "SGD" }),
    momentum: accuracyAfter({ en: "SGD and momentum", zh: "SGD 加动量" }),
    nesterov: accuracyAfter({ en: "SGD and Nesterov momentum", zh: "SGD 加 Nesterov 动量" }),
    adagrad: accuracyAfter({ en: "Adagrad", zh: "Adagrad" }),
    rmsprop: accuracyAfter({ en: "RMSProp", zh: "RMSProp" }),
    adam: accuracyAfter({ en: "Adam", zh: "Adam" }),
    adamw: accuracyAfter({ en: "AdamW", zh: "AdamW" }),
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      examples: 5000,
      epochs: 10,
      batchSize: 32,
      seeds: 3,
      rates: {
        sgd: [0.03, 0.1, 0.3, 1],
        momentum: [0.01, 0.03, 0.1, 0.3],
        nesterov: [0.01, 0.03, 0.1, 0.3],
        adagrad: [0.003, 0.01, 0.03, 0.1],
        rmsprop: [0.0003, 0.001, 0.003, 0.01],
        adam: [0.0003, 0.001, 0.003, 0.01],
        adamw: [0.0003, 0.001, 0.003, 0.01],
      },
      bars: [
        { metric: "deviation", op: "<=", value: 1e-5 },
        { metric: "hand_deviation", op: "<=", value: 1e-5 },
        ...optimizerNames.map((metric) => ({ metric, op: ">=", value: 0.9 }) as const),
      ],
    },
    quick: {
      fetched: ["mnist"],
      examples: 3000,
      epochs: 2,
      batchSize: 32,
      seeds: 1,
      // The learning rates chosen by the full recipe.
      rates: {
        sgd: [0.3],
        momentum: [0.03],
        nesterov: [0.03],
        adagrad: [0.03],
        rmsprop: [0.001],
        adam: [0.003],
        adamw: [0.003],
      },
      bars: [
        { metric: "deviation", op: "<=", value: 1e-5 },
        { metric: "hand_deviation", op: "<=", value: 1e-5 },
        ...optimizerNames.map((metric) => ({ metric, op: ">=", value: 0.8 }) as const),
      ],
    },
  },

  settings: {
    epochs: setting.epochs("epochs", { max: 50 }),
    batchSize: setting.batchSize("batchSize"),
    examples: setting.examples("examples"),
    seeds: setting.repetitions("seeds"),
  },

  async train(run, recipe) {
    const measured: Record<string, number> = {
      deviation: await deviation(descend),
      hand_deviation: await deviation(descendByHand),
    };
    const parts = await courseDigits(recipe.examples);
    for (const name of optimizerNames) measured[name] = await teach(run, parts, name, recipe);
    run.draw("losses", losses(run));
    return measured satisfies Metrics;
  },

  experiments: { paths, adam, batch, schedules, search, structures },
  looks: { path: pathLook },
  page,
});

/** Returns the test accuracy with the learning rate that does best on validation digits: a mean over seeds. */
async function teach(run: Run, parts: DigitParts, name: OptimizerName, recipe: OptimizerRecipe): Promise<number> {
  const { title, make } = optimizers[name];
  const course = { ...recipe, label: title };
  const trials = { ...course, label: `learning rates of ${title}`, seeds: [run.seed] };
  const learningRate = await choose(run, parts, recipe.rates[name], make, trials);
  let sum = 0;
  for (let i = 0; i < recipe.seeds; i++) {
    const first = i === 0;
    const model = await learn(run, parts.train, (model) => make(model, learningRate), {
      ...course,
      seed: run.seed + i,
      quiet: !first,
    });
    if (first) run.keep(name, model);
    sum += (await judge(model, parts.test)).accuracy;
  }
  run.say(`${title}: learning rate ${learningRate}`);
  return sum / recipe.seeds;
}

/** Draws the losses of batches as moving averages over the last 20. */
function losses(run: Run): Chart {
  const layers = optimizerNames.map((name) => {
    const points = run.curves.get(`${optimizers[name].title} loss`)!;
    const smooth = points.flatMap(([step], i) => {
      const last = points.slice(Math.max(0, i - 19), i + 1);
      return i % 5 === 4 ? [[step, last.reduce((sum, [, loss]) => sum + loss, 0) / last.length] as const] : [];
    });
    return { mark: "line", name: optimizerName(name), points: smooth } as const;
  });
  return {
    kind: "chart",
    title: text("Loss on the digits, each optimizer at its best rate", "数字上的损失，各优化器用最合适的学习率"),
    x: { label: text("updates", "更新次数") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）"), scale: "log" },
    layers,
  };
}
