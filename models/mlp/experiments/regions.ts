/** Decision regions of small networks on two moons. */
import { type Tensor, adam, arange, compile, correct, crossEntropy, evaluate, relu, schedules, stack } from "hebb";
import { type TwoMoons, twoMoons } from "hebb/data";
import type { Chart, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { Perceptron } from "./perceptron.ts";
import { parameterCount } from "../../shared/layers.ts";

interface Network {
  readonly name: string;
  /** Sizes of the hidden layers. */
  readonly hidden: readonly number[];
  /** Default: relu. */
  readonly activation?: (z: Tensor) => Tensor;
}

const identity = (z: Tensor): Tensor => z;

// 8 units in one layer have as many parameters as 4 and 4 units in two layers.
const networks = {
  linear: { name: "16 units, no activation", hidden: [16], activation: identity },
  one: { name: "1 unit", hidden: [1] },
  two: { name: "2 units", hidden: [2] },
  three: { name: "3 units", hidden: [3] },
  four: { name: "4 units", hidden: [4] },
  eight: { name: "8 units", hidden: [8] },
  deep: { name: "4 and 4 units", hidden: [4, 4] },
  sixteen: { name: "16 units", hidden: [16] },
} satisfies Record<string, Network>;

const shown = ["linear", "one", "two", "four", "deep", "sixteen"] as const;

export const regions: EnglishExperiment = {
  question: {
    en: "What more can a network separate with each additional hidden unit?",
    zh: "每多一个隐藏单元，网络能多划分出什么样的区域？",
  },

  async measure(run) {
    const moons = twoMoons({ train: 500, validation: 500, test: 1000, noise: 0.2, seed: run.seed });
    const found = new Map<string, Trained>();
    for (const [key, network] of Object.entries(networks)) found.set(key, await bestOf(run, network, moons));
    const accuracy = (key: keyof typeof networks) => found.get(key)!.accuracy;
    return {
      answer: answerOf(accuracy),
      table: {
        columns: ["hidden layer", "parameters", "test accuracy", "test accuracy of the worst start"],
        rows: Array.from(found.values(), ({ name, size, accuracy, worst }) => [name, size, accuracy, worst]),
      },
      figure: {
        kind: "panels",
        title: "Regions of two classes, by the hidden layers of the network",
        columns: 3,
        panels: await Promise.all(shown.map((key) => regionChart(found.get(key)!, moons))),
      },
    };
  },
};

function answerOf(accuracy: (key: keyof typeof networks) => number): string {
  const read = (key: keyof typeof networks) => `${(100 * accuracy(key)).toFixed(1)} %`;
  const gain = accuracy("one") - accuracy("linear");
  const one =
    gain > 0.02 ? "bends the boundary already" : "draws one straight line, and so do 16 units without an activation";
  const grows = accuracy("sixteen") > accuracy("two") && accuracy("two") >= accuracy("one");
  const rise = grows ? "each further unit folds it once more" : "more units did not separate more here";
  const apart = accuracy("deep") - accuracy("eight");
  const depth = Math.abs(apart) < 0.01 ? "as well as" : apart > 0 ? "better than" : "less well than";
  return (
    `One rectified unit ${one}: ${read("one")} and ${read("linear")} of the test points are right. ` +
    `Then ${rise}: ${read("two")} with 2, ${read("three")} with 3, ${read("four")} with 4, ${read("sixteen")} with 16. ` +
    `Two layers of 4 separate ${depth} one of 8 with as many parameters (${read("deep")} and ${read("eight")}).`
  );
}

interface Trained {
  readonly name: string;
  readonly model: Perceptron;
  /** Number of parameters. */
  readonly size: number;
  /** Test accuracy of the start with the lowest validation loss. */
  readonly accuracy: number;
  /** Test accuracy of the start with the highest validation loss. */
  readonly worst: number;
}

/** Trains from several starts, because small networks often get stuck, and chooses by the validation loss. */
async function bestOf(run: Run, { name, hidden, activation = relu }: Network, moons: TwoMoons): Promise<Trained> {
  const starts: { model: Perceptron; loss: number }[] = [];
  const count = run.quick ? 3 : 8;
  for (let start = 1; start <= count; start++) {
    const model = new Perceptron({ sizes: [2, ...hidden, 2], activation });
    const epochs = 50;
    await run.fit(model, moons.train, {
      loss: crossEntropy,
      optimizer: adam(model, { learningRate: schedules.cosine(0.03, { steps: epochs * 10 }) }),
      epochs,
      batchSize: 50,
      label: `${name}, start ${start} of ${count}`,
      quiet: true,
    });
    const { loss } = await evaluate(model, moons.validation, { metrics: { loss: crossEntropy } });
    starts.push({ model, loss: loss! });
  }
  starts.sort((a, b) => a.loss - b.loss);
  const accuracyOf = async ({ model }: { model: Perceptron }) =>
    (await evaluate(model, moons.test, { metrics: { accuracy: correct } }))["accuracy"]!;
  const { model } = starts[0]!;
  const size = parameterCount(model);
  return { name, model, size, accuracy: await accuracyOf(starts[0]!), worst: await accuracyOf(starts.at(-1)!) };
}

const across = { low: -2, high: 3, count: 101 };
const up = { low: -1.5, high: 2, count: 71 };

async function regionChart({ name, model, accuracy }: Trained, { test }: TwoMoons): Promise<Chart> {
  const classes = ["upper moon", "lower moon"].map((name, label) => ({
    mark: "points" as const,
    name,
    points: pointsOf(test, label).slice(0, 75),
  }));
  return {
    kind: "chart",
    title: `${name}: ${(100 * accuracy).toFixed(1)} %`,
    x: { label: "x₁", domain: [across.low, across.high] },
    y: { label: "x₂", domain: [up.low, up.high] },
    equal: true,
    layers: [
      {
        mark: "field",
        values: await preferences(model),
        x: [across.low, across.high],
        y: [up.low, up.high],
        scale: "diverging",
        label: "p(lower) - p(upper)",
      },
      ...classes,
    ],
  };
}

function pointsOf({ fields }: TwoMoons["test"], label: number): Point[] {
  const [places, labels] = fields.map(({ data }) => data) as [Float32Array, Uint8Array];
  return Array.from(labels, (_, i): Point => [places[2 * i]!, places[2 * i + 1]!]).filter(
    (_, i) => labels[i] === label,
  );
}

/** Returns p(lower moon) - p(upper moon) at every point of the grid, from the lowest row upward. */
async function preferences(model: Perceptron): Promise<number[][]> {
  const at = compile(() => {
    const coordinates = ({ low, high, count }: typeof across) =>
      arange(count)
        .cast("f32")
        .mul((high - low) / (count - 1))
        .add(low);
    const shape = [up.count, across.count];
    const x = coordinates(across).expand(shape);
    const y = coordinates(up).reshape([up.count, 1]).expand(shape);
    const [upper, lower] = model
      .forward(stack([x, y], -1))
      .softmax()
      .chunk(2, -1);
    return lower!.sub(upper!).reshape(shape);
  });
  const values = await at().array();
  return Array.from({ length: up.count }, (_, row) =>
    Array.from(values.subarray(row * across.count, (row + 1) * across.count)),
  );
}
