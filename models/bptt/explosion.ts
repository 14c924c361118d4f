/** Gradients that explode, on the course's task DigitSum, and what clipping makes of them. */
import { type Tensor, clipByNorm, compile, crossEntropy, globalNorm, grad, initializers, parameters } from "hebb";
import { digitSum } from "hebb/data";
import { DigitSumModel } from "../shared/digit-sum.ts";
import type { Run } from "../run.ts";

/** Examples in a step. */
const batchSize = 32;

export interface ExplosionSettings {
  readonly length: number;
  readonly hidden: number;
  readonly gain: number;
  readonly learningRate: number;
  readonly steps: number;
  /** The bound of the gradient's norm; none where gradients are taken as they are. */
  readonly bound?: number;
}

export interface Course {
  readonly losses: readonly number[];
  /** Of the gradient as it was. */
  readonly norms: readonly number[];
  /** Of what was subtracted, divided by the rate. */
  readonly taken: readonly number[];
}

/** Plain gradient descent, so that a step is as long as the gradient. */
export async function descend(run: Run, label: string, settings: ExplosionSettings): Promise<Course> {
  const { length, hidden, gain, learningRate, steps, bound } = settings;
  // All singular values of U are `gain`.
  const recurrentWeight = initializers.orthogonal({ gain });
  const model = new DigitSumModel({ cell: "SRN", embedding: 16, hidden, recurrentWeight });
  const params = parameters(model).map(([, param]) => param);
  const step = compile((digits: Tensor, sums: Tensor) => {
    const loss = crossEntropy(model.forward(digits), sums);
    const gradients = grad(loss, params);
    const update = bound === undefined ? gradients : clipByNorm(gradients, bound);
    params.forEach((param, i) => param.assign(param.sub(update[i]!.mul(learningRate))));
    return { loss, norm: globalNorm(gradients), taken: globalNorm(update) };
  });
  const { train } = digitSum({ length, train: 3000, validation: 0, test: 0, seed: run.seed });
  const course = { losses: [] as number[], norms: [] as number[], taken: [] as number[] };
  const epochs = Math.ceil(steps / Math.ceil(train.length / batchSize));
  for (const [digits, sums] of train.batches(batchSize, { epochs, seed: run.seed })) {
    const { loss, norm, taken } = step(digits, sums);
    course.losses.push(await loss.item());
    course.norms.push(await norm.item());
    course.taken.push(await taken.item());
    run.progress(label, course.losses.length, steps, { loss: course.losses.at(-1)!, norm: course.norms.at(-1)! });
    if (course.losses.length === steps) break;
  }
  return course;
}

/** The mean over the last 50 steps. */
export function lastLoss({ losses }: Course): number {
  const last = losses.slice(-50);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}
