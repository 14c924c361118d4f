/**
 * Encoder-decoder (Cho et al., 2014; Sutskever et al., 2014), without and with attention (Bahdanau et al., 2015). The
 * encoder reads the source x_1 … x_n in both directions; the decoder generates the target y_1 … y_m:
 *
 * ```
 * h_j = [→h_j; ←h_j]                            annotation of x_j, by a GRU in each direction
 * u   = [→h_n; ←h_1]                            final states of both directions: the source as one vector
 * s_0 = tanh(W_0 u + b_0)
 * c_t = u                                       without attention
 * c_t = Σ_j α_tj h_j                            with attention, where
 *       α_t = softmax_j(vᵀ tanh(W s_{t-1} + U h_j))
 * s_t = GRU([y_{t-1}; c_t], s_{t-1})
 * p(y_t | y_1 … y_{t-1}, x) = softmax(V tanh(W_o [s_t; c_t; y_{t-1}] + b_o))
 * ```
 *
 * All other layers have the same size in both models, so attention adds only v, W and U.
 */
import {
  Dropout,
  Embedding,
  GRU,
  GRUCell,
  Linear,
  Module,
  Param,
  type Tensor,
  attentionWeights,
  concat,
  initializers,
  paddingMask,
  scan,
} from "hebb";

/** Options of a Translator. */
export interface TranslatorOptions {
  readonly attention: boolean;
  /** Sizes of the two vocabularies. */
  readonly sourceTokens: number;
  readonly targetTokens: number;
  /** Size of a token's embedding. */
  readonly embedding: number;
  /** Units of the encoder's GRU in each direction, and of the attention score; the decoder has twice as many. */
  readonly hidden: number;
  /** Dropout rate of embeddings and of the features before the output. Default 0. */
  readonly dropout?: number;
}

/** The encoded sources of a batch. A type rather than an interface, so that compiled programs accept it. */
export type Memory = {
  /** h_j, [batch, time, 2 · hidden]. */
  readonly annotations: Tensor;
  /** U h_j, [batch, time, hidden], computed once for all steps of the decoder; null without attention. */
  readonly keys: Tensor | null;
  /** Mask of the source tokens, bool [batch, 1, time]. */
  readonly seen: Tensor;
  /** u, [batch, 2 · hidden]. */
  readonly summary: Tensor;
};

/**
 * Model that encodes a source and generates its target token by token. Memory is read in all steps; the state is that
 * between two of them. Both are trees of tensors.
 */
export interface EncoderDecoder<Memory, State> extends Module {
  /** Logits of all target tokens, as in Translator. */
  forward(source: Tensor, lengths: Tensor, before: Tensor): Tensor;
  encode(source: Tensor, lengths: Tensor): { readonly memory: Memory; readonly start: State };
  step(before: Tensor, state: State, memory: Memory): { readonly logits: Tensor; readonly next: State };
}

/** The attention score vᵀ tanh(W s + U h), with U h as the key (Bahdanau et al., 2015). */
class Alignment extends Module {
  readonly W: Linear;
  readonly U: Linear;
  readonly v: Param;

  constructor(state: number, annotation: number, hidden: number) {
    super();
    this.W = new Linear(state, hidden, { bias: false });
    this.U = new Linear(annotation, hidden, { bias: false });
    this.v = new Param([hidden], initializers.uniform(-1 / Math.sqrt(hidden), 1 / Math.sqrt(hidden)));
  }

  /** Maps s [batch, 1, state] and keys [batch, time, hidden] to scores [batch, 1, time]. */
  forward(s: Tensor, keys: Tensor): Tensor {
    return this.W.forward(s).add(keys).tanh().mul(this.v).sum(-1).unsqueeze(1);
  }
}

/** An encoder-decoder with or without attention. */
export class Translator extends Module implements EncoderDecoder<Memory, Tensor> {
  readonly source: Embedding;
  readonly target: Embedding;
  readonly encoder: GRU;
  readonly first: Linear;
  readonly alignment: Alignment | null;
  readonly decoder: GRUCell;
  readonly hiddenOutput: Linear;
  readonly output: Linear;
  readonly dropout: Dropout;

