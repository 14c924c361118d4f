/** Curvature of the loss over all digits: the extreme eigenvalues of the Hessian, computed by the Lanczos method. */
import {
  Tensor,
  compile,
  crossEntropy,
  eigenSymmetric,
  globalNorm,
  grad,
  hessianOperator,
  lanczos,
  parameters,
} from "hebb";
import type { Run } from "../run.ts";
import type { Direction } from "../shared/surface.ts";
import { type Digits, descend, networkOf, smallDigits } from "./digits.ts";
import type { Network } from "./model.ts";

/** An extreme eigenvalue of the Hessian. */
export interface Extreme {
  readonly value: number;
  /** Error bound: an eigenvalue is within this distance. */
  readonly bound: number;
  /** The eigenvector, normalized to 1. */
  readonly direction: Direction;
}

/** Gradient norm and extreme eigenvalues at a point. */
export interface Curvature {
  readonly loss: number;
  /** Norm of the gradient of the loss: 0 at a stationary point. */
  readonly gradient: number;
  readonly lowest: Extreme;
  readonly highest: Extreme;
}

/**
 * Returns a function that measures the curvature of the loss over `digits` at the current weights, with `steps`
 * Hessian-vector products.
 */
export function surveyor(model: Network, digits: Digits, steps: number): () => Promise<Curvature> {
  const [x, labels] = [digits.field(0), digits.field(1)];
  const lossOf = () => crossEntropy(model.forward(x), labels);
  const params = parameters(model).map(([, param]) => param);
  const { product, size } = hessianOperator(lossOf, model);
  const slope = compile(() => {
    const loss = lossOf();
    return { loss, gradient: globalNorm(grad(loss, params)) };
  });
  return async () => {
    const ritz = await lanczos(product, { size, steps, vectors: true });
    const extreme = (i: number): Extreme => {
      return {
        value: ritz.values.at(i)!,
        bound: ritz.bounds.at(i)!,
        direction: directionOf(model, ritz.vectors.at(i)!),
      };
    };
    const { loss, gradient } = slope();
    const [lowest, highest] = [extreme(0), extreme(-1)];
    return { loss: await loss.item(), gradient: await gradient.item(), lowest, highest };
  };
}

/** Splits a flat vector into one tensor for each parameter. */
function directionOf(model: Network, vector: Float64Array): Direction {
  let start = 0;
  return parameters(model).map(([, { shape }]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return Tensor.from(Float32Array.from(vector.subarray(start, (start += size))), shape);
  });
}

/** The result of `checkAgainstMatrix`. */
export interface Check {
  /** Relative deviation of the extreme eigenvalues by Lanczos in f32 from those of the full matrix in f64. */
  readonly deviation: number;
  /** All eigenvalues, before and after some training. */
  readonly spectra: readonly Float64Array[];
}

/** Compares Lanczos with the full Hessian of a network small enough to compute it. */
export async function checkAgainstMatrix(run: Run): Promise<Check> {
  const { train } = await smallDigits(100, { side: 4 });
  const model = networkOf(train, 6, run.seed);
  const survey = surveyor(model, train, 120);
  const matrix = () =>
    hessianOperator(() => crossEntropy(model.forward(train.field(0)), train.field(1)), model).matrix();
  const spectra: Float64Array[] = [];
  let deviation = 0;
  const compare = async () => {
    const { values } = eigenSymmetric(await matrix());
    const { lowest, highest } = await survey();
    for (const [found, expected] of [
      [lowest.value, values[0]!],
      [highest.value, values.at(-1)!],
    ] as const) {
      deviation = Math.max(deviation, Math.abs(found / expected - 1));
    }
    spectra.push(values);
  };
  await compare();
  await descend(run, model, train, { learningRate: 0.5, batchSize: 100, updates: 200, label: "a tiny network" });
  await compare();
  return { deviation, spectra };
}
