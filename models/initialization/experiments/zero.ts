/** Zero initialization: gradients and weights of a network with one hidden layer, whose units start equal or not. */
import {
  type Initializer,
  Linear,
  Module,
  type Tensor,
  compile,
  correct,
  crossEntropy,
  eigenSymmetric,
  evaluate,
  grad,
  initializers,
  random,
  sgd,
} from "hebb";
import { type Pictures, mnist } from "hebb/data";
import type { Figure, Picture, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";

const units = 32;

class TwoLayers extends Module {
  readonly hidden: Linear;
  readonly output: Linear;
  readonly activation: "tanh" | "sigmoid";

  constructor(weight: Initializer, activation: "tanh" | "sigmoid") {
    super();
    const options = { weight, bias: initializers.zeros() };
    this.hidden = new Linear(784, units, options);
    this.output = new Linear(units, 10, options);
    this.activation = activation;
  }

  forward(images: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(images.cast("f32").div(255))[this.activation]());
  }
}

interface Start {
  readonly name: string;
  readonly weight: Initializer;
  readonly activation: "tanh" | "sigmoid";
}

const starts: readonly Start[] = [
  { name: "zero, tanh", weight: initializers.zeros(), activation: "tanh" },
  { name: "zero, sigmoid", weight: initializers.zeros(), activation: "sigmoid" },
  { name: "all 0.01, tanh", weight: initializers.constant(0.01), activation: "tanh" },
  { name: "Gaussian, σ = 0.01, tanh", weight: initializers.normal(0, 0.01), activation: "tanh" },
];

interface Outcome extends Start {
  /** Norms of the gradients of both weight matrices at the start. */
  readonly gradients: readonly [hidden: number, output: number];
  /** Singular values of the hidden weights after training, in descending order. */
  readonly singular: readonly number[];
  /**
   * Largest difference between a unit's weights and the mean over units, relative to the largest weight; 0 for equal
   * units.
   */
  readonly spread: number;
  readonly accuracy: number;
  readonly losses: readonly Point[];
  /** Weights of the hidden layer, [units, 784]. */
  readonly weights: Float32Array;
}

export const zero: EnglishExperiment = {
  question: {
    en: "Why not initialize all weights to zero, or all to the same value?",
    zh: "为什么不能把权重全部初始化为零，或者都取同一个值？",
  },

  async measure(run) {
    const { train, test } = await mnist();
    const digits = { train: train.take(run.quick ? 1500 : 5000), test: test.take(1000) };
    const outcomes: Outcome[] = [];
    for (const start of starts) outcomes.push(await outcomeOf(run, start, digits));
    return {
      answer: answerOf(outcomes),
      table: {
        columns: [
          "start",
          "|∇ hidden| at first",
          "|∇ output| at first",
          "rank of hidden weights",
          "units differ by",
          "test accuracy",
        ],
        rows: outcomes.map(({ name, gradients, singular, spread, accuracy }) => [
          name,
          Number(gradients[0].toPrecision(3)),
          Number(gradients[1].toPrecision(3)),
          rank(singular),
          Number(spread.toPrecision(2)),
          Number(accuracy.toFixed(3)),
        ]),
      },
      figure: figureOf(outcomes),
    };
  },
};

async function outcomeOf(
  run: Run,
  start: Start,
  { train, test }: { readonly train: Pictures; readonly test: Pictures },
): Promise<Outcome> {
  random.seed(run.seed);
  const model = new TwoLayers(start.weight, start.activation);
  const slopes = compile((images: Tensor, labels: Tensor) =>
    grad(crossEntropy(model.forward(images), labels), [model.hidden.weight, model.output.weight]).map((slope) =>
      slope.norm(),
    ),
  );
  const [hidden, output] = await Promise.all(slopes(train.field(0), train.field(1)).map((norm) => norm.item()));
  const losses: Point[] = [];
  await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: sgd(model, { learningRate: 0.3 }),
    epochs: run.quick ? 3 : 5,
    batchSize: 32,
    label: start.name,
    quiet: true,
    callbacks: [
      { state: { losses }, onEpochEnd: ({ epoch, training }) => void losses.push([epoch, training["loss"]!]) },
    ],
  });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  const weights = (await model.hidden.weight.array()) as Float32Array;
  return {
    ...start,
    gradients: [hidden!, output!],
    singular: singularValues(weights),
    spread: spreadOf(weights),
    accuracy: accuracy!,
    losses,
    weights,
  };
}

