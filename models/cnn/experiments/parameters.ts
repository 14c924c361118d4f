/** Compares convolutions with fully connected and locally connected layers of the same shapes. */
import { Conv2d, Linear, MaxPool2d, Module, type Param, type Tensor } from "hebb";
import { mnist } from "hebb/data";
import type { Chart, Panels } from "../../figure.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { LocallyConnected } from "../locally-connected.ts";
import { ink, scaled } from "../model.ts";
import { learn } from "../reading.ts";

type MapsToMaps = Module & { forward(x: Tensor): Tensor };

/** A fully connected layer with outputs of any shape. */
class Full extends Module {
  readonly linear: Linear;
  readonly outputs: readonly number[];

  constructor(inputs: number, outputs: readonly number[]) {
    super();
    this.linear = new Linear(inputs, product(outputs));
    this.outputs = outputs;
  }

  forward(x: Tensor): Tensor {
    return this.linear.forward(x.flatten(1)).reshape([-1, ...this.outputs]);
  }
}

/** LeNet-5 with other layers in place of C1 and C3. */
class WithLayers extends Module {
  readonly first: MapsToMaps;
  readonly second: MapsToMaps;
  readonly pool = new MaxPool2d(2);
  readonly c5 = new Linear(400, 120);
  readonly f6 = new Linear(120, 84);
  readonly output = new Linear(84, 10);

  constructor(first: MapsToMaps, second: MapsToMaps) {
    super();
    this.first = first;
    this.second = second;
  }

  forward(digits: Tensor): Tensor {
    const s2 = this.pool.forward(this.first.forward(scaled(digits, ink.digits)).relu());
    const s4 = this.pool.forward(this.second.forward(s2).relu());
    const c5 = this.c5.forward(s4.flatten(1)).relu();
    return this.output.forward(this.f6.forward(c5).relu());
  }
}

const maps1 = [6, 28, 28];
const maps2 = [16, 10, 10];

/** Layers of one kind in place of C1 and C3. */
interface Kind {
  readonly name: string;
  readonly layers: readonly [MapsToMaps, MapsToMaps];
  readonly weighed: readonly { readonly weight: Param; readonly bias: Param | null }[];
  /** Number of positions at which each weight is used. */
  readonly uses: readonly [number, number];
}

function kinds(): [Kind, Kind, Kind] {
  const shared = [new Conv2d(1, 6, 5, { padding: 2 }), new Conv2d(6, 16, 5)] as const;
  const local = [
    new LocallyConnected(1, 6, 5, { side: 28, padding: 2 }),
    new LocallyConnected(6, 16, 5, { side: 14 }),
  ] as const;
  const full = [new Full(28 * 28, maps1), new Full(6 * 14 * 14, maps2)] as const;
  return [
    { name: "convolution", layers: shared, weighed: shared, uses: [28 * 28, 10 * 10] },
    { name: "local, not shared", layers: local, weighed: local, uses: [1, 1] },
    { name: "full", layers: full, weighed: full.map(({ linear }) => linear), uses: [1, 1] },
  ];
}

/** Cost of a kind of layers, and the accuracy of the network with them by training step. */
interface Row {
  readonly name: string;
  readonly parameters: number;
  /** Products for one digit. */
  readonly products: number;
  readonly accuracies: readonly (readonly [step: number, accuracy: number])[];
  readonly last: number;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

export const parameters: EnglishExperiment = {
  question: {
    en: "How many parameters does a convolution save compared with a fully connected layer, and does it cost accuracy?",
    zh: "把全连接层换成卷积能省多少参数，准确率会下降吗？",
  },
  async measure(run): Promise<Finding> {
    const { train, test } = await mnist();
    const [count, epochs, every] = run.quick ? [1000, 1, 4] : [20_000, 5, 80];
    const watch = { digits: test.take(run.quick ? 200 : 5000), every };
    const measureKind = async ({ name, layers, weighed, uses }: Kind): Promise<Row> => {
      const lesson = { label: name, epochs, watch };
      const accuracies = await learn(run, new WithLayers(...layers), train.take(count), lesson);
      const weights = weighed.map(({ weight }) => product(weight.shape));
      const biases = weighed.map(({ bias }) => (bias === null ? 0 : product(bias.shape)));
      const products = sum(weights.map((each, i) => each * uses[i]!));
      return { name, parameters: sum([...weights, ...biases]), products, accuracies, last: accuracies.at(-1)![1] };
    };
    const [first, second, third] = kinds();
    const shared = await measureKind(first);
    const local = await measureKind(second);
    const full = await measureKind(third);
    const rows = [shared, local, full];
    const steps = shared.accuracies.at(-1)![0];
    const gain = shared.last - full.last;
    const reads =
      Math.abs(gain) < chance(full.last, watch.digits.length) ? "about as many" : gain > 0 ? "more" : "fewer";
    return {
      answer:
        `In the places of C1 and C3 full layers have ${ratio(full.parameters, shared.parameters)} times the parameters ` +
        `and ${ratio(full.products, shared.products)} times the products of convolutions. After ${steps} steps on ` +
        `${count} digits the network with convolutions reads ${reads} of the test digits: ${percent(shared.last)} against ` +
        `${percent(full.last)}, and ${percent(local.last)} where layers are local but share no weights.`,
      table: {
        columns: ["layers for C1 and C3", "parameters", "products for a digit", "test accuracy"],
        rows: rows.map(({ name, parameters, products, last }) => [name, parameters, products, last]),
      },
      figure: figureOf(rows),
    };
  },
};

function figureOf(rows: readonly Row[]): Panels {
  const costs = (title: string, label: string, cost: (row: Row) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: "layers for C1 and C3" },
    y: { label, scale: "log" },
    layers: [{ mark: "bars", values: rows.map((row) => [row.name, cost(row)] as const) }],
  });
  const accuracy: Chart = {
    kind: "chart",
    title: "Accuracy at equal steps",
    x: { label: "step" },
    y: { label: "test accuracy" },
    layers: rows.map(({ name, accuracies }) => ({ mark: "line", name, points: accuracies })),
  };
  const panels = [
    costs("What is stored", "parameters", ({ parameters }) => parameters),
    costs("What is computed", "products for a digit", ({ products }) => products),
    accuracy,
  ];
  return { kind: "panels", title: "Convolution, local and full layers of the same shapes", columns: 3, panels };
}

function product(shape: readonly number[]): number {
  return shape.reduce((sizes, size) => sizes * size, 1);
}

/**
 * Returns two standard deviations of the difference between two accuracies on `count` digits; smaller differences may
 * be chance.
 */
function chance(share: number, count: number): number {
  return 2 * Math.sqrt((2 * share * (1 - share)) / count);
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(a / b < 10 ? 1 : 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
