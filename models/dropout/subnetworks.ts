/** All 2ⁿ networks that dropping hidden units of a small one can leave, in one batch, and what is made of their predictions. */
import { Dropout, Linear, Module, Tensor, adam, compile, crossEntropy, reference } from "hebb";
import type { Run } from "../run.ts";
import type { Digits } from "./digits.ts";

/** Every hidden unit is dropped as often as it is kept, so that all sub-networks are equally likely. */
const probability = 0.5;

export class SmallNetwork extends Module {
  readonly hidden: readonly Linear[];
  readonly output: Linear;
  readonly dropout = new Dropout(probability);

  /** `widths` of the hidden layers; units of all of them are dropped. */
  constructor(widths: readonly number[]) {
    super();
    this.hidden = widths.map((width, i) => new Linear(widths[i - 1] ?? 784, width));
    this.output = new Linear(widths.at(-1)!, 10);
  }

  /** n: hidden units of all layers. */
  get units(): number {
    return this.hidden.reduce((sum, layer) => sum + layer.weight.shape[0]!, 0);
  }

  /** Images, u8 [batch, 784] -> logits, [batch, 10]: of a thinned network in training, by weight scaling elsewhere. */
  forward(images: Tensor): Tensor {
    return this.#through(images, (h) => this.dropout.forward(h));
  }

  /** What the thinned networks say that keep the units of `masks`, 0 or 1, [networks, n]: logits [networks, batch, 10]. */
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

/** The masks of all 2ⁿ sub-networks, [2ⁿ, n]: mask k has the binary digits of k, the lowest first. */
export function allMasks(n: number): Tensor {
  const bits = Float32Array.from({ length: 2 ** n * n }, (_, i) => (Math.floor(i / n) >> (i % n)) & 1);
  return Tensor.from(bits, [2 ** n, n]);
}

/** Three ways to predict, each [batch, 10]. */
export interface Predictions {
  /** Those of all sub-networks, [2ⁿ, batch, 10]. */
  readonly each: Tensor;
  /** 2⁻ⁿ Σ_m q_m(c): what the committee says. */
  readonly arithmetic: Tensor;
  /** Π_m q_m(c)^(2⁻ⁿ), made to sum to 1 over the classes. */
  readonly geometric: Tensor;
  /** One run of the whole network with its weights scaled. */
  readonly scaled: Tensor;
}

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

/** The largest difference of a probability by the geometric mean from that by weight scaling, in f64. */
export async function geometricDeviation(model: SmallNetwork, images: Tensor): Promise<number> {
  const { geometric, scaled } = predictionsOf(model, images);
  const [means, expected] = await reference(geometric, scaled);
  return means!.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected![i]!)), 0);
}

export interface Comparison {
  /** The largest difference of a probability by the arithmetic mean from that by weight scaling. */
  readonly arithmetic: number;
  /** ½ Σ_c |arithmetic - scaled|, mean over images: the probability that lies elsewhere. */
  readonly moved: number;
  /** Images of which the arithmetic mean and weight scaling say the same digit. */
  readonly agreeing: number;
  /** Mean cross entropies, in nats: of a sub-network, and of the three ways. */
  readonly losses: { readonly each: number; readonly arithmetic: number; readonly geometric: number; scaled: number };
}

/** Images whose sub-networks are computed at once. */
const batchSize = 50;

/** Over `digits`, whose number is a multiple of 50 lest a part be left out of the means. */
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

/** Trained with dropout, as its sub-networks are to be. */
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
