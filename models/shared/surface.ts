/**
 * The loss of a trained model over a plane through its parameters: L(θ + x d₁ + y d₂), with random directions that are
 * scaled filter by filter (Li et al., 2018), or any others. The model itself does not change.
 */
import { type Examples, type Model, type Param, Tensor, compile, parameters, random } from "hebb";
import type { Chart } from "../figure.ts";

/** One tensor for each trainable parameter of a model, of its shape, in the order of `parameters`. */
export type Direction = readonly Tensor[];

export interface SurfaceOptions {
  /** From predictions and targets of a batch, their mean loss. */
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  readonly directions: readonly [x: Direction, y: Direction];
  /** Coordinates along the first direction, and along the second one: [0] makes the surface a line. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Examples at once. Default 500. */
  readonly batch?: number;
  /** Called after each place. */
  readonly progress?: (done: number, total: number) => void;
}

export interface Surface {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The mean loss over all examples: `losses[row][column]` at (x[column], y[row]). */
  readonly losses: readonly (readonly number[])[];
}

export function trainable(model: Model): Param[] {
  return parameters(model).flatMap(([, param]) => (param.trainable ? [param] : []));
}

/** `count` coordinates from -span to span, at equal distances. */
export function evenly(span: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => span * ((2 * i) / (count - 1) - 1));
}

/**
 * A random normal direction in which each filter is as long as that of the model, so that the surfaces of models whose
 * weights differ in scale can be compared: a filter is what makes one output, the weights along all axes but the first.
 * Biases, gains and other parameters of one axis stay where they are, as in Li et al.
 */
export async function filterNormalized(model: Model): Promise<Direction> {
  const direction = trainable(model).map((param) => {
    const drawn = random.normal(param.shape);
    const axes = param.shape.map((_, axis) => axis).slice(1);
    if (axes.length === 0) return drawn.mul(0);
    return drawn.mul(param.norm(axes, { keepDims: true }).div(drawn.norm(axes, { keepDims: true })));
  });
  return Promise.all(direction.map(settled));
}

/** The value as it is now: a program that uses it is given numbers, and does not draw them again. */
async function settled(tensor: Tensor): Promise<Tensor> {
  return Tensor.from(await tensor.array(), tensor.shape);
}

/** The loss over `examples` at every place of the plane. */
export async function lossSurface(
  model: Model,
  examples: Examples,
  { loss, directions, x, y, batch = 500, progress }: SurfaceOptions,
): Promise<Surface> {
  const params = trainable(model);
  const [first, second] = directions;
  const lossAt = compile(
    (a: Tensor, b: Tensor, input: Tensor, target: Tensor) => {
      const center = params.map((param) => param.add(0));
      params.forEach((param, i) => param.assign(param.add(first[i]!.mul(a)).add(second[i]!.mul(b))));
      const value = loss(model.forward(input), target);
      // All assignments take effect at the end, so that this is the one that counts.
      params.forEach((param, i) => param.assign(center[i]!));
      return value;
    },
    { training: false },
  );
  const batches = [...examples.batches(batch, { shuffle: false })];
  const losses: number[][] = y.map(() => []);
  for (const [row, b] of y.entries()) {
    for (const a of x) {
      let total = 0;
      for (const [input, target] of batches) total += input.shape[0]! * (await lossAt(a, b, input, target).item());
      losses[row]!.push(total / examples.length);
      progress?.(row * x.length + losses[row]!.length, x.length * y.length);
    }
  }
  return { x, y, losses };
}

/** The surface as lines of equal loss over colors, colored by the logarithm; the model stands at (0, 0). */
export function surfaceChart(
  title: string,
  { x, y, losses }: Surface,
  [labelX, labelY]: readonly [x: string, y: string] = ["first random direction", "second random direction"],
): Chart {
  return {
    kind: "chart",
    title,
    x: { label: labelX },
    y: { label: labelY },
    equal: true,
    layers: [
      { mark: "field", values: losses, x: ends(x), y: ends(y), as: "both", scale: "log", label: "loss" },
      { mark: "points", name: "the trained model", points: [[0, 0]] },
    ],
  };
}

function ends(values: readonly number[]): [low: number, high: number] {
  return [values[0]!, values.at(-1)!];
}
