/** All states at rest of a network small enough to try every state. */
import { HopfieldNetwork, Tensor, arange, compile } from "hebb";
import type { Rest } from "./facts.ts";
import { type Network, energy, hebb } from "./model.ts";

/** A state at rest, and the share of all states from which recall ends there. */
export interface RestState {
  readonly kind: Rest;
  readonly state: readonly number[];
  readonly energy: number;
  readonly basin: number;
}

/**
 * Returns the states at which a Hebbian network rests, lowest energy first. Recall starts at every state and updates the
 * units in their order until all chains rest. The number of patterns must be odd and that of units even, so that no net
 * input is 0.
 */
export async function statesAtRest(patterns: readonly (readonly number[])[]): Promise<RestState[]> {
  const units = patterns[0]!.length;
  const textbook = hebb(patterns);
  const network = new HopfieldNetwork(units);
  await network.store(Tensor.from(textbook.W.flat(), [units, units]));
  const sweep = compile((states: Tensor) => network.forward(states, arange(units)));
  let states = allStates(units);
  for (let moved = true; moved;) {
    const { state, changes } = sweep(states);
    states = state;
    moved = (await changes.min().item()) < 0;
  }
  const ends = await codes(states, units);
  const counts = new Map<number, number>();
  for (const code of ends) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => described(code, count / ends.length, patterns, textbook))
    .sort((a, b) => a.energy - b.energy);
}

function described(code: number, basin: number, patterns: readonly (readonly number[])[], network: Network): RestState {
  const state = Array.from(patterns[0]!, (_, i) => ((code >> i) & 1 ? 1 : -1));
  return { kind: kindOf(state, patterns), state, energy: energy(network, state), basin };
}

function kindOf(state: readonly number[], patterns: readonly (readonly number[])[]): Rest {
  const isSame = (x: readonly number[]) => x.every((xi, i) => xi === state[i]);
  const inverse = (x: readonly number[]) => x.map((xi) => -xi);
  if (patterns.some(isSame)) return "stored";
  if (patterns.some((x) => isSame(inverse(x)))) return "inverted";
  return mixtures(patterns).some((x) => isSame(x) || isSame(inverse(x))) ? "mixture" : "other";
}

/** Returns sign(±x ± y ± z) for all triples of patterns, up to a common sign. */
function mixtures(patterns: readonly (readonly number[])[]): number[][] {
  const signs = [1, -1];
  return patterns.flatMap((x, p) =>
    patterns
      .slice(p + 1)
      .flatMap((y, q) =>
        patterns
          .slice(p + q + 2)
          .flatMap((z) =>
            signs.flatMap((a) => signs.map((b) => x.map((xi, i) => Math.sign(xi + a * y[i]! + b * z[i]!)))),
          ),
      ),
  );
}

/** Returns every state of 1 and -1, [2^units, units]: row s has the binary digits of s, lowest first. */
function allStates(units: number): Tensor {
  return arange(2 ** units)
    .unsqueeze(1)
    .shiftRight(arange(units))
    .and(1)
    .cast("f32")
    .mul(2)
    .sub(1);
}

async function codes(states: Tensor, units: number): Promise<number[]> {
  const bits = states.greater(0).cast("i32").shiftLeft(arange(units));
  return [...(await bits.sum(-1).array())];
}
