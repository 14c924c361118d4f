/** Gradients that flow back through a recurrent layer of units, by the number of steps. */
import { RNN, Tensor, compile, grad, initializers, observe, random } from "hebb";

/** Gradients below the smallest normal number of f32 count as this number, so that their logarithm is finite. */
const smallest = 1.2e-38;

/**
 * Returns the logarithm of |∂y/∂h_k| for every step k of x [batch, time, inputs], averaged over the batch. y is the last
 * state, projected on a random direction.
 */
export async function logNorms(layer: RNN, x: Tensor): Promise<number[]> {
  const norms = compile((input: Tensor) => {
    const [{ state }, seen] = observe(() => layer.forward(input));
    const direction = random.normal(state[0]!.shape);
    const [slopes] = grad(state[0]!.mul(direction).sum(), [seen["states"]!]);
    return slopes.norm(-1).maximum(smallest).log().mean(1);
  });
  return [...(await norms(x).array())];
}

/** Returns h_t = f(w h_{t-1} + x_t) as a layer with one unit. */
export function oneUnit(w: number, activation: (x: Tensor) => Tensor): RNN {
  const { constant } = initializers;
  return new RNN(1, 1, { activation, bias: false, weight: constant(1), recurrentWeight: constant(w) });
}

/** Weight, activation and inputs of `remaining`. */
export interface UnitOptions {
  readonly w: number;
  readonly activation: (x: Tensor) => Tensor;
  /** Standard deviation of the inputs. */
  readonly inputs: number;
  /** Largest number of steps back. */
  readonly back: number;
}

const sequences = 256;

/**
 * Returns the share of the gradient that is left after 0 to `back` steps back: |∂h_T/∂h_{T-d}|, a geometric mean over
 * random sequences. The unit first reads as many steps as the gradient flows back, so that its state has settled.
 */
export async function remaining({ w, activation, inputs, back }: UnitOptions): Promise<number[]> {
  const shape = [sequences, 2 * back + 1, 1];
  const x = Tensor.from(await random.normal(shape, { std: inputs }).array(), shape);
  const logs = await logNorms(oneUnit(w, activation), x);
  return Array.from({ length: back + 1 }, (_, d) => Math.exp(logs.at(-1 - d)! - logs.at(-1)!));
}
