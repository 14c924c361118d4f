/** Facts of the experiments on the gated recurrent unit. */
import type { Order, Reach, Summary, Trend } from "../verdicts.ts";

/** Update gates: fixed values, and the learned gate. */
export const updateGates = ["0", "0.9", "1", "learned"] as const;
export type UpdateGate = (typeof updateGates)[number];

export interface UpdateFacts {
  readonly lengths: readonly number[];
  /** Accuracy of sums on validation sequences, by length. */
  readonly curves: readonly { readonly gate: UpdateGate; readonly accuracy: readonly Summary[] }[];
  /** Accuracy of always guessing 9, the most frequent sum. */
  readonly chance: number;
  /** Verdict on z = 1: its accuracy stays below a fifth, about that of guessing. */
  readonly frozen: Reach;
  /** Course of the accuracy with z = 0. */
  readonly replaced: Trend;
  /** Learned gate (a) against z = 0.9 (b), and against z = 0 (b), at the largest length. */
  readonly constant: Order;
  readonly learned: Order;
  /** Dependence of the learned gate on the seed: a standard deviation above a tenth at some length matters. */
  readonly luck: "matters" | "does not matter";
  /** The learned gate at each position of sequences of `length` digits. */
  readonly reading: {
    readonly length: number;
    /** Mean over units and sequences, by position. */
    readonly positions: readonly Summary[];
    /** Mean at the two digits to add, at later zeros and at other later digits. */
    readonly counted: Summary;
    readonly zeros: Summary;
    readonly others: Summary;
    /** Mean over the sequences of the first seed, `units[unit][position]`, similar units next to each other. */
    readonly units: readonly (readonly number[])[];
  };
  /** z at later zeros (a) against z at the two digits to add (b). */
  readonly selective: Order;
}

/** Networks whose gates are learned or fixed at 0. */
export const resets = ["both learned", "r = 0", "z = 0", "both 0"] as const;
export type Reset = (typeof resets)[number];

export interface ResetFacts {
  readonly digits: number;
  readonly networks: readonly {
    readonly network: Reset;
    readonly accuracy: Summary;
    /** Norm of ∂h_T/∂x_{T-k} of untrained units relative to that of k = 0, by k. */
    readonly influence: readonly number[];
  }[];
  /** Networks whose state depends on the current input alone: influence exactly 0 for k > 0. */
  readonly alone: "only both 0" | "others too" | "none";
  /** Accuracy of both gates learned (a) against r = 0 (b), and of r = 0 (a) against both 0 (b). */
  readonly reset: Order;
  readonly remembers: Order;
}

export type SeriesName = "co2" | "temperature";

/** Rules without a network: the last known value, the previous season, and the previous season with drift. */
export type RuleName = "last" | "season" | "drift";

export interface SeriesForecast {
  readonly series: SeriesName;
  readonly unit: string;
  /** Root mean squared error on the held-out rows, in the unit of the series. */
  readonly gru: Summary;
  readonly srn: Summary;
  readonly rules: readonly { readonly rule: RuleName; readonly error: number }[];
  /** The rule with the smallest error. */
  readonly best: RuleName;
  /** Verdict on the GRU: an error below that of the best rule is reached. */
  readonly beats: Reach;
  /** Error of the simple network (a) against that of the GRU (b). */
  readonly gates: Order;
}

export interface ForecastFacts {
  readonly forecasts: readonly SeriesForecast[];
  /** Forecasts of the CO2 of several held-out years, each made at the end of the year before. */
  readonly example: {
    /** Years of the rows since 2000, such as 11.25. */
    readonly years: readonly number[];
    readonly truth: readonly number[];
    readonly gru: readonly number[];
    readonly drift: readonly number[];
  };
}

/** A series that was read, its forecast, and the gates of all units. */
export interface SeriesReading {
  /** Years of the rows that were read and of those that were forecast. */
  readonly years: readonly number[];
  readonly past: readonly number[];
  readonly truth: readonly number[];
  readonly forecast: readonly number[];
  /** `z[unit][row]` over the rows that were read, similar units next to each other. */
  readonly z: readonly (readonly number[])[];
  readonly r: readonly (readonly number[])[];
}

export interface GatesFacts {
  /** Means over units and months. */
  readonly z: Summary;
  readonly r: Summary;
  /** Half of the range of a gate over the last twelve months of a window, mean over units. */
  readonly swing: { readonly z: Summary; readonly r: Summary };
  /** Error on the held-out years in ppm: as trained, and with gates held at the mean of each unit. */
  readonly errors: Readonly<Record<"trained" | "z held" | "r held", Summary>>;
  /** Error with z held (a), and with r held (a), against that of the trained network (b). */
  readonly update: Order;
  readonly reset: Order;
  readonly example: SeriesReading;
}
