/** Convolutional networks: LeNet-5, and a residual network with eight layers of weights. */
import {
  BatchNorm,
  Conv2d,
  type Layer,
  Linear,
  MaxPool2d,
  Module,
  Residual,
  Sequential,
  type Tensor,
  globalAvgPool,
  relu,
} from "hebb";

/** Mean and standard std of the training pixels of a data set, relative to full ink. */
export interface Ink {
  readonly mean: number;
  readonly std: number;
}

export const ink = {
  digits: { mean: 0.1307, std: 0.3081 },
  fashion: { mean: 0.286, std: 0.353 },
} as const satisfies Record<string, Ink>;

/** Normalizes pictures of bytes [n, 784] to one channel with mean 0 and standard std 1, [n, 1, 28, 28]. */
export function scaled(pictures: Tensor, { mean, std }: Ink): Tensor {
  return pictures
    .reshape([-1, 1, 28, 28])
    .cast("f32")
    .sub(255 * mean)
    .div(255 * std);
}

/** Options of LeNet5. */
export interface LeNetOptions {
  /** Creates a layer that halves height and width. Default: 2 x 2 max pooling. */
  readonly pooling?: () => Layer;
}

/**
 * LeNet-5 (LeCun et al., 1998). Layers are named as in the paper: C is convolutional, S subsamples, F is fully
 * connected. As is usual today, C3 connects all 6 maps to each of its 16, where the paper connects 60 of these 96
 * pairs. Activations are relu, S is max pooling, and the outputs are logits.
 */
export class LeNet5 extends Module {
  readonly c1 = new Conv2d(1, 6, 5, { padding: 2 });
  readonly s2: Layer;
  readonly c3 = new Conv2d(6, 16, 5);
  readonly s4: Layer;
  /** Fully connected as well, because its maps have one pixel each. */
  readonly c5 = new Conv2d(16, 120, 5);
  readonly f6 = new Linear(120, 84);
  readonly output = new Linear(84, 10);

  constructor({ pooling = () => new MaxPool2d(2) }: LeNetOptions = {}) {
    super();
    this.s2 = pooling();
    this.s4 = pooling();
  }

  /** Maps digits u8 [n, 784] to logits of the ten classes, [n, 10]. */
  forward(digits: Tensor): Tensor {
    const c1 = this.c1.forward(scaled(digits, ink.digits)).relu().named("C1"); // [n, 6, 28, 28]
    const s2 = pool(this.s2, c1).named("S2"); // [n, 6, 14, 14]
    const c3 = this.c3.forward(s2).relu().named("C3"); // [n, 16, 10, 10]
    const s4 = pool(this.s4, c3).named("S4"); // [n, 16, 5, 5]
    const c5 = this.c5.forward(s4).relu().named("C5"); // [n, 120, 1, 1]
    const f6 = this.f6.forward(c5.flatten(1)).relu();
    return this.output.forward(f6);
  }
}

function pool(layer: Layer, x: Tensor): Tensor {
  return typeof layer === "function" ? layer(x) : layer.forward(x);
}

/** Options of ResNet8. */
export interface ResNetOptions {
  /** Channels of the three stages. Default 16, 32, 64. */
  readonly widths?: readonly [number, number, number];
}

/**
 * ResNet-8, in the form of He et al. (2016) for small pictures: a stem, three blocks of two 3 x 3 convolutions, global
 * average pooling, and a fully connected layer. The second and third blocks halve height and width. It has 1 + 3 · 2 +
 * 1 layers of weights.
 */
export class ResNet8 extends Module {
  readonly stem: Sequential;
  readonly block1: Residual;
  readonly block2: Residual;
  readonly block3: Residual;
  readonly output: Linear;

  constructor({ widths: [first, second, third] = [16, 32, 64] }: ResNetOptions = {}) {
    super();
    this.stem = convolution(1, first);
    this.block1 = block(first, first);
    this.block2 = block(first, second, 2);
    this.block3 = block(second, third, 2);
    this.output = new Linear(third, 10);
  }

  /** Maps pictures of clothing u8 [n, 784] to logits of the ten classes, [n, 10]. */
  forward(clothes: Tensor): Tensor {
    const stem = this.stem.forward(scaled(clothes, ink.fashion)).relu(); // [n, 16, 28, 28]
    const blocks = [this.block1, this.block2, this.block3]; // [n, 16, 28, 28], [n, 32, 14, 14], [n, 64, 7, 7]
    const maps = blocks.reduce((x, block) => block.forward(x).relu(), stem);
    return this.output.forward(globalAvgPool(maps));
  }
}

/** Returns a residual block: x + f(x), or a projection of x plus f(x) if the stride halves the maps. */
function block(inputs: number, outputs: number, stride = 1): Residual {
  const change = new Sequential(convolution(inputs, outputs, stride), relu, convolution(outputs, outputs));
  if (stride === 1) return new Residual(change);
  const projection = new Conv2d(inputs, outputs, 1, { stride, bias: false });
  return new Residual(change, { shortcut: new Sequential(projection, new BatchNorm(outputs)) });
}

/** Returns a 3 x 3 convolution and batch normalization, whose bias replaces that of the convolution. */
function convolution(inputs: number, outputs: number, stride = 1): Sequential {
  const kernels = new Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
  return new Sequential(kernels, new BatchNorm(outputs));
}
