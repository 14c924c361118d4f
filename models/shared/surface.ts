/**
 * The loss of a trained model on a plane through its parameters: L(θ + x d₁ + y d₂). The directions d₁ and d₂ are
 * random and normalized filter by filter (Li et al., 2018), or chosen by the caller. The model is left unchanged.
 */
import { type Examples, type Model, type Param, Tensor, compile, parameters, random } from "hebb";

/**
 * A direction in parameter space: one tensor for each trainable parameter, of the same shape, in the order of
 * `parameters`.
 */
export type Direction = readonly Tensor[];

/** Options of `lossSurface`. */
export interface SurfaceOptions {
  /** Returns the mean loss of a batch from its predictions and targets. */
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  readonly directions: readonly [x: Direction, y: Direction];
  /** Coordinates along the two directions. With `[0]` for one of them, the surface is a line. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Number of examples evaluated together. Default 500. */
  readonly batchSize?: number;
  /** Called after each point. */
  readonly progress?: (done: number, total: number) => void;
}

/** The result of `lossSurface`. */
export interface Surface {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Mean losses over all examples: `losses[row][column]` at (x[column], y[row]). */
  readonly losses: readonly (readonly number[])[];
}

/** Returns the trainable parameters of a model. */
export function trainable(model: Model): Param[] {
  return parameters(model).flatMap(([, param]) => (param.trainable ? [param] : []));
}

/** Returns `count` equally spaced coordinates from -span to span. */
export function evenly(span: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => span * ((2 * i) / (count - 1) - 1));
}

/**
 * Returns a random normal direction in which each filter has the norm of the model's filter, so that surfaces of models
 * whose weights differ in scale can be compared. A filter is the set of weights that compute one output: one index of
 * the first axis. Biases, gains and other parameters with one axis get zeros, as in Li et al.
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

/** Evaluates a tensor, so that programs that use it get constants and do not sample it again. */
async function settled(tensor: Tensor): Promise<Tensor> {
  return Tensor.from(await tensor.array(), tensor.shape);
}

/** Returns the mean loss over `examples` at every point of the grid `x` × `y`. */
export async function lossSurface(
  model: Model,
  examples: Examples,
  { loss, directions, x, y, batchSize = 500, progress }: SurfaceOptions,
): Promise<Surface> {
  const params = trainable(model);
  const [first, second] = directions;
  const lossAt = compile(
    (a: Tensor, b: Tensor, input: Tensor, target: Tensor) => {
      const center = params.map((param) => param.add(0));
      params.forEach((param, i) => param.assign(param.add(first[i]!.mul(a)).add(second[i]!.mul(b))));
      const value = loss(model.forward(input), target);
      // Assignments take effect at the end of the program, so only the last one counts: it restores the parameters.
      params.forEach((param, i) => param.assign(center[i]!));
      return value;
    },
    { training: false },
  );
  const batches = [...examples.batches(batchSize, { shuffle: false })];
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
