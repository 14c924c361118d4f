/**
 * The readers that reduce any number of feature vectors to one: by attention, or without it by a mean, a maximum or the
 * last vector. They fit behind any network.
 */
import { Linear, Module, Param, type Tensor, attentionWeights, concat, initializers, relu } from "hebb";

/** Ways to reduce vectors to one. "last" suits recurrent networks, "mean" and "max" are poolings. */
export type ReaderKind = "mean" | "max" | "last" | "attention";

/** Options of an `Answerer`. */
export interface AnswererOptions {
  readonly reader: ReaderKind;
  /** Features of a vector. */
  readonly features: number;
  /** Number of questions, each with a learned query vector. */
  readonly questions: number;
  readonly classes: number;
}

/** Units of the hidden layer that combines what was read with the question. */
const hidden = 32;

/** Answers questions about a set of vectors. The question reaches the reading only with attention. */
export class Answerer extends Module {
  readonly kind: ReaderKind;
  readonly key: Linear | null;
  /** q of each question, [questions, features]. */
  readonly queries: Param;
  readonly combine: Linear;
  readonly output: Linear;

  constructor({ reader, features, questions, classes }: AnswererOptions) {
    super();
    this.kind = reader;
    this.key = reader === "attention" ? new Linear(features, features) : null;
    this.queries = new Param([questions, features], initializers.normal(0, 1));
    this.combine = new Linear(2 * features, hidden);
    this.output = new Linear(hidden, classes);
  }

  /** Maps vectors f32 [batch, n, features] and questions i32 [batch] to logits [batch, classes]. */
  forward(vectors: Tensor, question: Tensor): Tensor {
    const query = this.queries.take(question);
    const read = this.#read(vectors, question);
    return this.output.forward(relu(this.combine.forward(concat([read, query], -1))));
  }

  /** Returns the attention distribution over the vectors, [batch, n]. Requires the reader "attention". */
  weights(vectors: Tensor, question: Tensor): Tensor {
    const query = this.queries.take(question).unsqueeze(1);
    return attentionWeights(query, this.key!.forward(vectors)).squeeze(1);
  }

  #read(vectors: Tensor, question: Tensor): Tensor {
    switch (this.kind) {
      case "mean":
        return vectors.mean(1);
      case "max":
        return vectors.max(1);
      case "last":
        return vectors.slice(null, [-1, vectors.shape[1]!]).squeeze(1);
      case "attention":
        return this.weights(vectors, question).unsqueeze(1).matmul(vectors).squeeze(1);
    }
  }
}
