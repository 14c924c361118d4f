/**
 * Show, attend and tell (Xu et al., 2015), in the notation of the paper. A convolutional network encodes a picture as L
 * annotations with D features each, one for each position of a grid. An LSTM generates a caption y_1 … y_C and attends
 * to these positions for each word:
 *
 * ```
 * a = {a_1 … a_L} = CNN(picture)                     annotations
 * h_0 = tanh(W_h ā), c_0 = tanh(W_c ā)               initial state from their mean ā
 * e_ti = vᵀ tanh(U a_i + W h_{t-1})                   score of position i
 * α_t = softmax(e_t)                                  attention weights
 * ẑ_t = β_t Σ_i α_ti a_i, β_t = σ(w_β h_{t-1} + b_β)  context vector, scaled by a gate
 * h_t, c_t = LSTM([E y_{t-1}, ẑ_t], h_{t-1}, c_{t-1})
 * p(y_t) = softmax(L_o (E y_{t-1} + L_h h_t + L_z ẑ_t))
 * ```
 *
 * Using the annotations only for the initial state gives Show and tell (Vinyals et al., 2015). Without a picture, there
 * is a single annotation of zeros, and the decoder is a language model.
 */
import {
  BatchNorm,
  Conv2d,
  Embedding,
  LSTMCell,
  type LSTMState,
  Linear,
  MaxPool2d,
  Module,
  Param,
  Sequential,
  type Tensor,
  concat,
  initializers,
  relu,
  scan,
  zeros,
} from "hebb";

/** Side of a picture in pixels, and side of the grid of positions. */
export const [side, grid] = [32, 8];

/** Side in pixels of the receptive field of an annotation, after four convolutions and two pooling layers. */
export const receptiveField = 26;

/** Sizes of a captioner. */
export interface CaptionerSizes {
  /** Size of the vocabulary. */
  readonly tokens: number;
  /** Channels after each stage of the encoder; the last one is D. */
  readonly widths: readonly [number, number, number];
  /** Size of a token's embedding, m in the paper. */
  readonly embedding: number;
  /** Size of the hidden state, n in the paper. */
  readonly hidden: number;
  /** Size of the vectors in the attention score. */
  readonly attention: number;
}

/** Four 3 x 3 convolutions; max pooling 2 x 2 follows the first two. */
export class Encoder extends Module {
  readonly layers: Sequential;

  constructor([first, second, third]: CaptionerSizes["widths"]) {
    super();
    this.layers = new Sequential(
      convolution(3, first),
      new MaxPool2d(2),
      convolution(first, second),
      new MaxPool2d(2),
      convolution(second, third),
      convolution(third, third),
    );
  }

  /**
   * Maps pictures [n, 3, 32, 32], from 0 (black) to 255, to annotations [n, 64, D], in row-major order of the
   * positions.
   */
  forward(pictures: Tensor): Tensor {
    // White becomes 0, the value of the padding of convolutions.
    const ink = pictures.cast("f32").div(255).rsub(1);
    return this.layers.forward(ink).flatten(2).transpose(1, 2);
  }
}

/**
 * Returns a convolution, batch normalization and relu. The bias of the normalization replaces that of the convolution.
 */
function convolution(inputs: number, outputs: number): Sequential {
  return new Sequential(new Conv2d(inputs, outputs, 3, { padding: 1, bias: false }), new BatchNorm(outputs), relu);
}

/** The decoder's view of pictures, computed once per caption. */
export interface View {
  /** Annotations a, [n, L, D]. */
  readonly annotations: Tensor;
  /** U a, [n, L, attention]. */
  readonly keys: Tensor;
}

/** Generates captions with attention to the annotations. */
export class Decoder extends Module {
  readonly embedding: Embedding;
  readonly startHidden: Linear;
  readonly startCell: Linear;
  /** U, W and v. */
  readonly key: Linear;
  readonly query: Linear;
  readonly score: Param;
  /** w_β and b_β. */
  readonly gate: Linear;
  readonly cell: LSTMCell;
  /** L_h, L_z and L_o. */
  readonly fromHidden: Linear;
  readonly fromContext: Linear;
  readonly output: Linear;

