/** The exact likelihood of a machine with few hidden units: Z as a sum over all hidden states, without sampling. */
import { ArgumentError, type Tensor, compile } from "hebb";
import type { Run } from "../run.ts";
import type { Bits } from "./digits.ts";
import { type BoltzmannMachine, allStates } from "./model.ts";

// 2^26 states with 784 visible units take ten minutes.
const most = 26;

/**
 * Returns log Z = log Σ_h exp(bᵀh + Σ_i log(1 + exp(a_i + (Wh)_i))). The hidden units are split into two halves, and Wh
 * is the sum of a term for each half. The terms of all states of one half are kept, while the states of the other half
 * are enumerated. Rejects with an ArgumentError for more than 26 hidden units.
 */
export async function logPartition(machine: BoltzmannMachine, run: Run): Promise<number> {
  const { hidden } = machine;
  if (hidden > most) {
    throw new ArgumentError(`the partition function over ${hidden} hidden units is too large to sum`, {
      rule: `It has 2^hidden terms; hidden must be at most ${most}.`,
      fix: "Estimate it: anneal(machine, …).",
    });
  }
  const low = Math.ceil(hidden / 2);
  const high = hidden - low;
  const inputs = compile(() => {
    const [lowWeight, highWeight] = machine.weight.split([low, high], 1);
    const [lowBias, highBias] = machine.hiddenBias.split([low, high]);
    const [lowStates, highStates] = [allStates(low), allStates(high)];
    return {
      // bᵀh and a + Wh in each state of a half, [2^half] and [2^half, visible].
      lowField: lowStates.matmul(lowBias!),
      lowInput: lowStates.matmul(lowWeight!.transpose()).add(machine.visibleBias),
      highField: highStates.matmul(highBias!),
      highInput: highStates.matmul(highWeight!.transpose()),
    };
  });
  const { lowField, lowInput, highField, highInput } = inputs();
  const partial = compile((lowField: Tensor, lowInput: Tensor, field: Tensor, input: Tensor) =>
    lowField.add(field).add(lowInput.add(input).softplus().sum(-1)).logSumExp(),
  );
  const [fields, rows] = [await highField.array(), await highInput.array()];
  const terms: number[] = [];
  for (let state = 0; state < fields.length; state++) {
    const row = rows.slice(state * machine.visible, (state + 1) * machine.visible);
    terms.push(await partial(lowField, lowInput, fields[state]!, row).item());
    run.progress("partition function", state + 1, fields.length);
  }
  return logSumExp(terms);
}

/** Returns the mean of log p(v) = -F(v) - log Z in nats. */
export async function logLikelihood(machine: BoltzmannMachine, bits: Bits, logZ: number): Promise<number> {
  const energies = await freeEnergies(machine, bits);
  return -energies.reduce((sum, energy) => sum + energy, 0) / energies.length - logZ;
}

/** Returns F(v) of each picture. */
export async function freeEnergies(machine: BoltzmannMachine, bits: Bits): Promise<number[]> {
  const energy = compile((v: Tensor) => machine.freeEnergy(v.cast("f32")));
  const energies: number[] = [];
  for (const [v] of bits.batches(500, { shuffle: false })) energies.push(...(await energy(v).array()));
  return energies;
}

/** Returns log Σ exp(x), shifted to avoid overflow. */
export function logSumExp(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