/** Returns the square roots of the eigenvalues of W Wᵀ in descending order. */
function singularValues(weights: Float32Array): number[] {
  const row = (i: number) => weights.subarray(i * 784, (i + 1) * 784);
  const gram = Array.from({ length: units }, (_, i) =>
    Array.from({ length: units }, (_, j) => row(i).reduce((sum, x, k) => sum + x * row(j)[k]!, 0)),
  );
  return [...eigenSymmetric(gram).values].reverse().map((value) => Math.sqrt(Math.max(0, value)));
}

/**
 * Returns the number of singular values above the rounding error; square roots of a Gram matrix have about four
 * accurate digits.
 */
function rank(singular: readonly number[]): number {
  return singular.filter((value) => value > 1e-4 * singular[0]!).length;
}

function spreadOf(weights: Float32Array): number {
  const largest = weights.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0) return 0;
  let farthest = 0;
  for (let k = 0; k < 784; k++) {
    const column = Array.from({ length: units }, (_, unit) => weights[unit * 784 + k]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / units;
    farthest = Math.max(farthest, ...column.map((x) => Math.abs(x - mean)));
  }
  return farthest / largest;
}

function answerOf(outcomes: readonly Outcome[]): string {
  const [dead, sigmoid, equal, gaussian] = outcomes as [Outcome, Outcome, Outcome, Outcome];
  const percent = ({ accuracy }: Outcome) => `${(100 * accuracy).toFixed(1)} %`;
  const still = rank(dead.singular) === 0 && dead.gradients[0] === 0;
  const first = still
    ? `From zero a tanh network never moves: both gradients are 0, only the output's bias learns (${percent(dead)} of test digits).`
    : `From zero the gradient of the hidden weights is ${dead.gradients[0].toPrecision(2)} and ${percent(dead)} of test digits are read.`;
  const alike = [sigmoid, equal].every(({ singular }) => rank(singular) <= 1);
  const second = alike
    ? `Where gradients flow all the same (sigmoid, or all weights 0.01), all ${units} units get the same one and stay one unit: rank ${rank(sigmoid.singular)} and ${rank(equal.singular)}, ${percent(sigmoid)} and ${percent(equal)}.`
    : `From equal weights the hidden weights have rank ${rank(sigmoid.singular)} and ${rank(equal.singular)} after the training.`;
  return `${first} ${second} Gaussian weights of 0.01 break the symmetry: rank ${rank(gaussian.singular)}, ${percent(gaussian)}.`;
}

function figureOf(outcomes: readonly Outcome[]): Figure {
  const pictures = outcomes.slice(2).flatMap(({ name, weights }) =>
    Array.from({ length: 6 }, (_, unit): Picture => {
      const pixels = weights.slice(unit * 784, (unit + 1) * 784);
      return unit === 0 ? { pixels, caption: name } : { pixels };
    }),
  );
  return {
    kind: "panels",
    title: "Symmetry of the hidden units",
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: "Training loss",
        x: { label: "epochs" },
        y: { label: "cross entropy (nats)", domain: [0, 2.5] },
        layers: outcomes.map(({ name, losses }) => ({ mark: "line", name, points: losses }) as const),
      },
      {
        kind: "pictures",
        title: "Weights of six hidden units after the training",
        width: 28,
        height: 28,
        columns: 6,
        scale: "diverging",
        images: pictures,
      },
    ],
  };
}
