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
import type { Panels, Picture, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { StartName, ZeroFacts } from "../facts.ts";
import { zeroWords } from "../words.ts";

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
  readonly weight: Initializer;
  readonly activation: "tanh" | "sigmoid";
}

const starts: Readonly<Record<StartName, Start>> = {
  "zero tanh": { weight: initializers.zeros(), activation: "tanh" },
  "zero sigmoid": { weight: initializers.zeros(), activation: "sigmoid" },
  constant: { weight: initializers.constant(0.01), activation: "tanh" },
  Gaussian: { weight: initializers.normal(0, 0.01), activation: "tanh" },
};
const names = Object.keys(starts) as StartName[];

/** Starts and number of units whose weights are drawn. */
const drawn: readonly StartName[] = ["constant", "Gaussian"];
const shown = 6;

/** Measurement with one seed. */
interface Outcome {
  readonly hidden: number;
  readonly output: number;
  readonly rank: number;
  readonly accuracy: number;
  readonly losses: readonly number[];
  /** Weights of the hidden layer, [units, 784]. */
  readonly weights: Float32Array;
}

export const zero = defineExperiment<ZeroFacts>({
  question: {
    en: "Why not initialize all weights to zero, or all to the same value?",
    zh: "为什么不能把权重全部初始化为零，或者都取同一个值？",
  },
  seeds: 3,

  async measure(run) {
    const { train, test } = await mnist();
    const digits = { train: train.take(run.quick ? 1500 : 5000), test: test.take(1000) };
    const measured = await run.overSeeds(async (one) => {
      const outcomes = new Map<StartName, Outcome>();
      for (const name of names) outcomes.set(name, await outcomeOf(one, name, digits));
      return outcomes;
    });
    const over = (name: StartName, value: (outcome: Outcome) => number) =>
      summarize(
        measured.map((outcomes) => value(outcomes.get(name)!)),
        run.seeds,
      );
    const found = names.map((start) => ({
      start,
      hidden: over(start, ({ hidden }) => hidden),
      output: over(start, ({ output }) => output),
      rank: over(start, ({ rank }) => rank),
      accuracy: over(start, ({ accuracy }) => accuracy),
      losses: measured[0]!.get(start)!.losses,
    }));
    const of = (name: StartName) => found.find(({ start }) => start === name)!;
    const isZero = ({ values }: Summary) => values.every((value) => value === 0);
    const equal = (["zero sigmoid", "constant"] as const).every((name) => of(name).rank.values.every((r) => r <= 1));
    return {
      starts: found,
      units,
      pictures: drawn.map((start) => ({ start, weights: rowsOf(measured[0]!.get(start)!.weights) })),
      dead: isZero(of("zero tanh").hidden) && isZero(of("zero tanh").output) ? "no gradient" : "some gradient",
      symmetry: equal ? "kept" : "broken",
      order: distinguishable(of("Gaussian").accuracy, of("constant").accuracy),
    };
  },

  words: zeroWords,

  table: ({ starts: found }) => ({
    columns: [
      text("start", "起点"),
      { name: text("gradient of the hidden weights at first", "起初隐藏层权重的梯度"), digits: 3 },
      { name: text("gradient of the output weights at first", "起初输出层权重的梯度"), digits: 3 },
      { name: text("rank of the hidden weights", "隐藏层权重的秩"), digits: 0 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: found.map(({ start, hidden, output, rank, accuracy }) => [nameOf(start), hidden, output, rank, accuracy]),
  }),

  figure: ({ starts: found, pictures }): Panels => ({
    kind: "panels",
    title: text("Symmetry of the hidden units", "隐藏单元的对称"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Training loss", "训练集损失"),
        x: { label: text("epochs", "回合") },
        y: { label: text("cross entropy (nats)", "交叉熵（奈特）"), domain: [0, 2.5] },
        layers: found.map(({ start, losses }) => ({
          mark: "line",
          name: nameOf(start),
          points: losses.map((loss, i): Point => [i + 1, loss]),
        })),
      },
      {
        kind: "pictures",
        title: text("Weights of some hidden units after training", "训练之后几个隐藏单元的权重"),
        width: 28,
        height: 28,
        columns: shown,
        scale: "diverging",
        images: pictures.flatMap(({ start, weights }) =>
          weights.map((pixels, i): Picture => (i === 0 ? { pixels, caption: nameOf(start) } : { pixels })),
        ),
      },
    ],
  }),
});

/** Weights of the first units. */
const rowsOf = (weights: Float32Array): Float32Array[] =>
  Array.from({ length: shown }, (_, unit) => weights.slice(unit * 784, (unit + 1) * 784));

async function outcomeOf(
  run: Run,
  name: StartName,
  { train, test }: { readonly train: Pictures; readonly test: Pictures },
): Promise<Outcome> {
  random.seed(run.seed);
  const { weight, activation } = starts[name];
  const model = new TwoLayers(weight, activation);
  const slopes = compile((images: Tensor, labels: Tensor) =>
    grad(crossEntropy(model.forward(images), labels), [model.hidden.weight, model.output.weight]).map((slope) =>
      slope.norm(),
    ),
  );
  const [hidden, output] = await Promise.all(slopes(train.field(0), train.field(1)).map((norm) => norm.item()));
  const losses: number[] = [];
  await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: sgd(model, { learningRate: 0.3 }),
    epochs: run.quick ? 3 : 5,
    batchSize: 32,
    label: name,
    quiet: true,
    callbacks: [{ state: { losses }, onEpochEnd: ({ training }) => void losses.push(training["loss"]!) }],
  });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  const weights = (await model.hidden.weight.array()) as Float32Array;
  return {
    hidden: hidden!,
    output: output!,
    rank: rank(singularValues(weights)),
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

const nameOf = (start: StartName) =>
  cases(start, {
    "zero tanh": text("zero, tanh", "零，tanh"),
    "zero sigmoid": text("zero, logistic", "零，Logistic 函数"),
    constant: text("all equal, tanh", "全部相同，tanh"),
    Gaussian: text("Gaussian, tanh", "高斯，tanh"),
  });
