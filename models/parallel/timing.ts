/**
 * How long training steps take, side by side: all run in turns, so that what else the machine does falls on all of them,
 * and the medians over the rounds are compared.
 */
import { type Module, type Tensor, adam, compile, meanSquaredError, random, threads } from "hebb";
import type { Run } from "../run.ts";
import type { Size } from "./exactness.ts";
import { type Kind, mixerOf } from "./sequence.ts";
import { outputsOf } from "../shared/layers.ts";
import { median } from "../shared/statistics.ts";

/** Runs once and returns when it is done. */
export type Step = () => Promise<unknown>;

/**
 * Milliseconds: of running before anything counts, and of one sample at least, which short steps are repeated for; samples
 * are so short that few of them are interrupted where the machine has other work.
 */
const [warm, sample] = [100, 1];

/** The median milliseconds of each step over `rounds`. Compiling does not count. */
export async function medianTimes(run: Run, label: string, steps: readonly Step[], rounds: number): Promise<number[]> {
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
  return times.map(median);
}

/** Milliseconds of a step when it has run for a while. */
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

/** A step of one mixing layer alone: forward, gradients, Adam. */
export function layerStep(kind: Kind, { batch, time, width }: Size): Step {
  const layer = mixerOf(kind, width);
  const draw = () => random.normal([batch, time, width]);
  return stepOf(layer, (x, target) => meanSquaredError(outputsOf(layer.forward(x)), target), [draw(), draw()]);
}

/** A training step of `model` on always the same batch. */
export function stepOf(
  model: Module,
  loss: (input: Tensor, target: Tensor) => Tensor,
  batch: readonly [input: Tensor, target: Tensor],
): Step {
  const optimizer = adam(model, { learningRate: 1e-3 });
  const step = compile((input: Tensor, target: Tensor) => optimizer.minimize(loss(input, target)));
  return () => step(...batch).item();
}

/** For people: what ran. */
export function machineWords(): string {
  return threads() === 1 ? "one thread" : `${threads()} threads`;
}
