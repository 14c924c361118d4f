/** Facts of the experiments on image captioning. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Language } from "./captions.ts";
import type { Kind } from "./kinds.ts";

/** A picture with the caption that was written for it. Pixels are red, green and blue in row-major order. */
export interface CaptionedPicture {
  readonly pixels: Uint8Array;
  readonly written: string;
  readonly reference: string;
  readonly right: boolean;
}

/** A picture with a caption and the attention weights of each of its words, [words, positions]. */
export interface AttendedPicture {
  readonly pixels: Uint8Array;
  readonly caption: string;
  /** An empty string is the end of the caption. */
  readonly words: readonly string[];
  readonly weights: Float32Array;
}

/** Parts of a picture that are hidden: its most attended, a random drawn, and its least attended quarter. */
export const hiddenParts = ["attended", "drawn", "least"] as const;
export type HiddenPart = (typeof hiddenParts)[number];

export interface LookingFacts {
  /** Probability of the correct skin tone, with nothing hidden. */
  readonly intact: Summary;
  /** The same without the annotations or without the pixels of a part, and the attention that it receives. */
  readonly hidings: readonly {
    readonly part: HiddenPart;
    readonly attention: Summary;
    readonly annotations: Summary;
    readonly pixels: Summary;
  }[];
  /** Probability without a random drawn quarter (a) against that without the most attended one (b). */
  readonly annotations: Order;
  readonly pixels: Order;
  /** Pictures of two skin tones: mean column of the attention for each, in pixels. Null if there are none. */
  readonly pairs: { readonly pictures: number; readonly first: Summary; readonly second: Summary } | null;
  /** Column of the second tone (a) against that of the first (b). */
  readonly rightward: Order | "none";
  readonly examples: readonly AttendedPicture[];
}

/** Pictures that a caption is evaluated with. */
export const conditions = ["own", "none", "other"] as const;
export type Condition = (typeof conditions)[number];

/** Loss of words in nats, by the picture. */
export type Costs = Readonly<Record<Condition, Summary>>;

export interface BlindFacts {
  readonly all: Costs;
  readonly kinds: readonly {
    readonly kind: Kind;
    readonly tokens: number;
    readonly costs: Costs;
    /** A cost below `threshold` without a picture. */
    readonly guessable: Reach;
    /** Cost without a picture (a) against that with the own picture (b). */
    readonly helps: Order;
  }[];
  /** Nats below which a word counts as guessed. */
  readonly threshold: number;
  /** Costs by the position of the word, the first position first. */
  readonly positions: readonly Costs[];
  /** Cost with another picture (a) against that without a picture (b). */
  readonly misled: Order;
}

/** Accuracy of words in captions of known emoji in new skin tones, or of unseen emoji. */
export interface WordAccuracy {
  readonly emoji: "combinations" | "unseen";
  readonly kind: Kind;
  /** Number of captions that have words of this kind. */
  readonly captions: number;
  /** Fraction of these with all words of this kind correct: those of the network, and of the most similar picture. */
  readonly own: Summary;
  readonly near: Summary;
}

export interface UnseenFacts {
  readonly languages: readonly {
    readonly language: Language;
    readonly accuracies: readonly WordAccuracy[];
    /** Fraction of captions of unseen emoji that do not occur in training. */
    readonly fresh: Summary;
    /** More than half of these captions are new. */
    readonly novel: Reach;
    /** Accuracy of the skin tone (a) against that of the object (b), for unseen emoji. */
    readonly tone: Order;
    /** Accuracy of the object for known emoji (a) against unseen ones (b). */
    readonly lost: Order;
    readonly examples: readonly CaptionedPicture[];
  }[];
}
