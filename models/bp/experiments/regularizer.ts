/** Effect of the regularizer λ/2 ‖W‖² on the gradient, on the weights and on the loss. */
import { type Tensor, compile, grad, initialize, reference } from "hebb";
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { relativeDifference } from "../deviation.ts";
import type { Parts, Regularized, RegularizerFacts } from "../facts.ts";
import { BPNetwork } from "../model.ts";
import { type Examples, classes, descend, inputs, load, pixels, targets } from "../training.ts";
import { regularizerWords } from "../words.ts";

const lambdas = [0, 1e-4, 1e-3, 1e-2, 1e-1];
/** Strength of the full recipe, and the strength whose gradients are drawn. */
const [chosen, drawn] = [1e-3, 1e-2];

export const regularizer = defineExperiment<RegularizerFacts>({
  question: {
    en: "What does a regularization term add to the gradient, and what does it do to the weights?",
    zh: "加上正则化项以后，梯度多出了什么，权重又会怎样变？",
  },
  seeds: 3,

  async measure(run) {
    const digits = await load();
    const examples = digits.train.take(300);
    const difference = await addedToGradient(examples, 0.1);
    const measured = await run.overSeeds(async (one) => {
      const found: Measured[] = [];
      for (const lambda of lambdas) found.push(await trainBy(one, lambda, examples, digits.test));
      return found;
    });
    const over = (k: number, value: (found: Measured) => number) =>
      summarize(
        measured.map((found) => value(found[k]!)),
        run.seeds,
      );
    const trained = lambdas.map((lambda, k): Regularized => ({
      lambda,
      course: measured[0]![k]!.course,
      weights: over(k, ({ course }) => course.at(-1)!.weights),
      train: over(k, ({ train }) => train),
      test: over(k, ({ test }) => test),
    }));
    const last = lambdas.length - 1;
    const [none, best, strongest] = [trained[0]!, trained[lambdas.indexOf(chosen)]!, trained[last]!];
    return {
      difference,
      verdict: difference <= 1e-10 ? "equal" : "different",
      trained,
      rest: over(last, ({ course }) => course.at(-1)!.cosine),
      chosen,
      shrinking: distinguishable(none.weights, strongest.weights),
      helping: distinguishable(none.test, best.test),
      excess: distinguishable(strongest.test, best.test),
    };
  },

  words: regularizerWords,

  table: ({ trained }) => ({
    columns: [
      "λ",
      { name: text("size of the weights ‖W‖", "权重的大小 ‖W‖"), digits: 2 },
      { name: text("training loss", "训练集损失"), digits: 4 },
      { name: text("test loss", "测试集损失"), digits: 4 },
    ],
    rows: trained.map(({ lambda, weights, train, test }) => [lambda, weights, train, test]),
  }),

  figure: figureOf,
});

/** Measurement with one seed. */
interface Measured {
  readonly course: readonly Parts[];
  readonly train: number;
  readonly test: number;
}

/** Creates a network; all networks of a seed start from the same weights. */
function network(): BPNetwork {
  const model = new BPNetwork([pixels, 48, 32, classes]);
  initialize(model, { scope: "regularizer" });
  return model;
}

/**
 * Returns the relative deviations of ∂R/∂W from ∂L/∂W + λ W and of ∂R/∂b from ∂L/∂b. All derivatives are computed by
 * autodiff in f64.
 */
export async function addedToGradient(examples: Examples, lambda: number): Promise<number> {
  const model = network();
  const [x, y] = [inputs(examples.field(0)), targets(examples.field(1))];
  const params = model.layers.flatMap(({ weight, bias }) => [weight, bias]);
  const isWeight = new Set(model.layers.map(({ weight }) => weight));
  const sums = grad(model.risk(x, y), params).map((slope, i) => {
    const param = params[i]!;
    return isWeight.has(param) ? slope.add(param.mul(lambda)) : slope;
  });
  const values = await reference(...grad(model.risk(x, y, lambda), params), ...sums);
  return Math.max(...params.map((_, i) => relativeDifference(values[i]!, values[params.length + i]!)));
}

