/** Decision regions of small networks on two moons. */
import { type Tensor, adam, arange, compile, correct, crossEntropy, evaluate, relu, schedules, stack } from "hebb";
import { type TwoMoons, twoMoons } from "hebb/data";
import type { Chart, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { percent } from "../../quantity.ts";
import { parameterCount } from "../../shared/layers.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
import type { Grid, NetworkName, RegionsFacts } from "../facts.ts";
import { regionsWords } from "../words.ts";
import { Perceptron } from "./perceptron.ts";

interface Network {
  /** Sizes of the hidden layers. */
  readonly hidden: readonly number[];
  /** Default: relu. */
  readonly activation?: (z: Tensor) => Tensor;
}

const identity = (z: Tensor): Tensor => z;

// 8 units in one layer have as many parameters as 4 and 4 units in two layers.
const networks: Readonly<Record<NetworkName, Network>> = {
  linear: { hidden: [16], activation: identity },
  one: { hidden: [1] },
  two: { hidden: [2] },
  three: { hidden: [3] },
  four: { hidden: [4] },
  eight: { hidden: [8] },
  deep: { hidden: [4, 4] },
  sixteen: { hidden: [16] },
};
const names = Object.keys(networks) as NetworkName[];

const shown: readonly NetworkName[] = ["linear", "one", "two", "four", "deep", "sixteen"];

export const regions = defineExperiment<RegionsFacts>({
  question: {
    en: "What more can a network separate with each additional hidden unit?",
    zh: "每多一个隐藏单元，网络能多划分出什么样的区域？",
  },
  seeds: 3,

  async measure(run) {
    const maps: RegionsFacts["maps"][number][] = [];
    const points: Point[][] = [];
    const measured = await run.overSeeds(async (one) => {
      const moons = twoMoons({ train: 500, validation: 500, test: 1000, noise: 0.2, seed: one.seed });
      const found = new Map<NetworkName, Trained>();
      for (const name of names) found.set(name, await bestOf(one, name, moons));
      if (maps.length > 0) return found;
      for (const network of shown) {
        const { model, accuracy } = found.get(network)!;
        maps.push({ network, accuracy, grid: await preferences(model) });
      }
      points.push(...[0, 1].map((label) => pointsOf(moons.test, label).slice(0, 75)));
      return found;
    });
    const over = (name: NetworkName, value: (found: Trained) => number) =>
      summarize(
        measured.map((found) => value(found.get(name)!)),
        run.seeds,
      );
    const accuracy = (name: NetworkName) => over(name, (found) => found.accuracy);
    return {
      networks: names.map((network) => ({
        network,
        parameters: measured[0]!.get(network)!.size,
        accuracy: accuracy(network),
        worst: over(network, ({ worst }) => worst),
      })),
      maps,
      points,
      linear: distinguishable(accuracy("linear"), accuracy("one")),
      units: trend((["one", "two", "four", "sixteen"] as const).map(accuracy)),
      depth: distinguishable(accuracy("deep"), accuracy("eight")),
    };
  },

  words: regionsWords,

  table: ({ networks: compared }) => ({
    columns: [
      text("hidden layers", "隐藏层"),
      text("parameters", "参数个数"),
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
      { name: text("test accuracy of the worst start", "起点最差时的测试集准确率"), unit: "fraction" },
    ],
    rows: compared.map(({ network, parameters, accuracy, worst }) => [nameOf(network), parameters, accuracy, worst]),
  }),

  figure: ({ maps, points }) => ({
    kind: "panels",
    title: text("Regions of two classes, by the hidden layers of the network", "两个类的区域，随隐藏层而变"),
    columns: 3,
    sameScale: true,
    panels: maps.map((map) => regionChart(map, points)),
  }),
});

interface Trained {
  readonly model: Perceptron;
  /** Number of parameters. */
  readonly size: number;
  /** Test accuracy of the start with the lowest validation loss. */
  readonly accuracy: number;
  /** Test accuracy of the start with the highest validation loss. */
  readonly worst: number;
}

/** Trains from several starts, because small networks often get stuck, and chooses by the validation loss. */
async function bestOf(run: Run, name: NetworkName, moons: TwoMoons): Promise<Trained> {
  const { hidden, activation = relu } = networks[name];
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
  return { model, size, accuracy: await accuracyOf(starts[0]!), worst: await accuracyOf(starts.at(-1)!) };
}

const across = { low: -2, high: 3, count: 101 };
const up = { low: -1.5, high: 2, count: 71 };

function regionChart(
  { network, accuracy, grid }: RegionsFacts["maps"][number],
  points: readonly (readonly Point[])[],
): Chart {
  const [upper, lower] = points;
  const { en, zh } = nameOf(network);
  const reached = percent(accuracy);
  return {
    kind: "chart",
    title: { en: `${en}: ${reached.en}`, zh: `${zh}：${reached.zh}` },
    x: { label: "x₁", domain: [across.low, across.high] },
    y: { label: "x₂", domain: [up.low, up.high] },
    equal: true,
    layers: [
      {
        mark: "field",
        values: Array.from({ length: grid.rows }, (_, row) =>
          Array.from(grid.values.subarray(row * grid.columns, (row + 1) * grid.columns)),
        ),
        x: [across.low, across.high],
        y: [up.low, up.high],
        scale: "diverging",
        label: text("p(lower) − p(upper)", "p(下) − p(上)"),
      },
      { mark: "points", name: text("upper moon", "上面的月牙"), points: upper! },
      { mark: "points", name: text("lower moon", "下面的月牙"), points: lower! },
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
async function preferences(model: Perceptron): Promise<Grid> {
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
  return { columns: across.count, rows: up.count, values: Float32Array.from(await at().array()) };
}

const nameOf = (network: NetworkName): Text =>
  cases(network, {
    linear: { en: "16 units, no activation", zh: "16 个单元，没有激活函数" },
    one: { en: "1 unit", zh: "1 个单元" },
    two: { en: "2 units", zh: "2 个单元" },
    three: { en: "3 units", zh: "3 个单元" },
    four: { en: "4 units", zh: "4 个单元" },
    eight: { en: "8 units", zh: "8 个单元" },
    deep: { en: "4 and 4 units in two layers", zh: "两层，各 4 个单元" },
    sixteen: { en: "16 units", zh: "16 个单元" },
  });
