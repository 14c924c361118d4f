/** Storage by a rule, and recall: sweeps of asynchronous updates until no unit changes any more. */
import { type HopfieldNetwork, Tensor, compile, hebbianWeights, projectionWeights, random } from "hebb";
import type { Rule } from "./facts.ts";
import { flipped, overlaps, randomPatterns } from "./patterns.ts";

const rules: Readonly<Record<Rule, (patterns: Tensor) => Tensor>> = {
  Hebb: hebbianWeights,
  projection: projectionWeights,
};

export async function remember(network: HopfieldNetwork, patterns: Tensor, rule: Rule): Promise<void> {
  await network.store(rules[rule](patterns));
}

/** Settled states, and the number of updates that changed a unit. */
export interface Settled {
  readonly states: Tensor;
  readonly changed: number;
  /** Largest change of the energy by any update; never above 0. */
  readonly rise: number;
}

/** Most sweeps. States that still change then are returned as they are. */
const mostSweeps = 60;

/** Returns a function that settles states [n, units]. Each sweep updates all units once, in random order. */
export function settler(network: HopfieldNetwork): (start: Tensor) => Promise<Settled> {
  const units = network.bias.shape[0]!;
  const sweep = compile((states: Tensor, order: Tensor) => {
    const { state, changes } = network.forward(states, order);
    return { state, changed: changes.less(0).cast("f32").sum(), rise: changes.max() };
  });
  return async (start) => {
    let [states, changed, rise] = [start, 0, -Infinity];
    for (let done = 0; done < mostSweeps; done++) {
      const result = sweep(states, random.permutation(units));
      states = result.state;
      const moved = await result.changed.item();
      changed += moved;
      rise = Math.max(rise, await result.rise.item());
      if (moved === 0) break;
    }
    return { states, changed, rise };
  };
}

/** A measurement of the capacity. */
export interface Trial {
  /** Number of stored patterns divided by the number of units. */
  readonly load: number;
  readonly rule: Rule;
  /** Share of the units flipped before the recall. */
  readonly noise: number;
  /** Number of patterns to recall. */
  readonly recalls: number;
}

/** Stores new random patterns, recalls the first ones, and returns the mean overlap with them. */
export async function overlapAt(
  network: HopfieldNetwork,
  settle: (start: Tensor) => Promise<Settled>,
  { load, rule, noise, recalls }: Trial,
): Promise<{ readonly overlap: number; readonly settled: Settled }> {
  const units = network.bias.shape[0]!;
  const patterns = await randomPatterns(Math.max(1, Math.round(load * units)), units);
  await remember(network, patterns, rule);
  // Patterns are repeated if there are too few, because the recalls of one program have one shape.
  const asked = patterns.take(repeated(recalls, patterns.shape[0]!));
  const settled = await settle(await flipped(asked, noise));
  const found = await overlaps(settled.states, asked);
  return { overlap: found.reduce((sum, overlap) => sum + overlap, 0) / recalls, settled };
}

const repeated = (count: number, patterns: number): Tensor =>
  Tensor.from(Int32Array.from({ length: count }, (_, i) => i % patterns));
