/**
 * Stacked bidirectional LSTMs (Schuster and Paliwal, 1997; Graves and Schmidhuber, 2005), and a tagger of words built
 * on them.
 *
 * Layer l reads h^(l-1), with h^(0) = x:
 *
 * ```
 * h→_t = LSTM→(h^(l-1)_t, h→_{t-1})      depends on the words up to t
 * h←_t = LSTM←(h^(l-1)_t, h←_{t+1})      depends on the words from t to the end
 * h_t  = [h→_t ; h←_t]
 * ```
 *
 * The tag of word t is predicted from h_t of the last layer: p(y_t | x_1 … x_T) = softmax(V h_t + b).
 */
import {
  Dropout,
  Embedding,
  LSTMCell,
  type Tensor,
  Linear,
  Module,
  arange,
  concat,
  initializers,
  scan,
  where,
} from "hebb";

/** Direction in which a layer reads. */
export type Reading = "forward" | "backward" | "both";

/** An LSTM that reads a sentence in one direction. */
export class Direction extends Module {
  readonly cell: LSTMCell;
  readonly reverse: boolean;

  constructor(inputs: number, hidden: number, reverse: boolean) {
    super();
    this.cell = new LSTMCell(inputs, hidden);
    this.reverse = reverse;
  }

  /** Maps x [time, batch, inputs] and the mask `words`, bool [time, batch, 1], to states [time, batch, hidden]. */
  forward(x: Tensor, words: Tensor): Tensor {
    const step = (before: readonly Tensor[], now: { projected: Tensor; words: Tensor }) => {
      const next = this.cell.step(now.projected, before, before[0]!);
      // Padding follows the last word. The backward direction reads it first, so its state is reset to zero there; in
      // the forward direction no word comes after it.
      const after = this.reverse ? next.map((part) => where(now.words, part, 0)) : next;
      return [after, after[0]!] as const;
    };
    const start = this.cell.start(x.shape[1]!);
    const [, states] = scan(step, start, { projected: this.cell.project(x), words }, { reverse: this.reverse });
    return states;
  }
}

/** A forward direction, a backward direction, or both side by side. */
export class Layer extends Module {
  readonly directions: readonly Direction[];

  constructor(inputs: number, hidden: number, reading: Reading) {
    super();
    const reversed = { forward: [false], backward: [true], both: [false, true] }[reading];
    this.directions = reversed.map((reverse) => new Direction(inputs, hidden, reverse));
  }

  /** Maps [time, batch, inputs] to h = [h→ ; h←], [time, batch, directions · hidden]. */
  forward(x: Tensor, words: Tensor): Tensor {
    const states = this.directions.map((direction) => direction.forward(x, words));
    return states.length === 1 ? states[0]! : concat(states, -1);
  }
}

/** Options of a Tagger. */
export interface TaggerOptions {
  /** Size of the vocabulary of each feature of a word. */
  readonly features: readonly number[];
  readonly tags: number;
  readonly embedding: number;
  /** Number of hidden units in each direction. */
  readonly hidden: number;
  readonly reading: Reading;
  readonly layers: number;
  /** Adds a residual connection around every layer after the first: h^(l) = h^(l-1) + [h→ ; h←]. Default false. */
  readonly residual?: boolean;
  /** Dropout rate of the inputs of the layers and of the output. Default 0. */
  readonly dropout?: number;
}

/** Predicts the tag of every word of a sentence. */
export class Tagger extends Module {
  readonly features: readonly Embedding[];
  readonly layers: readonly Layer[];
  readonly dropout: Dropout;
  readonly output: Linear;
  readonly residual: boolean;

  constructor(options: TaggerOptions) {
    super();
    const { features, tags, embedding, hidden, reading, layers, residual = false, dropout = 0 } = options;
    const width = reading === "both" ? 2 * hidden : hidden;
    const weight = initializers.normal(0, 0.3);
    this.features = features.map((count) => new Embedding(count, embedding, { weight }));
    this.layers = Array.from({ length: layers }, (_, l) => new Layer(l === 0 ? embedding : width, hidden, reading));
    this.dropout = new Dropout(dropout);
    this.output = new Linear(width, tags);
    this.residual = residual;
  }

  /** Maps features of words, each i32 [batch, time], and lengths i32 [batch] to logits [batch, time, tags]. */
  forward(features: readonly Tensor[], lengths: Tensor): Tensor {
    const words = wordsOf(features[0]!, lengths).transpose().unsqueeze(-1);
    // x_t is the sum of the embeddings of the word's features; a rare word has at least an ending and a shape.
    const vectors = features.map((values, i) => this.features[i]!.forward(values.transpose()));
    let h = vectors.reduce((sum, vector) => sum.add(vector));
    for (const [l, layer] of this.layers.entries()) {
      const next = layer.forward(this.dropout.forward(h), words);
      h = this.residual && l > 0 ? h.add(next) : next;
    }
    return this.output.forward(this.dropout.forward(h)).transpose(0, 1);
  }
}

/**
 * Returns the mask of words that are not padding, bool [batch, time], for tokens [batch, time] and lengths i32 [batch].
 */
export function wordsOf(tokens: Tensor, lengths: Tensor): Tensor {
  return arange(tokens.shape[1]!).less(lengths.unsqueeze(-1));
}

/** Returns the number of parameters of a tagger without its embeddings. */
export function weightsAbove({ tags, embedding, hidden, reading, layers }: Omit<TaggerOptions, "features">): number {
  const directions = reading === "both" ? 2 : 1;
  let [inputs, count] = [embedding, 0];
  for (let layer = 0; layer < layers; layer++) {
    count += directions * 4 * hidden * (inputs + hidden + 2);
    inputs = directions * hidden;
  }
  return count + tags * (inputs + 1);
}
