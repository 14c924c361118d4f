/** Facts of the Transformer's experiments. */
import type { Order, Summary, Trend } from "../verdicts.ts";
import type { Mixing } from "./mixing.ts";
import type { Norm, Positions } from "./model.ts";

/** Loss of one variant of the model on the validation text, in nats per character. */
export interface Variant<Kind extends string> {
  readonly kind: Kind;
  readonly nats: Summary;
}

/** Decoding with and without cached keys and values. */
export interface CacheFacts {
  /** Number of decoded tokens. */
  readonly tokens: number;
  /** Largest difference of a logit, relative to the largest one. */
  readonly difference: number;
  readonly verdict: "equal" | "different";
  /** Time per token in seconds, at each length of the text so far. */
  readonly lengths: readonly number[];
  readonly cached: readonly number[];
  readonly repeated: readonly number[];
  /** Time of all tokens without the cache, divided by that with it. */
  readonly speedup: number;
}

export interface ContextFacts {
  readonly variants: readonly Variant<Mixing>[];
  /** Number of positions in the window. */
  readonly window: number;
  readonly context: number;
  /** Loss with the average of all positions (a) against attention (b). */
  readonly uniform: Order;
  /** Loss with a short window (a) against attention (b). */
  readonly near: Order;
  /** Loss with the previous position alone (a) against attention (b). */
  readonly previous: Order;
}

export interface PositionsFacts {
  readonly variants: readonly Variant<Positions>[];
  /** Loss without positions (a) against learned positions (b). */
  readonly missing: Order;
  /** Loss with learned positions (a) against rotary ones (b). */
  readonly rotary: Order;
}

export interface DepthFacts {
  readonly layers: readonly number[];
  /** Loss at each number of layers; `failed` counts trainings that end no better than `chance`. */
  readonly curves: readonly { readonly kind: Norm; readonly nats: readonly Summary[]; readonly failed: number }[];
  /** Loss of a model that knows only the frequencies of characters. */
  readonly chance: number;
  /** Loss without normalization (a) against normalization before each sublayer (b), in the deepest network. */
  readonly deepest: Order;
  /** Loss after each sum (a) against before each sublayer (b), in the deepest network. */
  readonly place: Order;
  /** Course of the loss with the number of layers, normalized before each sublayer. */
  readonly gain: Trend;
}

export type Rival = "SRN" | "LSTM" | "Transformer";

export interface RivalsFacts {
  /** Number of characters that each network is trained on. */
  readonly characters: number;
  readonly rivals: readonly {
    readonly kind: Rival;
    readonly parameters: number;
    readonly nats: Summary;
    /** Seconds of the training on the text. */
    readonly seconds: Summary;
    /** Loss after the training time of the fastest network. */
    readonly timed: Summary;
    /** Share of the copied symbols that are correct, at each distance. */
    readonly recall: readonly Summary[];
  }[];
  /** Distances from a symbol to its copy. */
  readonly distances: readonly number[];
  /** Accuracy of guessing a symbol. */
  readonly chance: number;
  /** Loss on the text of the Transformer (a) against the LSTM (b). */
  readonly text: Order;
  /** The same after equal training time. */
  readonly time: Order;
  /** Accuracy of the Transformer (a) against the LSTM (b), at the largest distance. */
  readonly far: Order;
}

export type TranslatorKind = "Transformer" | "RNN";

export interface TranslationFacts {
  readonly translators: readonly {
    readonly kind: TranslatorKind;
    /** BLEU of greedy translations of the test texts. */
    readonly bleu: Summary;
    readonly parameters: number;
  }[];
  /** Number of pairs of texts in the training part. */
  readonly pairs: number;
  readonly steps: number;
  /** BLEU of the Transformer (a) against the recurrent network (b). */
  readonly order: Order;
}

/** Properties of the text that probes read from a state. */
export type Property = "previous" | "third" | "place" | "next";

export interface LayersFacts {
  /** Accuracy of a linear probe of each property, on the states after each number of layers. */
  readonly probes: readonly { readonly property: Property; readonly accuracy: readonly Summary[] }[];
  /** Accuracy of always guessing the most frequent value of each property. */
  readonly guesses: readonly number[];
  /** Mean distance of the attended positions, for each layer. */
  readonly distances: readonly Summary[];
  /** Attention of the first sequence of the first seed: `weights[layer][head][n][m]`. */
  readonly weights: readonly (readonly (readonly (readonly number[])[])[])[];
  /** Characters of this sequence. */
  readonly text: string;
  /** Course of the accuracy for the next character with the number of layers. */
  readonly reading: Trend;
  /** Accuracy for the character three places back: after all layers (a) against the word vectors (b). */
  readonly context: Order;
}
