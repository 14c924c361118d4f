/**
 * Back-propagation through time: hand-written and by autodiff, exploding and clipped gradients, and the influence of
 * every state on every loss.
 */
import { Tensor, grad, random, reference } from "hebb";
import { defineSystem } from "../system.ts";
import * as setting from "../shared/settings.ts";
import { explosionExperiment } from "./experiments/explosion.ts";
import { gradientsExperiment } from "./experiments/gradients.ts";
import { jacobianExperiment } from "./experiments/jacobian.ts";
import { radiusExperiment } from "./experiments/radius.ts";
import { scalarExperiment } from "./experiments/scalar.ts";
import { truncationExperiment } from "./experiments/truncation.ts";
import { descend, lastLoss } from "./explosion.ts";
import { scalar } from "./looks/scalar.ts";
import { SimpleRecurrentNetwork, backPropagate, loss } from "./model.ts";
import { page } from "./page.ts";

/** Maximum norm of the gradient; the bar is higher to allow for rounding in f32. */
const bound = 0.25;

/** Hyperparameters with which gradients explode. */
const exploding = { length: 20, hidden: 32, gain: 3, learningRate: 1 };

/**
 * Returns the largest difference between hand-written gradients and those of autodiff, relative to the largest element
 * of each parameter's gradient, in f64.
 */
export async function deviation(time: number, batch: number, truncate?: number): Promise<number> {
  const [tokens, hidden] = [7, 11];
  const network = new SimpleRecurrentNetwork(tokens, hidden);
  const drawn = async () => {
    const draws = await random.uniform([time, batch], { high: tokens }).cast("i32").array();
    return Tensor.from(draws, [time, batch], "i32").oneHot(tokens);
  };
  const [x, y] = [await drawn(), await drawn()];
  const { U, W, b, V, c } = backPropagate(network, x, y, { truncate });
  const params = [network.U, network.W, network.b, network.V, network.c];
  const automatic = grad(loss(network.forward(x, { truncate }).o, y), params);
  const values = await reference(U, W, b, V, c, ...automatic);
  const deviations = params.map((_, i) => {
    const [byHand, auto] = [values[i]!, values[params.length + i]!];
    // The gradient of U is 0 for a single step, because no state precedes it.
    const largest = Math.max(...auto.map(Math.abs)) || 1;
    return Math.max(...auto.map((value, at) => Math.abs(value - byHand[at]!))) / largest;
  });
  return Math.max(...deviations);
}

export const system = defineSystem({
  place: [2, 2],
  chapter: "recurrence",
  title: { en: "Back-propagation through time", zh: "随时间反向传播算法" },
  summary: {
    en: "gradients of a simple recurrent network, written by hand and checked with automatic differentiation, then exploding and clipped on the DigitSum task",
    zh: "简单循环网络的手写梯度，先与自动微分核对，再在数字求和任务（DigitSum）上观察梯度爆炸与梯度截断",
  },
  metrics: {
    deviation: {
      meaning: {
        en: "largest relative difference between hand-written and automatic gradients through all time steps, in double precision",
        zh: "梯度传遍所有时间步时，手写结果与自动微分的最大相对差（双精度）",
      },
    },
    truncated_deviation: {
      meaning: {
        en: "largest relative difference between hand-written and automatic gradients through a limited number of time steps, in double precision",
        zh: "梯度只回传有限个时间步时，手写结果与自动微分的最大相对差（双精度）",
      },
    },
    exploded_norm: {
      meaning: {
        en: "largest gradient norm without clipping, on DigitSum with large initial recurrent weights",
        zh: "不做梯度截断时，梯度范数的最大值（DigitSum 任务，循环权重的初值较大）",
      },
    },
    clipped_norm: {
      meaning: {
        en: "largest gradient norm after clipping to at most 0.25",
        zh: "梯度截断到 0.25 以内之后，梯度范数的最大值",
      },
    },
    exploded_loss: {
      meaning: { en: "final training loss without gradient clipping", zh: "不做梯度截断时，训练结束时的损失" },
      unit: "nats",
      isHeadline: true,
    },
    clipped_loss: {
      meaning: { en: "final training loss with gradient clipping", zh: "做梯度截断时，训练结束时的损失" },
      unit: "nats",
      isHeadline: true,
    },
  },
  recipes: {
    full: {
      steps: 600,
      ...exploding,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-10 },
        { metric: "truncated_deviation", op: "<=", value: 1e-10 },
        { metric: "exploded_norm", op: ">=", value: 100 },
        { metric: "clipped_norm", op: "<=", value: bound * (1 + 1e-6) },
      ],
    },
    quick: {
      steps: 200,
      ...exploding,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-10 },
        { metric: "truncated_deviation", op: "<=", value: 1e-10 },
        { metric: "exploded_norm", op: ">=", value: 100 },
        { metric: "clipped_norm", op: "<=", value: bound * (1 + 1e-6) },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate", { max: 10 }),
    steps: setting.steps("steps", { max: 10_000 }),
    length: setting.sequenceLength("length"),
    hidden: setting.hiddenUnits("hidden", { max: 256 }),
    gain: {
      path: "gain",
      label: { en: "singular values of the initial recurrent weights", zh: "循环权重初值的奇异值" },
      min: 0.1,
      max: 10,
      scale: "log",
    },
  },

  async train(run, recipe) {
    const unclipped = await descend(run, "unclipped", recipe);
    const clipped = await descend(run, "clipped", { ...recipe, bound });
    return {
      deviation: Math.max(await deviation(12, 3), await deviation(1, 1), await deviation(25, 2)),
      truncated_deviation: Math.max(await deviation(12, 3, 5), await deviation(12, 2, 1)),
      exploded_norm: Math.max(...unclipped.norms.filter(Number.isFinite)),
      clipped_norm: Math.max(...clipped.taken),
      exploded_loss: lastLoss(unclipped),
      clipped_loss: lastLoss(clipped),
    };
  },

  // From the simplest to the LSTM.
  experiments: {
    scalar: scalarExperiment,
    radius: radiusExperiment,
    gradients: gradientsExperiment,
    jacobian: jacobianExperiment,
    explosion: explosionExperiment,
    truncation: truncationExperiment,
  },
  looks: { scalar },
  page,
});
