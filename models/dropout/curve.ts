/** A curve through noisy points with a gap between them, and how sure dropout is of it (Gal and Ghahramani, 2016). */
import { Dropout, Linear, Module, Tensor, adam, compile, meanSquaredError, observe, random, regularizers } from "hebb";
import type { Run } from "../run.ts";
import { mean } from "../shared/statistics.ts";

/** Dropped of the hidden units, in training and in sampling. */
const probability = 0.1;
const units = 64;
/** λ of λ Σ w²: the prior of the weights, a Gaussian about 0. */
const decay = 1e-5;

export class Curve extends Module {
  readonly hidden: readonly Linear[];
  readonly output = new Linear(units, 1);
  /** Units are dropped for all points of a function alike. */
  readonly dropout = new Dropout(probability, { shared: 1 });

  /** `depth`: of hidden layers. */
  constructor(depth: number) {
    super();
    this.hidden = Array.from({ length: depth }, (_, i) => new Linear(i === 0 ? 1 : units, units));
  }

  get weights() {
    return [...this.hidden, this.output].map(({ weight }) => weight);
  }

  /** x [functions, points] -> f(x, θ_m), [functions, points], where function m has masks of its own in programs that train. */
  forward(x: Tensor): Tensor {
    let h = x.unsqueeze(-1);
    for (const layer of this.hidden) h = this.dropout.forward(layer.forward(h).relu());
    return this.output.forward(h).squeeze(-1);
  }
}

/** What the points scatter about. */
export const truth = (x: number): number => Math.sin(4 * x);
/** Of the normal noise of y. */
const std = 0.05;
/** Points, in all. */
const count = 60;

export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export type Gap = readonly [from: number, to: number];
export const gap: Gap = [-0.3, 0.3];

/** As many points on both sides of `without`, from -1 to 1; or equally spaced with none left out. */
export async function drawPoints(seed: number, without: Gap | null): Promise<Points> {
  random.seed(seed);
  const noise = await random.normal([count]).array();
  const x = without
    ? [...equallySpaced(-1, without[0], count / 2), ...equallySpaced(without[1], 1, count / 2)]
    : equallySpaced(-1, 1, count);
  return { x, y: x.map((value, i) => truth(value) + std * noise[i]!) };
}

/** In each step every point has a thinned network of its own. */
export async function trainCurve(run: Run, { x, y }: Points, depth: number, label: string): Promise<Curve> {
  const model = new Curve(depth);
  const optimizer = adam(model, { learningRate: 3e-3 });
  const steps = run.quick ? 1000 : 2000;
  const [inputs, targets] = [x, y].map((values) => Tensor.from(values, [count, 1])) as [Tensor, Tensor];
  const step = compile(() => {
    const error = meanSquaredError(model.forward(inputs), targets);
    return optimizer.minimize(error.add(regularizers.l2(model.weights).mul(decay)));
  });
  for (let i = 1; i <= steps; i++) {
    const loss = step();
    if (i % 100 === 0) run.progress(label, i, steps, { loss: await loss.item() });
  }
  return model;
}

export interface Sampled {
  readonly x: readonly number[];
  /** f(x, θ_m) for each m. */
  readonly functions: readonly (readonly number[])[];
  /** For each hidden layer and m, 1 for each unit that is kept. */
  readonly masks: readonly (readonly (readonly number[])[])[];
  /** Over the functions, at each x. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const range = [-1.5, 1.5] as const;
const places = 121;

/** θ_m ~ q(θ) for `samples` m: the trained parameters, thinned by masks. */
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

export interface Widths {
  /** Mean deviation of the functions in the middle half of the gap, and where the points are. */
  readonly within: number;
  readonly near: number;
  readonly ratio: number;
}

export function widthsOf({ x, std }: Sampled, [from, to]: Gap = gap): Widths {
  const quarter = (to - from) / 4;
  const over = (holds: (x: number) => boolean) => mean(std.filter((_, i) => holds(x[i]!)));
  const within = over((x) => x > from + quarter && x < to - quarter);
  const near = over((x) => (x >= -1 && x <= from) || (x >= to && x <= 1));
  return { within, near, ratio: within / near };
}

function equallySpaced(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
