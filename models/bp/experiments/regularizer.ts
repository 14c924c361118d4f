/** Effect of the regularizer λ/2 ‖W‖² on the gradient, on the weights and on the loss. */
import { type Tensor, compile, grad, initialize, reference } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { relativeDifference } from "../deviation.ts";
import { BPNetwork } from "../model.ts";
import { type Examples, classes, descend, inputs, load, pixels, targets } from "../training.ts";

const lambdas = [0, 1e-4, 1e-3, 1e-2, 1e-1];

/** The two parts of the gradient by the weights, over all training digits. */
interface Parts {
  readonly step: number;
  /** ‖∂L/∂W‖ of the loss. */
  readonly loss: number;
  /** ‖λ W‖. */
  readonly regularizer: number;
  /** Cosine of the angle between both parts: -1 if they point in opposite directions. */
  readonly cosine: number;
  readonly weights: number;
}

interface Trained {
  readonly lambda: number;
  readonly course: readonly Parts[];
  /** Mean cross entropies without the regularizer. */
  readonly train: number;
  readonly test: number;
  readonly accuracy: number;
}

export const regularizer: EnglishExperiment = {
  question: {
    en: "What does a regularization term add to the gradient, and what does it do to the weights?",
    zh: "加上正则化项以后，梯度多出了什么，权重又会怎样变？",
  },

  async measure(run) {
    const digits = await load();
    const examples = digits.train.take(300);
    const difference = await addedToGradient(examples, 0.1);
    const trained: Trained[] = [];
    for (const lambda of lambdas) trained.push(await trainBy(run, lambda, examples, digits.test));
    return {
      answer: answerOf(trained, difference),
      table: {
        columns: ["λ", "‖W‖", "‖∂L/∂W‖", "‖λW‖", "cosine", "loss, training", "loss, test", "accuracy"],
        rows: trained.map(({ lambda, course, train, test, accuracy }) => {
          const { weights, loss, regularizer, cosine } = course.at(-1)!;
          return [lambda, weights, loss, regularizer, lambda === 0 ? "" : cosine, train, test, accuracy];
        }),
      },
      figure: figureOf(trained),
    };
  },
};

/** Creates a network; all networks start from the same weights. */
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

async function trainBy(run: Run, lambda: number, examples: Examples, test: Examples): Promise<Trained> {
  const model = network();
  const parts = partsOf(model, examples, lambda);
  const course = [await parts(0)];
  const epochs = run.quick ? 60 : 600;
  const every = Math.max(1, Math.floor((epochs * 3) / 60));
  const onStep = async (step: number) => {
    if (step % every === 0) course.push(await parts(step));
  };
  await descend(run, model, examples, {
    epochs,
    learningRate: 0.5,
    lambda,
    batchSize: 100,
    label: `λ = ${lambda}`,
    kept: { course },
    onStep,
  });
  const measure = compile((images: Tensor, labels: Tensor) => {
    const [x, y] = [inputs(images), targets(labels)];
    return { loss: model.risk(x, y), right: model.forward(x).argmax(-1).equal(labels).mean() };
  });
  const [known, unknown] = [examples, test].map((part) => measure(part.field(0), part.field(1)));
  return {
    lambda,
    course,
    train: await known!.loss.item(),
    test: await unknown!.loss.item(),
    accuracy: await unknown!.right.item(),
  };
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

function answerOf(trained: readonly Trained[], difference: number): string {
  const [none, ...others] = trained as [Trained, ...Trained[]];
  const best = trained.reduce((best, next) => (next.test < best.test ? next : best));
  const strongest = others.reduce((most, next) =>
    next.course.at(-1)!.cosine < most.course.at(-1)!.cosine ? next : most,
  );
  const [start, end] = [strongest.course[0]!, strongest.course.at(-1)!];
  const exact = difference <= 1e-10;
  return [
    `The gradient of λ/2 ‖W‖² is λW: it is ${exact ? "exactly what is" : "not all that is"} added to that of the loss ` +
      `(${difference === 0 ? 0 : difference.toExponential(0)} apart, relative), and biases get nothing.`,
    `With λ = ${strongest.lambda} it begins at ${(start.regularizer / start.loss).toPrecision(2)} times the loss's gradient and ends at ` +
      `${(end.regularizer / end.loss).toPrecision(2)} times, ` +
      (end.cosine < -0.9
        ? `in the opposite direction (cosine ${end.cosine.toFixed(3)}): where descent comes to rest, what the loss still asks for is λW, and not 0.`
        : `at a cosine of ${end.cosine.toFixed(3)}: descent is not at rest yet.`),
    `‖W‖ goes from ${none.course[0]!.weights.toFixed(1)} to ` +
      `${trained.map(({ lambda, course }) => `${course.at(-1)!.weights.toFixed(1)} (λ = ${lambda})`).join(", ")};`,
    best === none
      ? "the test loss is least without it."
      : `the test loss is least at λ = ${best.lambda}: ${best.test.toFixed(3)} instead of ${none.test.toFixed(3)} nats.`,
  ].join(" ");
}

function figureOf(trained: readonly Trained[]): Panels {
  const nameOf = ({ lambda }: Trained) => `λ = ${lambda}`;
  const along = ({ course }: Trained, key: keyof Parts) => course.map((parts): Point => [parts.step, parts[key]]);
  const weights: Chart = {
    kind: "chart",
    title: "Size of the weights",
    x: { label: "step" },
    y: { label: "‖W‖" },
    layers: trained.map((one) => ({ mark: "line", name: nameOf(one), points: along(one, "weights") })),
  };
  const shown = trained.find(({ lambda }) => lambda === 1e-2)!;
  const gradients: Chart = {
    kind: "chart",
    title: `Two parts of the gradient, ${nameOf(shown)}`,
    x: { label: "step" },
    y: { label: "norm", scale: "log" },
    layers: [
      { mark: "line", name: "of the loss, ‖∂L/∂W‖", points: along(shown, "loss") },
      { mark: "line", name: "of the regularizer, ‖λW‖", points: along(shown, "regularizer") },
    ],
  };
  const losses: Chart = {
    kind: "chart",
    title: "Loss after training",
    // A logarithmic axis has no 0, so the result for λ = 0 is drawn as a rule.
    x: { label: "λ", scale: "log" },
    y: { label: "nats", scale: "log" },
    layers: [
      { mark: "line", name: "training", points: trained.map(({ lambda, train }): Point => [lambda, train]) },
      { mark: "line", name: "test", points: trained.map(({ lambda, test }): Point => [lambda, test]) },
      { mark: "rule", name: "test, λ = 0", axis: "y", value: trained[0]!.test },
    ],
  };
  return {
    kind: "panels",
    title: "The regularizer pulls weights towards 0",
    columns: 3,
    panels: [weights, gradients, losses],
  };
}
