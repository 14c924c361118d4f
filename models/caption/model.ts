/**
 * Show, attend and tell (Xu et al., 2015), with the paper's symbols: a convolutional network reads a picture into L places
 * with D features each, and an LSTM writes a caption y_1 … y_C and looks at some of these places for each word.
 *
 *   a = {a_1 … a_L} = CNN(picture)                     annotations
 *   h_0 = tanh(W_h ā), c_0 = tanh(W_c ā)               of their mean ā
 *   e_ti = vᵀ tanh(U a_i + W h_{t-1})                   how well place i suits the state
 *   α_t = softmax(e_t)                                  where it looks
 *   ẑ_t = β_t Σ_i α_ti a_i, β_t = σ(w_β h_{t-1} + b_β)  what it sees, and how much of it counts
 *   h_t, c_t = LSTM([E y_{t-1}, ẑ_t], h_{t-1}, c_{t-1})
 *   p(y_t) = softmax(L_o (E y_{t-1} + L_h h_t + L_z ẑ_t))
 *
 * Where the annotations are shown once, as the first state, and not looked at again, this is Show and tell (Vinyals et
 * al., 2015). Without a picture there is one place without features, and what is left is a language model.
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

/** Pixels of a picture's side, and places along it. */
export const [side, grid] = [32, 8];

export interface CaptionerSizes {
  /** How many tokens there are. */
  readonly tokens: number;
  /** Features after each stage of the encoder; the last are D. */
  readonly widths: readonly [number, number, number];
  /** Of a token, m in the paper. */
  readonly embedding: number;
  /** Of the state, n in the paper. */
  readonly hidden: number;
  /** Of the comparison of a place with the state. */
  readonly attention: number;
}

/** Four convolutions of 3 x 3; the first two are followed by the largest of each 2 x 2. */
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

  /** Pictures [n, 3, 32, 32], from 0 (black) to 255 -> annotations [n, 64, D], the places row by row. */
  forward(pictures: Tensor): Tensor {
    // White is 0, as what convolutions see beyond the border is.
    const ink = pictures.cast("f32").div(255).rsub(1);
    return this.layers.forward(ink).flatten(2).transpose(1, 2);
  }
}

/** Normalized over the batch, whose bias takes the place of the convolution's, and rectified. */
function convolution(inputs: number, outputs: number): Sequential {
  return new Sequential(new Conv2d(inputs, outputs, 3, { padding: 1, bias: false }), new BatchNorm(outputs), relu);
}

/** What the decoder knows of pictures while it writes. */
export interface View {
  /** a, [n, L, D]. */
  readonly annotations: Tensor;
  /** U a, [n, L, attention]. */
  readonly keys: Tensor;
}

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

  /** ẑ_t [n, D] for h_{t-1} [n, hidden]; `observe` sees α_t [n, L] as `attention` and β_t [n, 1] as `beta`. */
  look(hidden: Tensor, { annotations, keys }: View): Tensor {
    const scores = keys.add(this.query.forward(hidden).unsqueeze(1)).tanh().mul(this.score).sum(-1);
    const attention = scores.softmax().named("attention");
    const beta = this.gate.forward(hidden).sigmoid().named("beta");
    return attention.unsqueeze(1).matmul(annotations).squeeze(1).mul(beta);
  }

  /** E y_{t-1} [n, embedding] and the state before -> the state after, and what was seen. */
  advance(embedded: Tensor, before: LSTMState, view: View): { state: LSTMState; context: Tensor } {
    const context = this.look(before.hidden, view);
    return { state: this.cell.forward(concat([embedded, context], -1), before), context };
  }

  logits(embedded: Tensor, hidden: Tensor, context: Tensor): Tensor {
    const sum = embedded.add(this.fromHidden.forward(hidden)).add(this.fromContext.forward(context));
    return this.output.forward(sum);
  }

  /** y_0 … y_{C-1}, i32 [n, C], of which the first is the start -> logits of y_1 … y_C, [n, C, tokens]. */
  forward(view: View, before: Tensor): Tensor {
    const embedded = this.embedding.forward(before).transpose(0, 1);
    const step = (state: LSTMState, now: Tensor) => {
      const { state: next, context } = this.advance(now, state, view);
      return [next, { hidden: next.hidden, context }] as const;
    };
    const [, { hidden, context }] = scan(step, this.start(view), embedded);
    return this.logits(embedded, hidden, context).transpose(0, 1);
  }

  /** y_{t-1}, i32 [n], and the state before -> logits of y_t, [n, tokens], and the state after; to write word by word. */
  step(before: Tensor, state: LSTMState, view: View): { logits: Tensor; state: LSTMState } {
    const embedded = this.embedding.forward(before);
    const { state: next, context } = this.advance(embedded, state, view);
    return { logits: this.logits(embedded, next.hidden, context), state: next };
  }
}

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

  /** Pictures [n, 3, 32, 32], from 0 (black) to 255 -> what there is to look at. */
  view(pictures: Tensor): View {
    if (this.encoder === null) return this.decoder.view(zeros([pictures.shape[0]!, 1, this.#features]));
    return this.decoder.view(this.encoder.forward(pictures));
  }

  /** Pictures, and captions from the start on, i32 [n, C] -> logits of each next token, [n, C, tokens]. */
  forward(pictures: Tensor, before: Tensor): Tensor {
    return this.decoder.forward(this.view(pictures), before);
  }
}
