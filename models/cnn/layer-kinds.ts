/** LeNet-5 with convolutions, local layers or fully connected layers of the same shapes, and their costs. */
import { Conv2d, Linear, MaxPool2d, Module, type Param, type Tensor } from "hebb";
import type { LayerKind } from "./facts.ts";
import { LocallyConnected } from "./locally-connected.ts";
import { ink, scaled } from "./model.ts";

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
export class WithLayers extends Module {
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

/** Layers of one kind in place of C1 and C3, with their costs. */
export interface Built {
  readonly layers: readonly [MapsToMaps, MapsToMaps];
  readonly parameters: number;
  /** Products for one digit. */
  readonly products: number;
}

/** Parts of a layer that are counted. */
interface Weighed {
  readonly weight: Param;
  readonly bias: Param | null;
}

const maps1 = [6, 28, 28];
const maps2 = [16, 10, 10];

/** Builds the layers of each kind. */
export const builders: Readonly<Record<LayerKind, () => Built>> = {
  convolution() {
    const layers = [new Conv2d(1, 6, 5, { padding: 2 }), new Conv2d(6, 16, 5)] as const;
    // Each weight is used at every position of the maps.
    return built(layers, layers, [28 * 28, 10 * 10]);
  },
  local() {
    const layers = [
      new LocallyConnected(1, 6, 5, { side: 28, padding: 2 }),
      new LocallyConnected(6, 16, 5, { side: 14 }),
    ] as const;
    return built(layers, layers, [1, 1]);
  },
  full() {
    const layers = [new Full(28 * 28, maps1), new Full(6 * 14 * 14, maps2)] as const;
    return built(
      layers,
      layers.map(({ linear }) => linear),
      [1, 1],
    );
  },
};

function built(layers: Built["layers"], weighed: readonly Weighed[], uses: readonly [number, number]): Built {
  const weights = weighed.map(({ weight }) => product(weight.shape));
  const biases = weighed.map(({ bias }) => (bias === null ? 0 : product(bias.shape)));
  return {
    layers,
    parameters: sum([...weights, ...biases]),
    products: sum(weights.map((each, i) => each * uses[i]!)),
  };
}

const product = (shape: readonly number[]): number => shape.reduce((sizes, size) => sizes * size, 1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
