/** Facts of the experiments on reading in two directions and on stacking layers. */
import type { Order, Summary } from "../verdicts.ts";
import type { Reading } from "./model.ts";
import type { Kind } from "./scores.ts";

/** A value for each way of reading. */
export type ByReading<Value> = Readonly<Record<Reading, Value>>;

/** Single directions, which are compared with both. */
export const singles = ["forward", "backward"] as const;
export type Single = (typeof singles)[number];

/** Networks whose tags are compared word by word. */
export const networks = ["forward", "both"] as const;
export type Network = (typeof networks)[number];

/** A value for each of these networks. */
export type ByNetwork<Value> = Readonly<Record<Network, Value>>;

/** Accuracy on a group of test words. */
export interface GroupAccuracy<Name extends string> {
  readonly group: Name;
  /** Number of test words. */
  readonly count: number;
  readonly accuracy: ByReading<Summary>;
}

/** A frequent word with several tags. */
export interface AmbiguousWord {
  readonly word: string;
  readonly count: number;
  /** Information on the tag in the next word minus that in the previous word, in nats, counted in the training texts. */
  readonly ahead: number;
  readonly accuracy: ByReading<Summary>;
}

export interface DirectionsFacts {
  readonly kinds: readonly GroupAccuracy<Kind>[];
  /** Groups by universal tag. */
  readonly tags: readonly GroupAccuracy<string>[];
  /** Sorted by the number of test words won over the forward network. */
  readonly words: readonly AmbiguousWord[];
  /** Correlation over the ambiguous words of `ahead` with the gain over each single direction. */
  readonly correlation: Readonly<Record<Single, Summary>>;
  /** Accuracy on all words: both directions (a) against each single one (b). */
  readonly overall: Readonly<Record<Single, Order>>;
  /**
   * Gain of both directions over a single one: on words whose signal is on the side that it does not read (a), against
   * words whose signal is on the side that it reads (b).
   */
  readonly blind: Readonly<Record<Single, Order>>;
}

/** Change around a replaced word, by position relative to it. */
export interface InfluenceFacts {
  /** Positions; negative before the replaced word. */
  readonly offsets: readonly number[];
  /** Change of the states of each direction of the bidirectional network, relative to their norm. */
  readonly states: Readonly<Record<Single, readonly Summary[]>>;
  /** Total variation distance of the tag probabilities, for the forward and the bidirectional network. */
  readonly tags: ByNetwork<readonly Summary[]>;
}

export interface StatesFacts {
  /** Two sentences that are equal up to the asked word. */
  readonly sentences: readonly (readonly string[])[];
  readonly asked: number;
  /** Probability that the asked word is a particle, in each sentence. */
  readonly particle: ByNetwork<readonly Summary[]>;
  /** Forward network: equal probabilities in both sentences, with every seed. */
  readonly same: "equal" | "different";
  /** Number of seeds with which each network tags the asked word correctly in both sentences. */
  readonly solved: ByNetwork<number>;
  /** Seeds with which the bidirectional network tags both correctly. */
  readonly decides: "always" | "sometimes" | "never";
  readonly influence: InfluenceFacts;
  /** States of words on the unread side of a replaced word: changed by exactly 0, with every seed. */
  readonly unread: "exactly unchanged" | "changed";
  /** Change of the backward state right before the replaced word (a) against that at this distance before it (b). */
  readonly distance: number;
  readonly fades: Order;
  /** States of the units that change most in the first network, `values[sentence][unit][word]`. */
  readonly example: Readonly<Record<Single, readonly (readonly (readonly number[])[])[]>>;
}

/** Networks of different depth. */
export const depths = ["one", "wide", "two", "three", "residual"] as const;
export type Depth = (typeof depths)[number];

export interface DepthFacts {
  readonly networks: readonly {
    readonly network: Depth;
    /** Hidden units of each direction. */
    readonly hidden: number;
    /** Parameters without the embeddings. */
    readonly weights: number;
    readonly accuracy: Summary;
    readonly unknown: Summary;
    /** Training time relative to that of one layer. */
    readonly time: Summary;
  }[];
  /** Number of words in the training texts. */
  readonly words: number;
  /** Two layers (a) against one (b), and against one layer with as many parameters as two (b). */
  readonly second: Order;
  readonly wide: Order;
  /** Three layers with residual connections (a) against one layer (b), and against three without (b). */
  readonly third: Order;
  readonly residual: Order;
}