  constructor(options: TranslatorOptions) {
    super();
    const { attention, sourceTokens, targetTokens, embedding, hidden, dropout = 0 } = options;
    const small = { weight: initializers.normal(0, 1 / Math.sqrt(embedding)) };
    this.source = new Embedding(sourceTokens, embedding, small);
    this.target = new Embedding(targetTokens, embedding, small);
    this.encoder = new GRU(embedding, hidden, { bidirectional: true });
    this.first = new Linear(2 * hidden, 2 * hidden);
    this.alignment = attention ? new Alignment(2 * hidden, 2 * hidden, hidden) : null;
    this.decoder = new GRUCell(embedding + 2 * hidden, 2 * hidden);
    this.hiddenOutput = new Linear(4 * hidden + embedding, 2 * hidden);
    this.output = new Linear(2 * hidden, targetTokens);
    this.dropout = new Dropout(dropout);
  }

  /**
   * Returns the logits of all target tokens, [batch, steps, tokens], with teacher forcing: from sources i32 [batch,
   * time] of `lengths` [batch], and the true tokens before those of the target, [batch, steps].
   */
  forward(source: Tensor, lengths: Tensor, before: Tensor): Tensor {
    const { memory, start } = this.encode(source, lengths);
    const tokens = this.dropout.forward(this.target.forward(before)).transpose(0, 1);
    const step = (s: Tensor, y: Tensor) => {
      const { next, context } = this.#advance(y, s, memory);
      return [next, { states: next, contexts: context }] as const;
    };
    const [, { states, contexts }] = scan(step, start, tokens);
    return this.#read(states, contexts, tokens).transpose(0, 1);
  }

  /** Maps sources i32 [batch, time] of `lengths` [batch] to the memory and s_0 [batch, 2 · hidden]. */
  encode(source: Tensor, lengths: Tensor): { memory: Memory; start: Tensor } {
    const x = this.dropout.forward(this.source.forward(source));
    const { outputs: annotations, state } = this.encoder.forward(x, { lengths });
    const summary = concat([...state], -1);
    const keys = this.alignment === null ? null : this.alignment.U.forward(annotations);
    const seen = paddingMask(lengths, source.shape[1]!);
    return { memory: { annotations, keys, seen, summary }, start: this.first.forward(summary).tanh() };
  }

  /** Maps the previous tokens, i32 [batch], and s_{t-1} to the logits of y_t, [batch, tokens], and s_t. */
  step(before: Tensor, s: Tensor, memory: Memory): { logits: Tensor; next: Tensor } {
    const y = this.dropout.forward(this.target.forward(before));
    const { next, context } = this.#advance(y, s, memory);
    return { logits: this.#read(next, context, y), next };
  }

  /** Maps y_{t-1} [batch, embedding] and s_{t-1} to s_t and c_t. */
  #advance(y: Tensor, s: Tensor, memory: Memory): { next: Tensor; context: Tensor } {
    const context = this.#context(s, memory);
    return { next: this.decoder.forward(concat([y, context], -1), s), context };
  }

  /** Returns α_t for s_{t-1}, [batch, 1, time], named `weights` for `observe`; null without attention. */
  weights(s: Tensor, { keys, seen }: Memory): Tensor | null {
    if (this.alignment === null || keys === null) return null;
    return attentionWeights(s.unsqueeze(1), keys, { score: this.alignment, mask: seen }).named("weights");
  }

  /** Returns c_t for s_{t-1}, [batch, 2 · hidden]. */
  #context(s: Tensor, memory: Memory): Tensor {
    return this.weights(s, memory)?.matmul(memory.annotations).squeeze(1) ?? memory.summary;
  }

  /** Returns the logits from s_t, c_t and y_{t-1}, for any number of steps at once. */
  #read(s: Tensor, context: Tensor, y: Tensor): Tensor {
    const features = this.hiddenOutput.forward(concat([s, context, y], -1)).tanh();
    return this.output.forward(this.dropout.forward(features));
  }
}
