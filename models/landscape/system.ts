/** The loss landscape of a digit classifier: stationary points and curvature. */
import type { Panels } from "../figure.ts";
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { checkAgainstMatrix, surveyor } from "./curvature.ts";
import { type Digits, judge, networkOf, smallDigits } from "./digits.ts";
import { dimensions } from "./experiments/dimensions.ts";
import { flat } from "./experiments/flat.ts";
import { saddle } from "./experiments/saddle.ts";
import { spectrum } from "./experiments/spectrum.ts";
import { starts } from "./experiments/starts.ts";
import { surface } from "./experiments/surface.ts";
import { planeLook } from "./looks/plane.ts";
import { pointLook } from "./looks/point.ts";
import type { Network } from "./model.ts";
import { page } from "./page.ts";
import { type Place, chartOfPath, follow } from "./path.ts";
import { extremePlane, planeChart, randomPlane } from "./planes.ts";
import { moveToSaddle, saddleSpectrum } from "./saddle.ts";

interface LandscapeRecipe extends Recipe {
  readonly examples: number;
  readonly hidden: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly updates: number;
  /** Hessian-vector products for each spectrum by Lanczos. */
  readonly products: number;
  /** Factor by which the intervals between measurements grow. */
  readonly factor: number;
  /** Points per side of each surface. */
  readonly places: number;
}

export const system = defineSystem<LandscapeRecipe>({
  place: [3, 3],
  chapter: "optimization",
  title: { en: "Loss landscape", zh: "优化地形" },
  summary: {
    en: "small classifier of handwritten digits (MNIST), with its saddle points, flat minima and Hessian eigenvalues",
    zh: "手写数字（MNIST）的小型分类网络，观察训练中的鞍点、平坦最小值和海森矩阵特征值",
  },
  metrics: {
    deviation: {
      meaning: {
        en: "relative error of the largest and smallest Hessian eigenvalues by the Lanczos method, on a tiny network",
        zh: "Lanczos 法求海森矩阵最大和最小特征值的相对误差，在极小的网络上与完整矩阵对照",
      },
    },
    saddle_deviation: {
      meaning: {
        en: "relative error of the largest and smallest Hessian eigenvalues by the Lanczos method, at the saddle point with zero weights",
        zh: "Lanczos 法求海森矩阵最大和最小特征值的相对误差，在权重为零的鞍点处与解析解对照",
      },
    },
    accuracy: {
      meaning: { en: "test digits classified correctly", zh: "测试集数字的分类准确率" },
      unit: "fraction",
    },
    lowest_start: {
      meaning: {
        en: "smallest Hessian eigenvalue of the training loss before training",
        zh: "训练前，训练集损失的海森矩阵的最小特征值",
      },
    },
    highest_start: {
      meaning: {
        en: "largest Hessian eigenvalue of the training loss before training",
        zh: "训练前，训练集损失的海森矩阵的最大特征值",
      },
    },
    lowest: {
      isHeadline: true,
      meaning: {
        en: "smallest Hessian eigenvalue of the training loss after training",
        zh: "训练后，训练集损失的海森矩阵的最小特征值",
      },
    },
    highest: {
      isHeadline: true,
      meaning: {
        en: "largest Hessian eigenvalue of the training loss after training",
        zh: "训练后，训练集损失的海森矩阵的最大特征值",
      },
    },
    gradient: {
      meaning: {
        en: "gradient norm of the training loss after training",
        zh: "训练后，训练集损失的梯度的范数",
      },
    },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      examples: 5000,
      hidden: 32,
      // Chosen among 0.03, 0.1, 0.3 and 1 by the cross entropy on 1,000 held-out digits.
      learningRate: 0.3,
      batchSize: 50,
      updates: 4000,
      products: 60,
      factor: 1.5,
      places: 25,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-5 },
        { metric: "saddle_deviation", op: "<=", value: 1e-5 },
        { metric: "accuracy", op: ">=", value: 0.92 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      examples: 1000,
      hidden: 32,
      learningRate: 0.3,
      batchSize: 50,
      updates: 400,
      products: 40,
      factor: 3,
      places: 9,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-5 },
        { metric: "saddle_deviation", op: "<=", value: 1e-5 },
        { metric: "accuracy", op: ">=", value: 0.8 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate", { max: 10 }),
    updates: setting.steps("updates", { min: 10, max: 20_000 }),
    batchSize: setting.batchSize("batchSize", { max: 1000 }),
    examples: setting.examples("examples", { max: 20_000 }),
    hidden: setting.hiddenUnits("hidden", { max: 128 }),
    products: {
      path: "products",
      label: { en: "Hessian-vector products of the Lanczos method", zh: "Lanczos 法的海森矩阵与向量乘积次数" },
      min: 10,
      max: 200,
      integer: true,
    },
  },

  async train(run, recipe) {
    const { deviation } = await checkAgainstMatrix(run);
    const { train, test } = await smallDigits(recipe.examples, { tests: 10_000 });
    const model = run.keep("model", networkOf(train, recipe.hidden, run.seed));
    run.keepText("settings.json", JSON.stringify({ hidden: recipe.hidden }));
    const saddle_deviation = await saddleDeviation(train, recipe, run.seed);
    const path = await follow(run, model, train, { ...recipe, label: "training" });
    const [start, end] = [path[0]!, path.at(-1)!];
    run.draw("curvature", spectrumFigure(path, recipe.learningRate));
    run.draw("planes", await planesFigure(run, model, train, end, recipe.places));
    return {
      deviation,
      saddle_deviation,
      accuracy: (await judge(model, test)).accuracy,
      lowest_start: start.lowest.value,
      highest_start: start.highest.value,
      lowest: end.lowest.value,
      highest: end.highest.value,
      gradient: end.gradient,
    };
  },

  experiments: { saddle, dimensions, spectrum, surface, flat, starts },
  looks: { point: pointLook, plane: planeLook },
  page,
});

async function saddleDeviation(digits: Digits, { hidden, products }: LandscapeRecipe, seed: number): Promise<number> {
  const model = networkOf(digits, hidden, seed);
  await moveToSaddle(model, digits);
  const { lowest, highest } = await surveyor(model, digits, products)();
  const expected = saddleSpectrum(digits, hidden);
  return Math.max(Math.abs(lowest.value / expected[0]! - 1), Math.abs(highest.value / expected.at(-1)! - 1));
}

function spectrumFigure(path: readonly Place[], learningRate: number): Panels {
  const limit = {
    mark: "rule",
    axis: "y",
    value: 2 / learningRate,
    name: text("plain descent is unstable above", "再高，普通梯度下降就不稳定"),
  } as const;
  const zero = { mark: "rule", axis: "y", value: 0 } as const;
  return {
    kind: "panels",
    title: text("Ends of the Hessian's spectrum during training", "训练过程中海森矩阵两端的特征值"),
    columns: 2,
    panels: [
      chartOfPath("loss", path),
      chartOfPath("gradient", path),
      chartOfPath("highest", path, [limit]),
      chartOfPath("lowest", path, [zero]),
    ],
  };
}

async function planesFigure(run: Run, model: Network, digits: Digits, end: Place, places: number): Promise<Panels> {
  const planes = [
    await randomPlane(run, model, digits, { places }),
    await extremePlane(run, model, digits, end, { plane: "trained", span: 3, places }),
  ];
  return {
    kind: "panels",
    title: text("The training loss around the trained network", "训练好的网络周围的训练集损失"),
    columns: 2,
    panels: planes.map(planeChart),
  };
}
