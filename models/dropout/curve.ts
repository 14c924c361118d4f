/**
 * Regression of a curve from noisy points with a gap, and the uncertainty estimated by dropout (Gal and Ghahramani,
 * 2016).
 */
import { Dropout, Linear, Module, Tensor, adam, compile, meanSquaredError, observe, random, regularizers } from "hebb";
import type { Run } from "../run.ts";
import { mean } from "../shared/statistics.ts";

/** Dropout rate of the hidden units, in training and in sampling. */
export const probability = 0.1;
const units = 64;
/** λ of the weight decay λ Σ w², which corresponds to a Gaussian prior with mean 0. */
const decay = 1e-5;

/** A network with dropout that maps a number to a number. */
export class Curve extends Module {
  readonly hidden: readonly Linear[];
  readonly output = new Linear(units, 1);
  /** All points of a function share one mask. */
  readonly dropout = new Dropout(probability, { shared: 1 });

  /** Creates a network with `depth` hidden layers. */
  constructor(depth: number) {
    super();
    this.hidden = Array.from({ length: depth }, (_, i) => new Linear(i === 0 ? 1 : units, units));
  }

  get weights() {
    return [...this.hidden, this.output].map(({ weight }) => weight);
  }

  /**
   * Maps x [functions, points] to f(x, θ_m), [functions, points]. In programs that train, each function m has its own
   * masks.
   */
  forward(x: Tensor): Tensor {
    let h = x.unsqueeze(-1);
    for (const layer of this.hidden) h = this.dropout.forward(layer.forward(h).relu());
    return this.output.forward(h).squeeze(-1);
  }
}

/** The true function, without noise. */
export const truth = (x: number): number => Math.sin(4 * x);
/** Standard deviation of the normal noise of y. */
const std = 0.05;
/** Number of points. */
const count = 60;

/** Training points. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** An interval without points. */
export type Gap = readonly [from: number, to: number];
export const gap: Gap = [-0.3, 0.3];

/** Samples points from -1 to 1: half of them on each side of the gap `without`, or equally spaced if it is null. */
export async function drawPoints(seed: number, without: Gap | null): Promise<Points> {
  random.seed(seed);
  const noise = await random.normal([count]).array();
  const x = without
    ? [...equallySpaced(-1, without[0], count / 2), ...equallySpaced(without[1], 1, count / 2)]
    : equallySpaced(-1, 1, count);
  return { x, y: x.map((value, i) => truth(value) + std * noise[i]!) };
}

/** Trains a network; in every step, each point has its own masks. */
export async function trainCurve(run: Run, { x, y }: Points, depth: number, label: string): Promise<Curve> {
  const model = new Curve(depth);
  const optimizer = adam(model, { learningRate: 3e-3 });
  const steps = run.quick ? 1000 : 2000;
  const [inputs, targets] = [x, y].map((values) => Tensor.from(values, [count, 1])) as [Tensor, Tensor];
  const step = compile(() => {
    const error = meanSquaredError(model.forward(inputs), targets);
    return optimizer.minimize(error.add(regularizers.l2(model.weights).mul(decay)));
  });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const loss = step();
      return (i + 1) % 100 === 0 ? { values: { loss: await loss.item() } } : {};
    },
  });
  return model;
}

/** Functions sampled by dropout, on a grid of x. */
export interface Sampled {
  readonly x: readonly number[];
  /** f(x, θ_m) for each m. */
  readonly functions: readonly (readonly number[])[];
  /** Masks for each hidden layer and m, with 1 for each unit that is kept. */
  readonly masks: readonly (readonly (readonly number[])[])[];
  /** Mean and standard deviation over the functions at each x. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const range = [-1.5, 1.5] as const;
const places = 121;

/**
 * Samples functions with the parameters θ_m ~ q(θ) for `samples` values of m: the trained parameters with random masks.
 */
export async function sampleCurves(model: Curve, samples = 300): Promise<Sampled> {
  const x = equallySpaced(...range, places);
  const sample = compile(
    (grid: Tensor) => {
      const [f, seen] = observe(() => model.forward(grid.expand([samples, places])));
      const masks = model.hidden.map((_, i) => seen[i === 0 ? "dropout.mask" : `dropout.mask#${i + 1}`]!.cast("f32"));
      return { f, masks, mean: f.mean(0), std: f.variance(0).sqrt() };
    },
    { training: true },
  );
  const found = sample(Tensor.from(x, [1, places]));
  const rows = (values: ArrayLike<number>, width: number) =>
    Array.from({ length: samples }, (_, m) => Array.from({ length: width }, (_, i) => values[m * width + i]!));
  return {
    x,
    functions: rows(await found.f.array(), places),
    masks: await Promise.all(found.masks.map(async (mask) => rows(await mask.array(), units))),
    mean: [...(await found.mean.array())],
    std: [...(await found.std.array())],
  };
}

/** Width of the uncertainty band. */
export interface Widths {
  /** Mean standard deviation of the functions in the middle half of the gap, and near the points. */
  readonly within: number;
  readonly near: number;
  readonly ratio: number;
}

/** Measures the uncertainty in the gap and near the points. */
export function widthsOf({ x, std }: Sampled, [from, to]: Gap = gap): Widths {
  const quarter = (to - from) / 4;
  const over = (holds: (x: number) => boolean) => mean(std.filter((_, i) => holds(x[i]!)));
  const within = over((x) => x > from + quarter && x < to - quarter);
  const near = over((x) => (x >= -1 && x <= from) || (x >= to && x <= 1));
  return { within, near, ratio: within / near };
}

/** Returns the fraction of the places in the gap at which the true function is over two deviations off the mean. */
export function missedShare({ x, mean, std }: Sampled, [from, to]: Gap): number {
  const places = [...x.keys()].filter((i) => x[i]! > from && x[i]! < to);
  const missed = places.filter((i) => Math.abs(truth(x[i]!) - mean[i]!) > 2 * std[i]!);
  return missed.length / places.length;
}

function equallySpaced(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
