/**
 * Initialization: the scale of values and gradients over 20 layers, measured and in theory, and the training of such
 * chains.
 */
import { courseDigits } from "../shared/course-digits.ts";
import * as setting from "../shared/settings.ts";
import type { Chart, Figure } from "../figure.ts";
import { type Bar, type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { variance } from "./experiments/variance.ts";
import { zero } from "./experiments/zero.ts";
import { scale } from "./looks/scale.ts";
import { type Profile, type ProfileOptions, farthest, profiles } from "./measure.ts";
import type { Activation } from "./model.ts";
import { page } from "./page.ts";
import { type SchemeName, schemeNames, schemes } from "./schemes.ts";
import { type Outcome, type TrainingOptions, outcomeOf } from "./training.ts";

interface InitializationRecipe extends Recipe {
  /** Options for the chains that are measured but not trained. */
  readonly measured: ProfileOptions;
  readonly trained: TrainingOptions & { readonly examples: number; readonly schemes: readonly SchemeName[] };
}

const learning: readonly SchemeName[] = ["relu_he", "relu_orthogonal", "tanh_xavier", "tanh_orthogonal"];
const stuck: readonly SchemeName[] = ["relu_zero", "relu_small", "relu_large", "tanh_zero", "tanh_small"];
const some: readonly SchemeName[] = ["relu_zero", "relu_small", "relu_he", "tanh_xavier"];

/**
 * Returns the bars: some schemes must learn, and others must not. Chance is one tenth; the most frequent digit has one
 * eighth.
 */
function bars(schemes: readonly SchemeName[], learned: number): Bar[] {
  return schemes.flatMap((metric): Bar[] => {
    if (learning.includes(metric)) return [{ metric, op: ">=", value: learned }];
    return stuck.includes(metric) ? [{ metric, op: "<=", value: 0.2 }] : [];
  });
}

export const system = defineSystem<InitializationRecipe>({
  place: [3, 2],
  chapter: "optimization",
  title: { en: "Initialization", zh: "参数初始化" },
  summary: {
    en: "networks of 20 layers with zero, Gaussian, Xavier, He or orthogonal initialization, before and after training (MNIST)",
    zh: "20 层网络，用零、高斯、Xavier、He、正交五种初始化，在手写数字（MNIST）上训练前后的对比",
  },
  metrics: {
    relu_deviation: {
      meaning: {
        en: "largest factor between measured and theoretical mean squares of a layer's activations or gradients, ReLU",
        zh: "ReLU 网络各层活性值和梯度的均方值，实测与理论之间的最大倍数",
      },
    },
    tanh_deviation: {
      meaning: {
        en: "largest factor between measured and theoretical mean squares of a layer's activations or gradients, tanh",
        zh: "tanh 网络各层活性值和梯度的均方值，实测与理论之间的最大倍数",
      },
    },
    he_spread: {
      meaning: {
        en: "largest mean square of a layer's activations divided by the smallest, ReLU with He initialization",
        zh: "ReLU 网络用 He 初始化时，各层活性值均方值的最大值与最小值之比",
      },
    },
    ...Object.fromEntries(
      schemeNames.map((name) => {
        const { activation, phrase } = schemes[name];
        const network = activation === "relu" ? "ReLU" : "tanh";
        const meaning = {
          en: `test digits classified correctly by a ${network} network with ${phrase.en}`,
          zh: `${network} 网络，${phrase.zh}：测试集数字的分类准确率`,
        };
        return [name, { meaning, unit: "fraction" } as const];
      }),
    ),
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      measured: { width: 256, chains: 64, orthogonal: 8 },
      trained: { width: 128, epochs: 5, examples: 5000, schemes: schemeNames, rates: [0.003, 0.01, 0.03] },
      bars: [
        { metric: "relu_deviation", op: "<=", value: 1.25 },
        { metric: "tanh_deviation", op: "<=", value: 1.25 },
        { metric: "he_spread", op: "<=", value: 1.4 },
        ...bars(schemeNames, 0.8),
      ],
    },
    quick: {
      fetched: ["mnist"],
      measured: { width: 64, chains: 16, orthogonal: 8 },
      trained: { width: 128, epochs: 2, examples: 2500, schemes: some, rates: [0.01] },
      bars: [
        { metric: "relu_deviation", op: "<=", value: 3 },
        { metric: "tanh_deviation", op: "<=", value: 2 },
        { metric: "he_spread", op: "<=", value: 3 },
        ...bars(some, 0.25),
      ],
    },
  },

  settings: {
    epochs: setting.epochs("trained.epochs", { max: 50 }),
    examples: setting.examples("trained.examples"),
    width: setting.hiddenUnits("trained.width", {
      max: 512,
      of: { en: "each layer of the trained networks", zh: "训练的网络的每一层" },
    }),
    measuredWidth: setting.hiddenUnits("measured.width", {
      min: 8,
      max: 512,
      of: { en: "each layer of the networks measured before training", zh: "训练前测量的网络的每一层" },
    }),
    chains: {
      path: "measured.chains",
      label: { en: "networks measured before training", zh: "训练前测量的网络个数" },
      min: 2,
      max: 256,
      scale: "log",
      integer: true,
    },
  },

  async train(run, { measured, trained }) {
    const digits = await courseDigits(trained.examples);
    const seen = await profiles(run, digits.train.take(64), measured);
    const outcomes = new Map<SchemeName, Outcome>();
    for (const name of trained.schemes) {
      const outcome = await outcomeOf(run, schemes[name], digits, trained);
      outcomes.set(name, outcome);
      run.keep(name, outcome.model);
      run.say(`${name}: learning rate ${outcome.learningRate}, test accuracy ${(100 * outcome.accuracy).toFixed(1)} %`);
    }
    run.draw("losses", losses(outcomes));
    return {
      relu_deviation: deviationFromTheory(seen, "relu"),
      tanh_deviation: deviationFromTheory(seen, "tanh"),
      he_spread: largestRatio(seen.get("relu_he")!.values.slice(1)),
      ...Object.fromEntries([...outcomes].map(([name, { accuracy }]) => [name, accuracy])),
    };
  },

  experiments: { variance, zero },
  looks: { scale },
  page,
});

function deviationFromTheory(seen: ReadonlyMap<SchemeName, Profile>, activation: Activation): number {
  const own = [...seen].filter(([name]) => schemes[name].activation === activation);
  return Math.max(...own.map(([, profile]) => farthest(profile)));
}

function largestRatio(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}

/** Draws the losses, averaged over ten batches. */
function losses(outcomes: ReadonlyMap<SchemeName, Outcome>): Figure {
  const panel = (activation: Activation): Chart => ({
    kind: "chart",
    title: activation === "relu" ? "ReLU" : "tanh",
    x: { label: text("updates", "更新次数") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）"), domain: [0, 3] },
    layers: [...outcomes].flatMap(([name, { losses }]) => {
      if (schemes[name].activation !== activation) return [];
      const points = Array.from({ length: Math.floor(losses.length / 10) }, (_, i) => {
        const part = losses.slice(10 * i, 10 * i + 10);
        return [10 * i + 10, part.reduce((sum, [, loss]) => sum + loss, 0) / 10] as const;
      });
      const finite = points.filter(([, loss]) => Number.isFinite(loss));
      return [{ mark: "line", name: schemes[name].title, points: finite } as const];
    }),
  });
  return {
    kind: "panels",
    title: text("Training of twenty layers", "训练二十层的网络"),
    columns: 2,
    panels: [panel("relu"), panel("tanh")],
  };
}
