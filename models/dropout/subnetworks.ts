/** All 2ⁿ sub-networks of a small network with dropout, in one batch, and averages of their predictions. */
import { Dropout, Linear, Module, Tensor, adam, compile, crossEntropy, reference } from "hebb";
import type { Run } from "../run.ts";
import type { Digits } from "../shared/few-digits.ts";

/** Dropout rate of one half makes all sub-networks equally likely. */
const probability = 0.5;

/** A network small enough to evaluate all its sub-networks. */
export class SmallNetwork extends Module {
  readonly hidden: readonly Linear[];
  readonly output: Linear;
  readonly dropout = new Dropout(probability);

  /** Creates a network with hidden layers of these sizes and dropout after each. */
  constructor(widths: readonly number[]) {
    super();
    this.hidden = widths.map((width, i) => new Linear(widths[i - 1] ?? 784, width));
    this.output = new Linear(widths.at(-1)!, 10);
  }

  /** Number n of hidden units in all layers. */
  get units(): number {
    return this.hidden.reduce((sum, layer) => sum + layer.weight.shape[0]!, 0);
  }

  /**
   * Maps images u8 [batch, 784] to logits [batch, 10]: of a thinned network in training, and with weight scaling
   * otherwise.
   */
  forward(images: Tensor): Tensor {
    return this.#through(images, (h) => this.dropout.forward(h));
  }

  /**
   * Returns the logits [networks, batch, 10] of the thinned networks given by `masks`, [networks, n], with 1 for each
   * unit that is kept.
   */
  thinned(images: Tensor, masks: Tensor): Tensor {
    let first = 0;
    return this.#through(images, (h) => {
      const width = h.shape.at(-1)!;
      const mask = masks.slice(null, [first, first + width]).unsqueeze(1);
      first += width;
      return h.mul(mask).div(1 - probability);
    });
  }

  #through(images: Tensor, drop: (h: Tensor) => Tensor): Tensor {
    let h = images.cast("f32").div(255);
    for (const layer of this.hidden) h = drop(layer.forward(h).relu());
    return this.output.forward(h);
  }
}

/** Returns the masks of all 2ⁿ sub-networks, [2ⁿ, n]: mask k contains the binary digits of k, lowest first. */
export function allMasks(n: number): Tensor {
  const bits = Float32Array.from({ length: 2 ** n * n }, (_, i) => (Math.floor(i / n) >> (i % n)) & 1);
  return Tensor.from(bits, [2 ** n, n]);
}

/** Probabilities of the classes by three methods, each [batch, 10]. */
export interface Predictions {
  /** Probabilities of all sub-networks, [2ⁿ, batch, 10]. */
  readonly each: Tensor;
  /** Arithmetic mean 2⁻ⁿ Σ_m q_m(c), the prediction of the ensemble. */
  readonly arithmetic: Tensor;
  /** Geometric mean Π_m q_m(c)^(2⁻ⁿ), normalized over the classes. */
  readonly geometric: Tensor;
  /** Weight scaling: one pass of the whole network. */
  readonly scaled: Tensor;
}

/** Computes the predictions of all sub-networks and their averages. */
export function predictionsOf(model: SmallNetwork, images: Tensor): Predictions {
  const logits = model.thinned(images, allMasks(model.units));
  const each = logits.softmax();
  const geometric = logits.logSoftmax().mean(0).exp();
  return {
    each,
    arithmetic: each.mean(0),
    geometric: geometric.div(geometric.sum(-1, { keepDims: true })),
    scaled: model.forward(images).softmax(),
  };
}

/** Returns the largest difference between the probabilities of the geometric mean and of weight scaling, in f64. */
export async function geometricDeviation(model: SmallNetwork, images: Tensor): Promise<number> {
  const { geometric, scaled } = predictionsOf(model, images);
  const [means, expected] = await reference(geometric, scaled);
  return means!.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected![i]!)), 0);
}

/** The averages compared on a set of digits. */
export interface Comparison {
  /** Largest difference between the probabilities of the arithmetic mean and of weight scaling. */
  readonly arithmetic: number;
  /** Total variation distance ½ Σ_c |arithmetic - scaled|, mean over images. */
  readonly moved: number;
  /** Fraction of images for which the arithmetic mean and weight scaling predict the same digit. */
  readonly agreeing: number;
  /** Mean cross entropies in nats: of a sub-network, and of the three methods. */
  readonly losses: { readonly each: number; readonly arithmetic: number; readonly geometric: number; scaled: number };
}

/** Number of images whose sub-networks are evaluated together. */
const batchSize = 50;

/** Compares the averages on `digits`, whose number must be a multiple of 50, because incomplete batches are dropped. */
export async function compareMeans(model: SmallNetwork, digits: Digits): Promise<Comparison> {
  const compare = compile((images: Tensor, labels: Tensor) => {
    const { each, arithmetic, geometric, scaled } = predictionsOf(model, images);
    const loss = (q: Tensor) => q.log().neg().mul(labels.cast("i32").oneHot(10)).sum(-1).mean();
    return {
      arithmetic: arithmetic.sub(scaled).abs().max(),
      moved: arithmetic.sub(scaled).abs().sum(-1).div(2).mean(),
      agreeing: arithmetic.argmax(-1).equal(scaled.argmax(-1)).mean(),
      each: loss(each),
      ofArithmetic: loss(arithmetic),
      ofGeometric: loss(geometric),
      ofScaled: loss(scaled),
    };
  });
  const found: Record<string, number[]> = {};
  for (const [images, labels] of digits.batches(batchSize, { shuffle: false, last: "drop" })) {
    for (const [name, value] of Object.entries(compare(images, labels))) {
      (found[name] ??= []).push(await value.item());
    }
  }
  const largest = (name: string) => Math.max(...found[name]!);
  const average = (name: string) => found[name]!.reduce((sum, value) => sum + value, 0) / found[name]!.length;
  return {
    arithmetic: largest("arithmetic"),
    moved: average("moved"),
    agreeing: average("agreeing"),
    losses: {
      each: average("each"),
      arithmetic: average("ofArithmetic"),
      geometric: average("ofGeometric"),
      scaled: average("ofScaled"),
    },
  };
}

/** Trains a network with dropout. */
export async function trainSmall(run: Run, widths: readonly number[], digits: Digits, epochs: number) {
  const model = new SmallNetwork(widths);
  await run.fit(model, digits, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs,
    batchSize: 50,
    label: `small network of ${widths.join(" and ")} hidden units`,
    quiet: true,
  });
  return model;
}
