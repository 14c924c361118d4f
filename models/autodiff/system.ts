/** Automatic differentiation: compares both modes with finite differences, and trains a network with each. */
import { type Tensor, compile, correct, evaluate, initialize, reference } from "hebb";
import { folds, iris, standardize } from "hebb/data";
import * as setting from "../shared/settings.ts";
import type { Chart } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { cases } from "./cases.ts";
import { deviationsOf, largest } from "./checking.ts";
import { cost } from "./experiments/cost.ts";
import { differences } from "./experiments/differences.ts";
import { graph } from "./experiments/graph.ts";
import { chain } from "./looks/chain.ts";
import { page } from "./page.ts";
import { type Mode, VectorNetwork, gradientBy } from "./model.ts";

interface DerivativeRecipe extends Recipe {
  readonly steps: number;
  readonly learningRate: number;
  readonly hidden: number;
}

export const system = defineSystem<DerivativeRecipe>({
  place: [1, 4],
  chapter: "feedForward",
  title: { en: "Automatic differentiation", zh: "自动微分" },
  summary: {
    en: "forward and reverse mode, checked with finite differences on expressions and networks, and each used to train a 4-6-3 network that classifies irises",
    zh: "前向模式与反向模式，在表达式和网络上用有限差分核对，并各训练一个给鸢尾花分类的 4-6-3 网络",
  },
  metrics: {
    deviation: {
      meaning: {
        en: "largest relative error of first and second derivatives against finite differences, in double precision",
        zh: "一阶和二阶导数与有限差分的最大相对误差（双精度）",
      },
    },
    agreement: {
      meaning: {
        en: "largest relative difference between the gradients of forward and of reverse mode after training, in double precision",
        zh: "训练后的网络上，前向模式与反向模式的梯度的最大相对差（双精度）",
      },
    },
    accuracy: { meaning: { en: "test irises classified correctly", zh: "测试集鸢尾花的分类准确率" }, unit: "fraction" },
  },
  recipes: {
    full: {
      steps: 300,
      learningRate: 0.5,
      hidden: 6,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-7 },
        { metric: "agreement", op: "<=", value: 1e-10 },
        // Of 30 irises in the worst fold, at most four may be misclassified.
        { metric: "accuracy", op: ">=", value: 0.86 },
      ],
    },
    quick: {
      steps: 100,
      learningRate: 0.5,
      hidden: 6,
      bars: [
        { metric: "deviation", op: "<=", value: 1e-7 },
        { metric: "agreement", op: "<=", value: 1e-10 },
        { metric: "accuracy", op: ">=", value: 0.8 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("learningRate", { max: 10 }),
    steps: setting.steps("steps", { max: 10_000 }),
    hidden: setting.hiddenUnits("hidden", { max: 64 }),
  },

  async train(run, recipe) {
    let deviation = 0;
    const all = await cases();
    for (const [i, one] of all.entries()) {
      const worst = largest(await deviationsOf(one));
      run.say(`${worst.toExponential(1)}  ${one.name}`);
      run.progress("differences", i + 1, all.length);
      deviation = Math.max(deviation, worst);
    }
    return { deviation, ...(await trainByBoth(run, recipe)) };
  },

  experiments: { graph, cost, differences },
  looks: { chain },
  page,
});

/** Trains two networks with the same initial weights: one with gradients by forward mode, the other by reverse mode. */
async function trainByBoth(run: Run, { steps, learningRate, hidden }: DerivativeRecipe) {
  const sizes = [4, hidden, 3];
  const [fold] = folds((await iris()).all, 5, { seed: run.seed });
  const [train, test] = standardize(fold!.train, fold!.test);
  const [x, y] = [train.field(0), train.field(1)];
  const models = { forward: new VectorNetwork(sizes), reverse: new VectorNetwork(sizes) };
  for (const mode of ["forward", "reverse"] as const) {
    initialize(models[mode], { scope: "" });
    const model = run.keep(mode, models[mode]);
    const step = descent(model, mode, x, y, learningRate);
    await run.loop(`${mode} mode`, {
      total: steps,
      state: { model },
      async step(i) {
        const loss = await step().item();
        run.record(`${mode} mode`, i + 1, loss);
        return { values: { loss } };
      },
    });
  }
  run.draw("losses", lossFigure(run));
  const model = models.reverse;
  const f = model.loss(x, y);
  const [byForward, byReverse] = await reference(
    gradientBy.forward(f, model.theta),
    gradientBy.reverse(f, model.theta),
  );
  const scale = Math.max(...byReverse!.map(Math.abs));
  const agreement = Math.max(...byForward!.map((slope, i) => Math.abs(slope - byReverse![i]!))) / scale;
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { agreement, accuracy: accuracy! };
}

/** Compiles a step of gradient descent over all examples, θ ← θ - α ∂L/∂θ, that returns L. */
function descent(model: VectorNetwork, mode: Mode, x: Tensor, y: Tensor, learningRate: number): () => Tensor {
  return compile(() => {
    const f = model.loss(x, y);
    const [loss, gradient] = [f(model.theta), gradientBy[mode](f, model.theta)];
    model.theta.assign(model.theta.sub(gradient.mul(learningRate)));
    return loss;
  });
}

function lossFigure(run: Run): Chart {
  return {
    kind: "chart",
    title: text("A network trained by either mode", "用两种模式各训练一个网络"),
    x: { label: text("step", "步") },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: [
      { mark: "line", name: text("reverse mode", "反向模式"), points: run.curves.get("reverse mode")! },
      { mark: "line", name: text("forward mode", "前向模式"), points: run.curves.get("forward mode")!, dashed: true },
    ],
  };
}
