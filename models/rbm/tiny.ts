/**
 * A machine small enough to enumerate all states: its exact likelihood, its gradient, and the expected update of CD-k.
 */
import { Tensor, compile, scan, sgd } from "hebb";
import type { Run } from "../run.ts";
import { BoltzmannMachine, type Statistics, allStates, likelihoodGradient, statistics } from "./model.ts";

/** Size of a picture in pixels; pixel i is bit i of a state. */
const [rows, columns] = [2, 3];

const visible = rows * columns;

export function tinyMachine(std: number): BoltzmannMachine {
  return new BoltzmannMachine(visible, 4, { std });
}

/**
 * Returns the data set of bars and stripes (MacKay, 2003), in which the pixels of each row or of each column are equal,
 * as the probability of each state, f32 [64].
 */
export function barsAndStripes(): Tensor {
  const pictures = new Set<number>();
  const add = (count: number, lineOf: (pixel: number) => number) => {
    for (let lines = 0; lines < 2 ** count; lines++) {
      const bits = Array.from({ length: visible }, (_, pixel) => ((lines >> lineOf(pixel)) & 1) << pixel);
      pictures.add(bits.reduce((sum, bit) => sum + bit, 0));
    }
  };
  add(columns, (pixel) => pixel % columns);
  add(rows, (pixel) => Math.floor(pixel / columns));
  return Tensor.from(Array.from({ length: 2 ** visible }, (_, state) => (pictures.has(state) ? 1 / pictures.size : 0)));
}

/** Returns Σ_v p(v) log p_model(v) = -Σ_v p(v) F(v) - log Σ_v exp(-F(v)). */
export function meanLogLikelihood(machine: BoltzmannMachine, p: Tensor): Tensor {
  const energies = machine.freeEnergy(allStates(machine.visible));
  return energies.mul(p).sum().add(energies.neg().logSumExp()).neg();
}

/** Returns KL(p‖p_model) in nats. */
export function divergence(machine: BoltzmannMachine, p: Tensor): Tensor {
  const entropy = p.mul(p.maximum(1e-30).log()).sum().neg();
  return meanLogLikelihood(machine, p).add(entropy).neg();
}

/** Returns p(v) of every state, [2^visible]. */
export function modelProbabilities(machine: BoltzmannMachine): Tensor {
  return machine.freeEnergy(allStates(machine.visible)).neg().softmax();
}

/** Returns ∂ Σ p log p_model / ∂θ: the expectations under the data minus those under the model. */
export function exactGradient(machine: BoltzmannMachine, p: Tensor): Tensor[] {
  return likelihoodGradient(statisticsOf(machine, p), statisticsOf(machine, modelProbabilities(machine)));
}

/**
 * Returns the expected update of CD-k, which replaces the model's distribution by that of the chain after k sweeps from
 * the data.
 */
export function expectedContrast(machine: BoltzmannMachine, p: Tensor, sweeps: number): Tensor[] {
  const T = transition(machine);
  // Normalized at each step, because rounding errors would grow with k.
  const next = (p: Tensor) => p.matmul(T).div(p.matmul(T).sum());
  const [sampled] = scan((p: Tensor) => [next(p), null], p, null, { length: sweeps });
  return likelihoodGradient(statisticsOf(machine, p), statisticsOf(machine, sampled));
}

/** Returns a sample of CD-k, with `chains` chains from each picture of the data. */
export function sampledContrast(machine: BoltzmannMachine, p: Tensor, sweeps: number, chains: number): Tensor[] {
  const states = allStates(machine.visible);
  const starts = states
    .unsqueeze(0)
    .expand([chains, ...states.shape])
    .reshape([-1, machine.visible]);
  const weights = p.div(chains).unsqueeze(0).expand([chains, p.shape[0]!]).reshape([-1]);
  const sampled = statistics(machine, machine.gibbs(starts, sweeps), weights);
  return likelihoodGradient(statisticsOf(machine, p), sampled);
}

function statisticsOf(machine: BoltzmannMachine, p: Tensor): Statistics {
  return statistics(machine, allStates(machine.visible), p);
}

/** Returns the transition matrix of a sweep, T[v, v'] = Σ_h p(h | v) p(v' | h). */
export function transition(machine: BoltzmannMachine): Tensor {
  const up = distributions(machine.hiddenInput(allStates(machine.visible)));
  const down = distributions(machine.visibleInput(allStates(machine.hidden)));
  return up.matmul(down);
}

/** Returns the probabilities of all states of independent bits with log odds `x` [n, units], [n, 2^units]. */
function distributions(x: Tensor): Tensor {
  const states = allStates(x.shape[1]!);
  return x
    .matmul(states.transpose())
    .sub(x.softplus().sum(-1, { keepDims: true }))
    .exp();
}

/** Trains with the exact gradient, or with the expected update of CD-k. */
export async function climb(
  run: Run,
  machine: BoltzmannMachine,
  p: Tensor,
  { sweeps, updates }: { readonly sweeps: number | "exact"; readonly updates: number },
): Promise<void> {
  const optimizer = sgd([machine.weight, machine.visibleBias, machine.hiddenBias], { learningRate: 0.2 });
  const step = compile(() => {
    const gradient = sweeps === "exact" ? exactGradient(machine, p) : expectedContrast(machine, p, sweeps);
    optimizer.update(gradient.map((direction) => direction.neg()));
    return meanLogLikelihood(machine, p);
  });
  await run.loop(sweeps === "exact" ? "exact gradient" : `CD-${sweeps}`, {
    total: updates,
    state: { machine, optimizer },
    async step(i) {
      const found = step();
      const isShown = (i + 1) % 500 === 0 || i + 1 === updates;
      return isShown ? { values: { "log-likelihood": await found.item() } } : {};
    },
  });
}
