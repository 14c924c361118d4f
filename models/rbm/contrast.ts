/** Contrastive divergence (Hinton, 2002), and the persistent one (Tieleman, 2008): the negative phase by Gibbs sampling. */
import { Param, type Schedule, type Tensor, compile, random, sgd } from "hebb";
import type { Run } from "../run.ts";
import { type Bits, logOdds } from "./digits.ts";
import { BoltzmannMachine, likelihoodGradient, statistics } from "./model.ts";

export interface Teaching {
  /** Gibbs sweeps in each update: the k of CD-k. */
  readonly sweeps: number;
  /** Chains go on from where the last update left them, and do not begin at the data. */
  readonly persistent: boolean;
  readonly epochs: number;
  /** The rate of the first update; it falls to 0 along a line. */
  readonly learningRate: number;
  /** Of several trainings that differ in chance alone: which. The curve is that of the first. Default 0. */
  readonly start?: number;
}

/** Pictures of an update, and chains. */
const batchSize = 100;

// Updates between two looks at the reconstruction.
const every = 100;

/** A machine of so many hidden units, taught by CD-k or PCD-k. `label` names it to people. */
export async function teach(
  run: Run,
  label: string,
  bits: Bits,
  { hidden, sweeps, persistent, epochs, learningRate, start = 0 }: Teaching & { readonly hidden: number },
): Promise<BoltzmannMachine> {
  const machine = new BoltzmannMachine(bits.fields[0]!.shape[1]!, hidden);
  // The machine begins with what single pixels do, so that hidden units need not learn it (Hinton, 2012).
  await machine.visibleBias.set(await logOdds(bits));
  const updates = epochs * Math.floor(bits.length / batchSize);
  const update = updater(machine, {
    sweeps,
    persistent,
    learningRate: (step) => step.div(-updates).add(1).mul(learningRate),
  });
  const errorOf = compile((v: Tensor) => reconstructionError(machine, v.cast("f32")));
  let done = 0;
  for (const [v] of bits.batches(batchSize, { epochs, seed: run.seed + start, last: "drop" })) {
    update(v);
    if (++done % every > 0 && done < updates) continue;
    const error = await errorOf(v).item();
    if (start === 0) run.record(`${label} reconstruction`, done, error);
    run.progress(label, done, updates, { reconstruction: error });
  }
  return machine;
}

/** One update by a batch of pictures: up the likelihood, as far as the chains know its gradient. */
function updater(
  machine: BoltzmannMachine,
  { sweeps, persistent, learningRate }: Pick<Teaching, "sweeps" | "persistent"> & { readonly learningRate: Schedule },
) {
  const optimizer = sgd([machine.weight, machine.visibleBias, machine.hiddenBias], { learningRate });
  const chains = new Param([batchSize, machine.visible], (shape, random) => random.bernoulli(0.5, shape).cast("f32"), {
    trainable: false,
  });
  return compile((pictures: Tensor) => {
    const v = pictures.cast("f32");
    const dreamt = machine.gibbs(persistent ? chains : v, sweeps);
    if (persistent) chains.assign(dreamt);
    const gradient = likelihoodGradient(statistics(machine, v), statistics(machine, dreamt));
    // Optimizers descend: the gradient of -log p.
    optimizer.update(gradient.map((direction) => direction.neg()));
  });
}

/** -log p(v | h) with h drawn given v, in nats for each picture: what is lost on the way up and down. No likelihood. */
export function reconstructionError(machine: BoltzmannMachine, v: Tensor): Tensor {
  const h = random.bernoulli(machine.hiddenGiven(v)).cast("f32");
  const x = machine.visibleInput(h);
  return x.softplus().sub(x.mul(v)).sum(-1).mean();
}
