/**
 * Dependence between the units of a machine, computed from the probabilities of all its states, which follow from the
 * energies alone.
 */
import { reference } from "hebb";
import type { Dependence } from "../facts.ts";
import { type BoltzmannMachine, allStates } from "../model.ts";

/** Returns p[v][h] = exp(-E(v, h)) / Z of all states in f64. */
export async function jointProbabilities(machine: BoltzmannMachine): Promise<number[][]> {
  const [vs, hs] = [allStates(machine.visible), allStates(machine.hidden)];
  const [rows, columns] = [vs.shape[0]!, hs.shape[0]!];
  const v = vs.unsqueeze(1).expand([rows, columns, machine.visible]).reshape([-1, machine.visible]);
  const h = hs.unsqueeze(0).expand([rows, columns, machine.hidden]).reshape([-1, machine.hidden]);
  const [energies] = await reference(machine.energy(v, h));
  const weights = Array.from(energies!, (energy) => Math.exp(-energy));
  const Z = sum(weights);
  return Array.from({ length: rows }, (_, row) => weights.slice(row * columns, (row + 1) * columns).map((w) => w / Z));
}

/** Returns the total correlation of each layer in nats, and its expectation given the other layer. */
export function dependence(joint: readonly number[][], { visible, hidden }: BoltzmannMachine): Dependence {
  const turned = transposed(joint);
  return {
    hidden: totalCorrelation(turned.map(sum), hidden),
    visible: totalCorrelation(joint.map(sum), visible),
    hiddenGivenVisible: expected(joint, (p) => totalCorrelation(p, hidden)),
    visibleGivenHidden: expected(turned, (p) => totalCorrelation(p, visible)),
  };
}

/** Returns the correlations of the hidden units, marginally and in expectation given v. */
export function correlations(joint: readonly number[][], { hidden }: BoltzmannMachine) {
  const given = joint.map((row) => ({ share: sum(row), values: correlation(scaled(row), hidden) }));
  const units = Array.from({ length: hidden }, (_, i) => i);
  return {
    hidden: correlation(transposed(joint).map(sum), hidden),
    hiddenGivenVisible: units.map((i) =>
      units.map((j) => sum(given.map(({ share, values }) => share * values[i]![j]!))),
    ),
  };
}

/** Returns Σ p(x) log(p(x) / Π_i p(x_i)) over the states of `units` bits. */
function totalCorrelation(p: readonly number[], units: number): number {
  const on = Array.from({ length: units }, (_, unit) => probabilityOn(p, unit));
  return sum(
    p.map((probability, state) => {
      const alone = on.reduce((product, q, unit) => product * ((state >> unit) & 1 ? q : 1 - q), 1);
      return probability === 0 ? 0 : probability * Math.log(probability / alone);
    }),
  );
}

function correlation(p: readonly number[], units: number): number[][] {
  const on = Array.from({ length: units }, (_, unit) => probabilityOn(p, unit));
  const deviation = on.map((q) => Math.sqrt(q * (1 - q)));
  return on.map((qi, i) =>
    on.map((qj, j) => {
      const both = sum(p.filter((_, state) => (state >> i) & (state >> j) & 1));
      return (both - qi * qj) / (deviation[i]! * deviation[j]!);
    }),
  );
}

function probabilityOn(p: readonly number[], unit: number): number {
  return sum(p.filter((_, state) => (state >> unit) & 1));
}

/** Returns the mean of `f` over the normalized rows, weighted by their sums. */
function expected(rows: readonly number[][], f: (p: number[]) => number): number {
  return sum(rows.map((row) => sum(row) * f(scaled(row))));
}

function scaled(row: readonly number[]): number[] {
  const total = sum(row);
  return row.map((value) => value / total);
}

function transposed(rows: readonly number[][]): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
