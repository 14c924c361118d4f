/** Facts of the experiments with bidirectional associative memories. */
import type { Order, Summary } from "../verdicts.ts";

/** Exact recalls by the number of stored pairs. */
export interface PairsCurve {
  readonly kind: "pictures" | "random";
  /** Shares of pairs whose second layer is recalled exactly from the first, and the other way round. */
  readonly forth: readonly Summary[];
  readonly back: readonly Summary[];
}

export interface PairsFacts {
  readonly counts: readonly number[];
  readonly curves: readonly PairsCurve[];
  /** Number of pairs at which pictures and random patterns are compared. */
  readonly compared: number;
  /** Random patterns (a) against pictures (b), from the first layer. */
  readonly similarity: Order;
  /** Number of pairs of the drawn recalls. */
  readonly drawn: number;
  /** Gray levels of letters, one row per pair: stored, damaged, and at the end of the recall. */
  readonly letters: Uint8Array;
  /** Gray levels of digits: stored, and recalled. */
  readonly digits: Uint8Array;
  /** Energies after each half of a sweep, one list per pair. */
  readonly energies: readonly (readonly number[])[];
  readonly descent: "never rises" | "rises";
}

export interface CapacityFacts {
  readonly first: number;
  readonly seconds: readonly number[];
  /** Pairs at rest in both layers. */
  readonly both: readonly Summary[];
  /** Second layers that one pass from the first reads correctly. */
  readonly onePass: readonly Summary[];
  /** Equal layers (a) against the smallest second layer (b). */
  readonly smaller: Order;
  /** The largest second layer (a) against equal layers (b). */
  readonly larger: Order;
  /** One pass (a) against rest in both layers (b), with the smallest second layer. */
  readonly passes: Order;
}

/** Ways to classify digits. */
export type Way = "all, one pass" | "all, settled" | "class pictures, settled" | "nearest mean";

export interface ClassifierFacts {
  readonly train: number;
  readonly test: number;
  readonly ways: readonly { readonly way: Way; readonly accuracy: Summary }[];
  /** Memory of all digits, read in one pass (a), against the nearest mean (b). */
  readonly order: Order;
  /** Memory of all digits, read in one pass, against guessing. */
  readonly usable: "above chance" | "at chance";
  /** Reading in one pass (a) against the state at rest (b), of the memory of all digits. */
  readonly settling: Order;
}
