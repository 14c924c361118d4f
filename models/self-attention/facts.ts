/** Facts of the experiments on self-attention. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Task } from "./order.ts";

export interface OrderFacts {
  readonly tasks: readonly { readonly task: Task; readonly with: Summary; readonly without: Summary }[];
  readonly chance: number;
  /** Lowest accuracy with positions against the bar. */
  readonly reached: Reach;
  /** Accuracy without positions against chance, with a margin: "missed" if it is above. */
  readonly blind: Reach;
  readonly bar: number;
}

/** Occurrence of a word in a sentence. */
export interface Occurrence {
  readonly words: readonly string[];
  /** Position of the word. */
  readonly place: number;
  readonly tag: string;
}

export interface ContextFacts {
  /** Share of occurrences whose nearest other occurrence of the same word has the same tag, after each layer. */
  readonly agreement: readonly Summary[];
  /** Number of occurrences, and of different words. */
  readonly occurrences: number;
  readonly words: number;
  /** Agreement after the last layer (a) against that of the word vectors with positions (b). */
  readonly order: Order;
  /** Occurrences of one word with different tags, each with its nearest other occurrence. */
  readonly examples: readonly { readonly own: Occurrence; readonly nearest: Occurrence }[];
}

export interface QueryFacts {
  readonly words: readonly string[];
  /** Attention weights of the first layer, mean of the heads, `[n][m]`. */
  readonly weights: readonly (readonly number[])[];
  /** Position whose row is assembled. */
  readonly place: number;
  /** Largest difference between h_n assembled from weights and values and that of the layer, relative to the largest. */
  readonly difference: number;
  readonly verdict: "equal" | "different";
  /** Mean weight of a word on itself, over sentences, heads and layers. */
  readonly own: Summary;
  /** Weight of each word if all weights were equal. */
  readonly equal: Summary;
  /** Weight on itself (a) against the equal weight (b). */
  readonly self: Order;
  /** Share of the variance of the scores of each term: content with content, content with position, and so on. */
  readonly terms: readonly Summary[];
}

/** Test accuracies of taggers by the source of their queries. */
export interface OutsideFacts {
  /** Each word has its own query. */
  readonly own: Summary;
  /** One learned query in each layer asks for all words. */
  readonly outside: Summary;
  /** No attention: the most frequent tag of each word. */
  readonly alone: number;
  /** Own queries (a) against one outside query (b). */
  readonly order: Order;
}

/** Layers whose cost is compared. */
export type LayerKind = "attention" | "convolution" | "recurrence";

export interface CostFacts {
  /** Lengths of the sequence, and the number of features of each position. */
  readonly lengths: readonly number[];
  readonly features: number;
  /** Number of positions that a convolution sees. */
  readonly kernel: number;
  readonly layers: readonly {
    readonly kind: LayerKind;
    /** Multiplications of a forward pass at each length, counted by the formulas. */
    readonly multiplications: readonly number[];
    /** Seconds of a forward and a backward pass at each length. */
    readonly seconds: readonly number[];
    /** Exponent of the length by which the time grows, between the two largest lengths. */
    readonly exponent: number;
  }[];
  /** Largest length at which attention takes less time than the recurrence; null if it never does. */
  readonly cheaper: number | null;
}

export interface HeadsFacts {
  /** Accuracy with all heads. */
  readonly all: Summary;
  /** Loss of accuracy without each head, `[layer][head]`, sorted within a layer from the largest. */
  readonly drops: readonly (readonly Summary[])[];
  /** Accuracy without any attention. */
  readonly none: Summary;
  /** Loss of accuracy without all heads together, and the sum of the losses without each one. */
  readonly together: Summary;
  readonly single: Summary;
  /** Loss without all heads (a) against the sum of the losses without single ones (b). */
  readonly shared: Order;
}
