/** Facts of the experiments on encoders and decoders. */
import type { Order, Reach, Summary } from "../verdicts.ts";

/** Ways to pass the source to the decoder: attention; one vector; one vector with longer training; a wider vector. */
export const routes = ["attention", "vector", "longer", "wider"] as const;
export type Route = (typeof routes)[number];

export interface LengthsFacts {
  readonly lengths: readonly number[];
  /** Longest sequence in training. */
  readonly longest: number;
  /** Number of different letters. */
  readonly letters: number;
  /** Numbers in the vector, and in the wider one. */
  readonly width: number;
  readonly wide: number;
  /** Training steps, and those of the longer training. */
  readonly steps: number;
  readonly longerSteps: number;
  /** Fraction of sequences reversed without a mistake, by length. */
  readonly curves: readonly { readonly route: Route; readonly exact: readonly Summary[] }[];
  /** Attention (a), longer training (a) and a wider vector (a) against one vector (b), at `longest`. */
  readonly attention: Order;
  readonly longer: Order;
  readonly wider: Order;
  /** Attention at `longest` (a) against attention at the largest length (b). */
  readonly beyond: Order;
}

/** A text with the attention weights of its translation by the model. */
export interface Aligned {
  readonly source: string;
  readonly written: string;
  readonly reference: string;
  /** Tokens that are read, and characters that are written, without the end token. */
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** `weights[step][column]`, including the step of the end token. */
  readonly weights: readonly (readonly number[])[];
}

export interface AlignmentFacts {
  /** Fraction of written letters by the distance of the largest weight from the letter that is copied. */
  readonly offsets: readonly { readonly offset: number; readonly share: Summary }[];
  /** The same at distance 0, and up to 1. */
  readonly copied: Summary;
  readonly near: Summary;
  /** Fraction of colons written while the largest weight is at the colon of the source. */
  readonly colons: Summary;
  /** Fraction of names translated exactly. */
  readonly exact: Summary;
  /** Mean of the largest weight of a step. */
  readonly largest: { readonly letters: Summary; readonly names: Summary };
  /** More than half of the letters, and of the colons, are written while the decoder looks at their source. */
  readonly follows: Reach;
  readonly aligned: Reach;
  /** Largest weight for letters (a) against names (b). */
  readonly sharper: Order;
  /** Letters in reverse order, and names. */
  readonly letters: Aligned;
  readonly names: readonly Aligned[];
}

/** BLEU of the texts with `from` to `to` words. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly texts: number;
  readonly attention: Summary;
  readonly none: Summary;
}

export interface GainFacts {
  readonly steps: number;
  readonly buckets: readonly Bucket[];
  /** BLEU of all test texts. */
  readonly attention: Summary;
  readonly none: Summary;
  /** BLEU with attention (a) against that without (b). */
  readonly better: Order;
  /** Buckets in which attention is measurably better. */
  readonly where: "every length" | "some lengths" | "no length";
  /** Gain by attention for the longest texts (a) against that for the shortest (b). */
  readonly growing: Order;
}

/** Translations found by one search. */
export interface Searched {
  readonly bleu: Summary;
  /** Mean log-probability of a translation, in nats. */
  readonly score: Summary;
  /** Mean number of characters. */
  readonly length: Summary;
}

/** A branch of the tree that a beam search visited. */
export interface DrawnBranch {
  readonly id: string;
  /** Id of the branch without the last character. */
  readonly parent: string;
  /** The last character; empty for the end of the translation. */
  readonly label: string;
  /** Log-probability of the characters. */
  readonly score: number;
  readonly fate: "kept" | "ended" | "pruned";
  readonly best: boolean;
}

export interface DrawnTree {
  readonly source: string;
  readonly reference: string;
  readonly width: number;
  readonly branches: readonly DrawnBranch[];
}

export interface BeamFacts {
  readonly texts: number;
  readonly widths: readonly number[];
  /** Mean number of characters of the human translations. */
  readonly reference: number;
  readonly greedy: Searched;
  /** Ranked by probability, and by probability with a length penalty, by width. */
  readonly probable: readonly Searched[];
  readonly normalized: readonly Searched[];
  /** The widest beam ranked by probability (a) against greedy search (b): log-probability and BLEU. */
  readonly likelier: Order;
  readonly better: Order;
  /** Characters by greedy search (a) against those of the widest beam ranked by probability (b). */
  readonly shorter: Order;
  /** BLEU of the widest beam with the length penalty (a) against greedy search (b). */
  readonly ranked: Order;
  readonly tree: DrawnTree;
}