async function trainBy(run: Run, lambda: number, examples: Examples, test: Examples): Promise<Measured> {
  const model = network();
  const parts = partsOf(model, examples, lambda);
  const course: Parts[] = [await parts(0)];
  const epochs = run.quick ? 60 : 600;
  const every = Math.max(1, Math.floor((epochs * 3) / 60));
  await descend(run, model, examples, {
    epochs,
    learningRate: 0.5,
    lambda,
    batchSize: 100,
    label: `λ = ${lambda}`,
    kept: { course },
    async onStep(step) {
      if (step % every === 0) course.push(await parts(step));
    },
  });
  const risk = compile((images: Tensor, labels: Tensor) => model.risk(inputs(images), targets(labels)));
  const of = (part: Examples) => risk(part.field(0), part.field(1)).item();
  return { course, train: await of(examples), test: await of(test) };
}

function partsOf(model: BPNetwork, examples: Examples, lambda: number): (step: number) => Promise<Parts> {
  const measure = compile((images: Tensor, labels: Tensor) => {
    const pass = model.propagate(inputs(images));
    const gradients = model.gradients(pass, model.deltas(pass, targets(labels)));
    const total = (term: (gradient: Tensor, weight: Tensor) => Tensor) =>
      model.layers
        .map(({ weight }, l) => term(gradients[l]!.weight, weight).sum())
        .reduce((sum, part) => sum.add(part));
    return {
      gradient: total((gradient) => gradient.square()).sqrt(),
      weights: total((_, weight) => weight.square()).sqrt(),
      product: total((gradient, weight) => gradient.mul(weight)),
    };
  });
  return async (step) => {
    const measured = measure(examples.field(0), examples.field(1));
    const [loss, weights] = [await measured.gradient.item(), await measured.weights.item()];
    const cosine = (await measured.product.item()) / (loss * weights);
    return { step, loss, regularizer: lambda * weights, cosine, weights };
  };
}

function figureOf({ trained }: RegularizerFacts): Panels {
  const along = (course: readonly Parts[], key: keyof Parts) => course.map((parts): Point => [parts.step, parts[key]]);
  const step = { label: text("step", "步") };
  const { course, lambda } = trained.find((one) => one.lambda === drawn)!;
  const weights: Chart = {
    kind: "chart",
    title: text("Size of the weights", "权重的大小"),
    x: step,
    y: { label: text("‖W‖", "‖W‖") },
    layers: trained.map((one) => ({ mark: "line", name: `λ = ${one.lambda}`, points: along(one.course, "weights") })),
  };
  const gradients: Chart = {
    kind: "chart",
    title: {
      en: `Two parts of the gradient, λ = ${lambda}: in the end they cancel`,
      zh: `梯度的两部分，λ = ${lambda}：最后互相抵消`,
    },
    x: step,
    y: { label: text("norm", "范数"), scale: "log" },
    layers: [
      { mark: "line", name: text("of the loss, ‖∂L/∂W‖", "损失项，‖∂L/∂W‖"), points: along(course, "loss") },
      { mark: "line", name: text("of the regularizer, ‖λW‖", "正则化项，‖λW‖"), points: along(course, "regularizer") },
    ],
  };
  return {
    kind: "panels",
    title: text("The regularizer pulls weights toward zero", "正则化项把权重往零拉"),
    columns: 3,
    panels: [weights, gradients, lossChart(trained)],
  };
}

/** Losses by λ. A logarithmic axis has no 0, so the result for λ = 0 is a rule. */
function lossChart([none, ...others]: readonly Regularized[]): Chart {
  const line = (name: Chart["title"], of: (one: Regularized) => Summary): Layer => ({
    mark: "line",
    name,
    points: others.map((one): Point => [one.lambda, of(one).mean]),
  });
  return {
    kind: "chart",
    title: text("Loss after training", "训练后的损失"),
    x: { label: text("λ", "λ"), scale: "log" },
    y: { label: text("nats", "奈特"), scale: "log" },
    layers: [
      line(text("training", "训练集"), ({ train }) => train),
      line(text("test", "测试集"), ({ test }) => test),
      { mark: "rule", name: text("test, no regularizer", "测试集，不加正则化项"), axis: "y", value: none!.test.mean },
    ],
  };
}
