/** Facts of the experiments with Hopfield networks. */
import type { Order, Summary } from "../verdicts.ts";
import type { Update } from "./model.ts";

/** Storage rules: the Hebb rule, and the projection onto the stored patterns (pseudo-inverse rule). */
export type Rule = "Hebb" | "projection";

/** Networks whose energy is followed: as the textbook requires, and with one requirement broken. */
export type Kind = "as required" | "all at once" | "asymmetric" | "self-inhibition";

/** The energy of one kind of network over many recalls. */
export interface Descent {
  readonly kind: Kind;
  /** Share of the updates with a change of state that raise the energy, over seeds. */
  readonly rising: Summary;
  /** Share of recalls that end at rest, over seeds. */
  readonly resting: Summary;
  /** Energy of one recall after each sweep, divided by the number of pairs of units. */
  readonly trace: readonly number[];
  readonly verdict: "never rises" | "rises";
}

export interface EnergyFacts {
  readonly units: number;
  /** Number of updates with a change of state in networks as required, over all seeds. */
  readonly updates: number;
  readonly descents: readonly Descent[];
  /** Updates of one recall that changed the state. */
  readonly terms: readonly Update[];
  /** Energy before the first of them. */
  readonly start: number;
  /** Largest difference between -(s_i' - s_i) z_i and the difference of the full energies, in networks as required. */
  readonly mismatch: number;
}

/** Overlaps over loads for one rule and one size. */
export interface Curve {
  readonly units: number;
  readonly rule: Rule;
  /** Share of units flipped before the recall. */
  readonly noise: number;
  readonly loads: readonly number[];
  readonly overlap: readonly Summary[];
}

export interface CapacityFacts {
  readonly recalls: number;
  readonly curves: readonly Curve[];
  /** Loads below and above the theoretical capacity. */
  readonly loads: { readonly below: number; readonly above: number };
  /** Overlap below (a) against above (b) the capacity, in the largest network. */
  readonly collapse: Order;
  /** Drop of the overlap between both loads in the largest network (a) against the smallest (b). */
  readonly sharper: Order;
  /** Load at which the rules are compared. */
  readonly compared: number;
  /** Projection (a) against the Hebb rule (b) at this load, from noisy patterns. */
  readonly rules: Order;
}

/** Stored patterns with their storage rule. */
export type Memory = "random patterns, Hebb" | "digits, Hebb" | "digits, projection";

export interface RecallFacts {
  readonly stored: number;
  readonly trials: number;
  /** Shares of flipped pixels. */
  readonly noises: readonly number[];
  readonly curves: readonly { readonly memory: Memory; readonly exact: readonly Summary[] }[];
  /** Shares of exact recalls from the upper half alone. */
  readonly halves: readonly { readonly memory: Memory; readonly exact: Summary }[];
  /** Share of flipped pixels at which the memories are compared. */
  readonly compared: number;
  /** Projection (a) against the Hebb rule (b) on digits. */
  readonly rules: Order;
  /** Random patterns (a) against digits (b), both by the Hebb rule. */
  readonly similarity: Order;
  /** Pictures as gray levels, one row per digit: stored, noisy, Hebb, projection, half, Hebb, projection. */
  readonly pictures: Uint8Array;
}

/** Kinds of states at rest. */
export type Rest = "stored" | "inverted" | "mixture" | "other";

/** States at rest in networks with this number of patterns. */
export interface RestCounts {
  readonly patterns: number;
  /** Mean number of states at rest. */
  readonly counts: Readonly<Record<Rest, Summary>>;
  /** Share of all states from which recall ends at a state of each kind. */
  readonly basins: Readonly<Record<Rest, Summary>>;
}

export interface SpuriousFacts {
  readonly units: number;
  readonly tables: readonly RestCounts[];
  /** States at rest of one network, with the most patterns up to three. */
  readonly listed: readonly { readonly kind: Rest; readonly state: readonly number[]; readonly energy: number }[];
  /** Mixtures of three patterns among the states at rest of any network. */
  readonly mixtures: "found" | "not found";
  /** Number of spurious states, mixtures and others, with the most (a) against the fewest patterns (b). */
  readonly growth: Order;
  /** Energies along paths from one memory to another, divided by their magnitude at the first memory. */
  readonly paths: readonly (readonly number[])[];
  readonly pathUnits: number;
  /** Highest energy on a path above the higher of its two ends, divided by the magnitude at the first memory. */
  readonly barrier: Summary;
  readonly ridge: "between" | "none";
}
