/**
 * Attention as in the textbook, for inputs x_1 … x_N and a query q:
 *
 * ```
 * s_n = s(k_n, q)                 scores of the keys k_n
 * α   = softmax(s)                attention distribution
 * att = Σ_n α_n v_n               weighted sum of the values v_n
 *
 * additive      s(k, q) = vᵀ tanh(W q + U k)
 * dot           s(k, q) = kᵀ q
 * scaled dot    s(k, q) = kᵀ q / √d
 * bilinear      s(k, q) = qᵀ W k
 * ```
 *
 * Keys and values are the same vectors in ordinary attention, and two projections of x_n in key-value attention.
 */
import {
  AdditiveScore,
  BilinearScore,
  Embedding,
  Linear,
  Module,
  type Score,
  type Tensor,
  concat,
  dotScore,
  scaledDotScore,
  straightThrough,
} from "hebb";

/** Score functions of the textbook. */
export const scoreKinds = ["additive", "dot", "scaled dot", "bilinear"] as const;

export type ScoreKind = (typeof scoreKinds)[number];

/** Returns the score function of this kind for keys and queries with `d` features. */
export function scoreOf(kind: ScoreKind, d: number): Score {
  switch (kind) {
    case "additive":
      return new AdditiveScore(d, d, d);
    case "dot":
      return dotScore;
    case "scaled dot":
      return scaledDotScore;
    case "bilinear":
      return new BilinearScore(d, d);
  }
}

/** Returns the scores of keys [..., n, d] for queries [..., m, d], [..., m, n]. */
export function scoresOf(score: Score, query: Tensor, keys: Tensor): Tensor {
  return typeof score === "function" ? score(query, keys) : score.forward(query, keys);
}

/**
 * Ways to read: "soft" is the weighted average; "argmax" takes the value with the largest score; "straight-through" takes
 * it too, but passes the gradient of softmax to the scores.
 */
export const readings = ["soft", "argmax", "straight-through"] as const;

export type Reading = (typeof readings)[number];

/** Returns the weights of the values, α [..., n], from scores at temperature T: softmax(s / T), or the largest alone. */
export function weightsOf(scores: Tensor, reading: Reading = "soft", temperature: number | Tensor = 1): Tensor {
  const soft = scores.div(temperature).softmax();
  if (reading === "soft") return soft;
  const largest = scores.argmax(-1).oneHot(scores.shape.at(-1)!);
  return reading === "argmax" ? largest : straightThrough(largest, soft);
}

/** Sizes of the recall task's alphabet of keys and values. */
export const [letterCount, digitCount] = [26, 10];

/** Options of a `Recall` model. */
export interface RecallOptions {
  /** Default "scaled dot". */
  readonly score?: ScoreKind;
  /** Features of a letter's and of a digit's embedding. Default 16. */
  readonly embedding?: number;
  /** Features d of a key, a value and a query. */
  readonly width: number;
  /** Uses the keys as values. Default false. */
  readonly tied?: boolean;
  /** Default "soft". */
  readonly reading?: Reading;
}

/** Steps of one reading, for each query of a batch. */
export interface Steps {
  /** s_n, [batch, n]. */
  readonly scores: Tensor;
  /** α_n, [batch, n]. */
  readonly weights: Tensor;
  /** Logits of the digits, [batch, 10]. */
  readonly logits: Tensor;
}

/** Reads pairs of a letter and a digit by attention, and answers with the digit of the letter that is asked for. */
export class Recall extends Module {
  readonly letters: Embedding;
  readonly digits: Embedding;
  readonly key: Linear;
  /** Null if the keys are used as values. */
  readonly value: Linear | null;
  readonly query: Linear;
  readonly score: Score;
  readonly output: Linear;
  readonly #reading: Reading;

  constructor({ score = "scaled dot", embedding = 16, width, tied = false, reading = "soft" }: RecallOptions) {
    super();
    this.letters = new Embedding(letterCount, embedding);
    this.digits = new Embedding(digitCount, embedding);
    this.key = new Linear(2 * embedding, width, { bias: false });
    this.value = tied ? null : new Linear(2 * embedding, width, { bias: false });
    this.query = new Linear(embedding, width, { bias: false });
    this.score = scoreOf(score, width);
    this.output = new Linear(width, digitCount);
    this.#reading = reading;
  }

  /**
   * Maps letters and digits i32 [batch, n] and the letters asked for, i32 [batch], to the steps of the reading. `reading`
   * replaces that of the training.
   */
  read(
    letters: Tensor,
    digits: Tensor,
    asked: Tensor,
    { reading = this.#reading, temperature = 1 }: { reading?: Reading; temperature?: number | Tensor } = {},
  ): Steps {
    const x = concat([this.letters.forward(letters), this.digits.forward(digits)], -1);
    const q = this.query.forward(this.letters.forward(asked)).unsqueeze(1);
    const k = this.key.forward(x);
    const v = this.value === null ? k : this.value.forward(x);
    const scores = scoresOf(this.score, q, k).squeeze(1);
    const weights = weightsOf(scores, reading, temperature);
    const read = weights.unsqueeze(1).matmul(v).squeeze(1);
    return { scores, weights, logits: this.output.forward(read) };
  }

  /** Returns the logits of the digits, [batch, 10]. */
  forward(letters: Tensor, digits: Tensor, asked: Tensor): Tensor {
    return this.read(letters, digits, asked).logits;
  }
}