  constructor({ tokens, widths: [, , features], embedding, hidden, attention }: CaptionerSizes) {
    super();
    this.embedding = new Embedding(tokens, embedding);
    this.startHidden = new Linear(features, hidden);
    this.startCell = new Linear(features, hidden);
    this.key = new Linear(features, attention, { bias: false });
    this.query = new Linear(hidden, attention);
    const bound = 1 / Math.sqrt(attention);
    this.score = new Param([attention], initializers.uniform(-bound, bound));
    this.gate = new Linear(hidden, 1);
    this.cell = new LSTMCell(embedding + features, hidden);
    this.fromHidden = new Linear(hidden, embedding, { bias: false });
    this.fromContext = new Linear(features, embedding, { bias: false });
    this.output = new Linear(embedding, tokens);
  }

  view(annotations: Tensor): View {
    return { annotations, keys: this.key.forward(annotations) };
  }

  start({ annotations }: View): LSTMState {
    const mean = annotations.mean(1);
    return { hidden: this.startHidden.forward(mean).tanh(), cell: this.startCell.forward(mean).tanh() };
  }

  /** Returns ẑ_t [n, D] for h_{t-1} [n, hidden]. Names α_t [n, L] `attention` and β_t [n, 1] `beta` for `observe`. */
  look(hidden: Tensor, { annotations, keys }: View): Tensor {
    const scores = keys.add(this.query.forward(hidden).unsqueeze(1)).tanh().mul(this.score).sum(-1);
    const attention = scores.softmax().named("attention");
    const beta = this.gate.forward(hidden).sigmoid().named("beta");
    return attention.unsqueeze(1).matmul(annotations).squeeze(1).mul(beta);
  }

  /** Maps E y_{t-1} [n, embedding] and the previous state to the next state and the context vector. */
  advance(embedded: Tensor, before: LSTMState, view: View): { state: LSTMState; context: Tensor } {
    const context = this.look(before.hidden, view);
    return { state: this.cell.forward(concat([embedded, context], -1), before), context };
  }

  logits(embedded: Tensor, hidden: Tensor, context: Tensor): Tensor {
    const sum = embedded.add(this.fromHidden.forward(hidden)).add(this.fromContext.forward(context));
    return this.output.forward(sum);
  }

  /** Maps y_0 … y_{C-1}, i32 [n, C], which begin with the start token, to logits of y_1 … y_C, [n, C, tokens]. */
  forward(view: View, before: Tensor): Tensor {
    const embedded = this.embedding.forward(before).transpose(0, 1);
    const step = (state: LSTMState, now: Tensor) => {
      const { state: next, context } = this.advance(now, state, view);
      return [next, { hidden: next.hidden, context }] as const;
    };
    const [, { hidden, context }] = scan(step, this.start(view), embedded);
    return this.logits(embedded, hidden, context).transpose(0, 1);
  }

  /**
   * Maps y_{t-1}, i32 [n], and the previous state to the logits of y_t, [n, tokens], and the next state, for decoding
   * token by token.
   */
  step(before: Tensor, state: LSTMState, view: View): { logits: Tensor; state: LSTMState } {
    const embedded = this.embedding.forward(before);
    const { state: next, context } = this.advance(embedded, state, view);
    return { logits: this.logits(embedded, next.hidden, context), state: next };
  }
}

/** An encoder and a decoder, or only a decoder as a language model. */
export class Captioner extends Module {
  /** Null for a language model without pictures. */
  readonly encoder: Encoder | null;
  readonly decoder: Decoder;
  readonly #features: number;

  constructor(sizes: CaptionerSizes, { blind = false }: { readonly blind?: boolean } = {}) {
    super();
    this.encoder = blind ? null : new Encoder(sizes.widths);
    this.decoder = new Decoder(sizes);
    this.#features = sizes.widths[2];
  }

  /** Maps pictures [n, 3, 32, 32], from 0 (black) to 255, to the decoder's view of them. */
  view(pictures: Tensor): View {
    if (this.encoder === null) return this.decoder.view(zeros([pictures.shape[0]!, 1, this.#features]));
    return this.decoder.view(this.encoder.forward(pictures));
  }

  /**
   * Maps pictures, and captions that begin with the start token, i32 [n, C], to the logits of each next token, [n, C,
   * tokens].
   */
  forward(pictures: Tensor, before: Tensor): Tensor {
    return this.decoder.forward(this.view(pictures), before);
  }
}
