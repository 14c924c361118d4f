/**
 * Contrastive divergence (Hinton, 2002) and persistent contrastive divergence (Tieleman, 2008), which estimate the
 * negative phase by Gibbs sampling.
 */
import { Param, type Schedule, type Tensor, compile, random, sgd } from "hebb";
import type { Run } from "../run.ts";
import { type Bits, logOdds } from "./digits.ts";
import { BoltzmannMachine, likelihoodGradient, statistics } from "./model.ts";

/** Settings of `teach`. */
export interface Teaching {
  /** Number k of Gibbs sweeps per update. */
  readonly sweeps: number;
  /** Continues the chains of the previous update instead of starting from the data. */
  readonly persistent: boolean;
  readonly epochs: number;
  /** Initial learning rate, which decreases linearly to 0. */
  readonly learningRate: number;
  /** Index of a repetition with other random numbers. Only the curve of the first one is recorded. Default 0. */
  readonly start?: number;
}

/** Number of pictures in a batch, and of chains. */
const batchSize = 100;

// Updates between two measurements of the reconstruction error.
const every = 100;

/** Trains a machine with `hidden` hidden units by CD-k or PCD-k. `label` is shown with the progress. */
export async function teach(
  run: Run,
  label: string,
  bits: Bits,
  { hidden, sweeps, persistent, epochs, learningRate, start = 0 }: Teaching & { readonly hidden: number },
): Promise<BoltzmannMachine> {
  const machine = new BoltzmannMachine(bits.fields[0]!.shape[1]!, hidden);
  // The visible biases start at the log odds of single pixels, so that hidden units need not learn them (Hinton, 2012).
  await machine.visibleBias.set(await logOdds(bits));
  const updates = epochs * Math.floor(bits.length / batchSize);
  const { state, update } = updater(machine, {
    sweeps,
    persistent,
    learningRate: (step) => step.div(-updates).add(1).mul(learningRate),
  });
  const errorOf = compile((v: Tensor) => reconstructionError(machine, v.cast("f32")));
  const batches = bits.batches(batchSize, { epochs, seed: run.seed + start, last: "drop" });
  await run.loop(label, {
    total: updates,
    state,
    async step(i) {
      const [v] = batches.at(i);
      update(v);
      if ((i + 1) % every > 0 && i + 1 < updates) return {};
      const error = await errorOf(v).item();
      if (start === 0) run.record(`${label} reconstruction`, i + 1, error);
      return { values: { reconstruction: error } };
    },
  });
  return machine;
}

/** Compiles an update with a batch of pictures, along the estimated gradient of the log-likelihood. */
function updater(
  machine: BoltzmannMachine,
  { sweeps, persistent, learningRate }: Pick<Teaching, "sweeps" | "persistent"> & { readonly learningRate: Schedule },
) {
  const optimizer = sgd([machine.weight, machine.visibleBias, machine.hiddenBias], { learningRate });
  const chains = new Param([batchSize, machine.visible], (shape, random) => random.bernoulli(0.5, shape).cast("f32"), {
    trainable: false,
  });
  const update = compile((pictures: Tensor) => {
    const v = pictures.cast("f32");
    const sampled = machine.gibbs(persistent ? chains : v, sweeps);
    if (persistent) chains.assign(sampled);
    const gradient = likelihoodGradient(statistics(machine, v), statistics(machine, sampled));
    // The optimizer minimizes, so it gets the gradient of -log p.
    optimizer.update(gradient.map((direction) => direction.neg()));
  });
  return { state: { machine, optimizer, chains }, update };
}

/**
 * Returns -log p(v | h) with h sampled given v, in nats per picture: the reconstruction error, which is not a
 * likelihood.
 */
export function reconstructionError(machine: BoltzmannMachine, v: Tensor): Tensor {
  const h = random.bernoulli(machine.hiddenGiven(v)).cast("f32");
  const x = machine.visibleInput(h);
  return x.softplus().sub(x.mul(v)).sum(-1).mean();
}
