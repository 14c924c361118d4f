/** Facts of attention's experiments. */
import type { Order, Summary } from "../verdicts.ts";
import type { Reading, ScoreKind } from "./model.ts";
import type { ReaderKind } from "./reader.ts";
import type { Question } from "./sentences.ts";

/** One reading of a trained model. */
export interface StepsFacts {
  readonly letters: readonly string[];
  readonly digits: readonly number[];
  readonly asked: string;
  readonly scores: readonly number[];
  readonly weights: readonly number[];
  /** Digit that the value v_n alone would answer, and its probability. */
  readonly values: readonly { readonly digit: number; readonly probability: number }[];
  /** Probability of each digit in the answer. */
  readonly answer: readonly number[];
  /** Fraction of test lists answered correctly. */
  readonly accuracy: number;
  /** Verdict on the largest weight of the example: at the pair that is asked for, or at another. */
  readonly largest: "asked" | "other";
}

/** Training and use of one reading. */
export interface ReadingResult {
  readonly reading: Reading;
  /** Recall after training with this reading. */
  readonly recall: Summary;
  /** Fraction of scores that receive a gradient, at the start of training. */
  readonly reached: number;
  /** Mean magnitude of the gradient of a score at the start of training. */
  readonly gradient: number;
}

/** The trained soft attention, read at temperature T. */
export interface Temperature {
  readonly temperature: number;
  readonly recall: number;
  /** Mean of the largest weight. */
  readonly largest: number;
  /** Mean magnitude of the gradient of a score. */
  readonly gradient: number;
}

export interface AverageFacts {
  readonly trained: readonly ReadingResult[];
  readonly temperatures: readonly Temperature[];
  /** Recall of the network trained with soft attention if only the argmax is read. */
  readonly argmax: Summary;
  /** Root mean squared error of averages, as learned with soft attention, read softly and by the argmax. */
  readonly averaging: { readonly soft: Summary; readonly argmax: Summary };
  /** Recall of training with soft attention (a) against argmax (b). */
  readonly learning: Order;
  /** Recall of training with soft attention (a) against straight-through (b). */
  readonly straight: Order;
  /** Error of averages read by the argmax (a) against soft reading (b). */
  readonly mixture: Order;
}

export interface ScoresFacts {
  readonly widths: readonly number[];
  /** Variance of the scores of independent standard normal keys and queries, by width. */
  readonly variances: readonly { readonly score: ScoreKind; readonly values: readonly number[] }[];
  /** Largest of eight weights, mean over queries, by width. */
  readonly peaks: readonly { readonly score: ScoreKind; readonly values: readonly number[] }[];
  /** Magnitude of the gradient of a score, Σ |∂α/∂s| over all pairs, relative to that of equal weights, by width. */
  readonly slopes: readonly { readonly score: ScoreKind; readonly values: readonly number[] }[];
  /** Widths of the trained networks. */
  readonly trainedWidths: readonly number[];
  /** Recall after short training, by width. */
  readonly trained: readonly { readonly score: ScoreKind; readonly recall: readonly Summary[] }[];
  /** Scaled (a) against unscaled (b) dot product at the largest width. */
  readonly scaling: Order;
  /** Verdict on the variance of the dot product: it grows like the width if the ratio of both is within a tenth of 1. */
  readonly growth: "as the width" | "otherwise";
}

export interface KeysFacts {
  readonly widths: readonly number[];
  readonly loads: readonly number[];
  /** Recall by load and width. */
  readonly recall: {
    readonly separate: readonly (readonly Summary[])[];
    readonly tied: readonly (readonly Summary[])[];
  };
  /** Separate (a) against tied (b) at the largest load, with the narrowest and with the widest vectors. */
  readonly narrow: Order;
  readonly wide: Order;
}

export interface PictureFacts {
  readonly accuracy: readonly { readonly reader: ReaderKind; readonly summary: Summary }[];
  readonly chance: number;
  /** Attention (a) against the better pooling (b). */
  readonly order: Order;
  readonly example: {
    /** Red, green and blue of each pixel, from 0 to 255. */
    readonly pixels: Uint8Array;
    /** Numbers of the colors that are asked for. */
    readonly asked: readonly number[];
    /** Weights of the nine places, by question. */
    readonly weights: readonly (readonly number[])[];
    /** Fraction of the features whose maximum is at each place: it is the same for every question. */
    readonly maxima: readonly number[];
  };
}

/** One size of the sentence network. */
export interface SentenceSize {
  readonly reader: ReaderKind;
  readonly hidden: number;
  readonly parameters: number;
  readonly topic: Summary;
  readonly sentiment: Summary;
}

export interface EncoderFacts {
  readonly sizes: readonly SentenceSize[];
  /** Networks of the size `together` that learn one question each: an encoder for each question. */
  readonly alone: Readonly<Record<Question, Summary>>;
  /** Index in `sizes` of the attention network that answers both, of its peer without attention, and of the largest. */
  readonly together: number;
  readonly peer: number;
  readonly largest: number;
  /** Mean accuracy with attention (a) against that without, at equal parameters, and against the largest (b). */
  readonly equal: Order;
  readonly large: Order;
  /** Dependence of the sentiments without attention on the seed: a standard deviation above a tenth matters. */
  readonly luck: "matters" | "does not matter";
  /** One encoder with two queries (a) against an encoder for each question (b). */
  readonly sharing: Order;
  readonly example: {
    readonly words: readonly string[];
    readonly weights: Readonly<Record<Question, readonly number[]>>;
  };
}

/** A network to which attention was added. */
export type Host = "MLP over a set" | "CNN" | "RNN";

export interface AnywhereFacts {
  readonly hosts: readonly {
    readonly host: Host;
    readonly without: { readonly reader: ReaderKind; readonly accuracy: Summary };
    readonly attention: Summary;
    /** Attention (a) against none (b). */
    readonly order: Order;
  }[];
  /** Verdict over all three networks. */
  readonly verdict: "all better" | "some better" | "none better";
}
