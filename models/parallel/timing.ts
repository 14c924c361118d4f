/**
 * Times of training steps, compared side by side. The steps run in turns, so that other work of the machine affects all
 * of them, and the medians over the rounds are compared.
 */
import { type Module, type Tensor, adam, compile, meanSquaredError, random, threads } from "hebb";
import type { Run } from "../run.ts";
import type { Order } from "../verdicts.ts";
import type { Size } from "./exactness.ts";
import { type Kind, mixerOf } from "./sequence.ts";
import { outputsOf } from "../shared/layers.ts";
import { median } from "../shared/statistics.ts";

/** Runs once; resolves when the step is done. */
export type Step = () => Promise<unknown>;

/**
 * Warm-up time, and minimum time of a sample, in milliseconds; short steps are repeated within a sample. Short samples
 * are rarely interrupted by other work.
 */
const [warm, sample] = [100, 1];

/** Returns the median time of each step over `rounds` in milliseconds, without compilation. */
export async function medianTimes(run: Run, label: string, steps: readonly Step[], rounds: number): Promise<number[]> {
  return (await timesOf(run, label, steps, rounds)).map(median);
}

/** Returns the times of each step in milliseconds, one for each round, without compilation. */
export async function timesOf(run: Run, label: string, steps: readonly Step[], rounds: number): Promise<number[][]> {
  const repeats: number[] = [];
  for (const step of steps) repeats.push(Math.ceil(sample / (await warmed(step))));
  const times: number[][] = steps.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [i, step] of steps.entries()) {
      const start = performance.now();
      for (let repeat = 0; repeat < repeats[i]!; repeat++) await step();
      times[i]!.push((performance.now() - start) / repeats[i]!);
    }
    run.progress(label, round, rounds);
  }
  return times;
}

/** Median and quartiles of repeated measurements. */
export interface Timing {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Returns the median and the quartiles, each the nearest measured value; the median is the mean of the middle two. */
export function timingOf(values: readonly number[]): Timing {
  const sorted = values.toSorted((a, b) => a - b);
  const quarter = Math.floor((sorted.length - 1) / 4);
  return { median: median(values), low: sorted[quarter]!, high: sorted.at(-1 - quarter)! };
}

/** Returns the timing in seconds of times in milliseconds. */
export const inSeconds = (milliseconds: readonly number[]): Timing => timingOf(milliseconds.map((time) => time / 1000));

/** Relative difference in time below which two times count as equal. */
const noise = 0.05;

/** Fewest rounds that allow a verdict. */
export const fewestRounds = 5;

/**
 * Compares two steps by their times in the same rounds: the middle half of the ratios must be on one side, beyond the
 * noise. Fewer than five rounds are always unclear.
 */
export function slower(a: readonly number[], b: readonly number[]): Order {
  if (a.length < fewestRounds) return "unclear";
  const { low, high } = timingOf(ratiosOf(a, b));
  if (low > 1 + noise) return "a is larger";
  return high < 1 / (1 + noise) ? "b is larger" : "unclear";
}

/** Returns a / b by round. */
export const ratiosOf = (a: readonly number[], b: readonly number[]): number[] => a.map((time, i) => time / b[i]!);

/** Returns the time of a step in milliseconds after warming up. */
async function warmed(step: Step): Promise<number> {
  const first = performance.now();
  const times: number[] = [];
  while (times.length < 3 || performance.now() - first < warm) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  return Math.max(median(times), 1e-3);
}

/** Returns a step of a single mixing layer: forward pass, gradients, Adam. */
export function layerStep(kind: Kind, { batch, time, width }: Size): Step {
  const layer = mixerOf(kind, width);
  const draw = () => random.normal([batch, time, width]);
  return stepOf(layer, (x, target) => meanSquaredError(outputsOf(layer.forward(x)), target), [draw(), draw()]);
}

/** Returns a training step of `model`, always on the same batch. */
export function stepOf(
  model: Module,
  loss: (input: Tensor, target: Tensor) => Tensor,
  batch: readonly [input: Tensor, target: Tensor],
): Step {
  const optimizer = adam(model, { learningRate: 1e-3 });
  const step = compile((input: Tensor, target: Tensor) => optimizer.minimize(loss(input, target)));
  return () => step(...batch).item();
}

/** Describes the number of threads for readers. */
export function machineWords(): string {
  return threads() === 1 ? "one thread" : `${threads()} threads`;
}
