/** Exploding gradients on the course's DigitSum task, with and without clipping. */
import { type Tensor, clipByNorm, compile, crossEntropy, globalNorm, grad, initializers, parameters } from "hebb";
import { digitSum } from "hebb/data";
import { DigitSumModel } from "../shared/digit-sum.ts";
import type { Run } from "../run.ts";

const batchSize = 32;

/** Settings of `descend`. */
export interface ExplosionSettings {
  readonly length: number;
  readonly hidden: number;
  readonly gain: number;
  readonly learningRate: number;
  readonly steps: number;
  /** Maximum norm of the gradient. Default: no clipping. */
  readonly bound?: number;
}

/** Values recorded at each step. */
export interface Course {
  readonly losses: readonly number[];
  /** Norms of the gradient before clipping. */
  readonly norms: readonly number[];
  /** Norms of the update, divided by the learning rate. */
  readonly taken: readonly number[];
}

/** Trains with plain gradient descent, whose updates are proportional to the gradient. */
export async function descend(run: Run, label: string, settings: ExplosionSettings): Promise<Course> {
  const { length, hidden, gain, learningRate, steps, bound } = settings;
  // All singular values of U equal `gain`.
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
  const batches = train.batches(batchSize, { epochs: Infinity, seed: run.seed });
  const course = { losses: [] as number[], norms: [] as number[], taken: [] as number[] };
  await run.loop(label, {
    total: steps,
    state: { model, course },
    async step(i) {
      const measured = step(...batches.at(i));
      const [loss, norm] = [await measured.loss.item(), await measured.norm.item()];
      course.losses.push(loss);
      course.norms.push(norm);
      course.taken.push(await measured.taken.item());
      return { values: { loss, norm } };
    },
  });
  return course;
}

/** Returns the mean loss over the last 50 steps. */
export function lastLoss({ losses }: Course): number {
  const last = losses.slice(-50);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}
