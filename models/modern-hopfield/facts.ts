/** Facts of the experiments with modern Hopfield networks. */
import type { Order, Summary, Trend } from "../verdicts.ts";

export interface CapacityFacts {
  readonly beta: number;
  readonly dimensions: readonly number[];
  /** Capacity at each dimension after a single update, and after many. */
  readonly single: readonly Summary[];
  readonly many: readonly Summary[];
  readonly updates: number;
  /** Factor by which the capacity after one update grows with each dimension. */
  readonly factor: Summary;
  /** Shape of the growth: a straight line of log capacity over the dimension, or over its logarithm. */
  readonly growth: "exponential" | "polynomial" | "unclear";
  /** Capacity after a single update (a) against that after many (b), at the largest dimension. */
  readonly drift: Order;
}

/** Reads of stored digits from noisy copies at one inverse temperature. */
export interface Reading {
  readonly beta: number;
  /** Effective number of patterns that an update averages. */
  readonly averaged: Summary;
  /** Share of reads within the distance of a recall. */
  readonly recalled: Summary;
}

export interface AttentionFacts {
  readonly features: number;
  readonly stored: number;
  /** Largest difference between an update and `attention`, over all sizes and seeds. */
  readonly gap: number;
  readonly same: "same" | "different";
  /** Energies of reads, [read][update], at the inverse temperature of attention. */
  readonly energies: readonly (readonly number[])[];
  readonly descent: "never rises" | "rises";
  readonly readings: readonly Reading[];
  /** Course of the averaged number with β. */
  readonly sharpening: Trend;
  /** Gray levels: a stored digit, its noisy copy, and the result at each β. */
  readonly pictures: Uint8Array;
}

export type Memory = "Hopfield, Hebb" | "Hopfield, projection" | "BAM" | "modern Hopfield" | "MLP";

/** Recall of one half of the patterns from the other. */
export interface BitsCurve {
  readonly memory: Memory;
  readonly patterns: readonly number[];
  /** Numbers stored for each number of patterns. */
  readonly numbers: readonly number[];
  /** Recalled bits per stored number. */
  readonly bits: readonly Summary[];
  /** Place of the most bits per number in `patterns`. */
  readonly best: number;
}

export interface BitsFacts {
  readonly units: number;
  readonly curves: readonly BitsCurve[];
  /** Modern network (a) against the Hebbian Hopfield network (b), bits per number, each at its best. */
  readonly modern: Order;
  /** Multi-layer perceptron (a) against the modern network (b), each at its best. */
  readonly learned: Order;
  /** Patterns that the modern network (a) and the Hebbian network (b) recall at their most bits in total. */
  readonly total: Order;
}

export interface PicturesFacts {
  readonly beta: number;
  readonly updates: number;
  readonly counts: readonly number[];
  readonly noise: number;
  /** Shares of recalls from noise and from the upper half. */
  readonly noisy: readonly Summary[];
  readonly halves: readonly Summary[];
  /** Shares of exact recalls by a Hopfield network of bits with the projection rule, from noise. */
  readonly classical: readonly Summary[];
  /** Share of halves that are completed with the most pictures: at least a half, at least a tenth, or less. */
  readonly completed: "most" | "some" | "few";
  /** Modern (a) against classical (b) from noise, with the most pictures. */
  readonly order: Order;
  /** Gray levels, one row per digit: stored, noisy, recalled, half, recalled. */
  readonly pictures: Uint8Array;
}
