/**
 * The whole Transformer, encoder and decoder (Vaswani et al., 2017). The encoder reads the source, in which every
 * position sees all others. Each layer of the decoder reads the target so far, then the results of the encoder.
 */
import {
  type AttentionCache,
  Dropout,
  Embedding,
  type KeysAndValues,
  LayerNorm,
  Linear,
  Module,
  type Tensor,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  initializers,
  paddingMask,
  sinusoidalPositions,
} from "hebb";
import type { EncoderDecoder } from "../seq2seq/model.ts";

/** Sizes of a TransformerTranslator. */
export interface TransformerTranslatorOptions {
  /** Sizes of the two vocabularies. */
  readonly sourceTokens: number;
  readonly targetTokens: number;
  readonly features: number;
  readonly heads: number;
  /** Number of layers of the encoder, and of the decoder. */
  readonly layers: number;
  readonly dropout: number;
  /** Maximum number of tokens of a source or a target. */
  readonly longest: number;
}

/** The encoded sources of a batch. A type rather than an interface, so that compiled programs accept it. */
export type Memory = {
  /** Keys and values of the sources in each layer of the decoder. */
  readonly read: readonly KeysAndValues[];
  /** Mask of the source tokens, bool [batch, 1, time]. */
  readonly seen: Tensor;
};

/** A translator without recurrence and without convolution. */
export class TransformerTranslator extends Module implements EncoderDecoder<Memory, AttentionCache[]> {
  readonly source: Embedding;
  readonly target: Embedding;
  readonly encoder: readonly TransformerEncoderLayer[];
  readonly decoder: readonly TransformerDecoderLayer[];
  readonly encoded: LayerNorm;
  readonly decoded: LayerNorm;
  readonly output: Linear;
  readonly dropout: Dropout;
  readonly longest: number;

  constructor({ sourceTokens, targetTokens, features, heads, layers, dropout, longest }: TransformerTranslatorOptions) {
    super();
    // Word vectors are multiplied by √features, as in the paper: they become as large as the positions, and a step of
    // Adam changes them more.
    const weight = initializers.normal(0, 1 / Math.sqrt(features));
    this.source = new Embedding(sourceTokens, features, { weight });
    this.target = new Embedding(targetTokens, features, { weight });
    const options = { feedForward: 4 * features, dropout, preNorm: true };
    this.encoder = Array.from({ length: layers }, () => new TransformerEncoderLayer(features, heads, options));
    this.decoder = Array.from({ length: layers }, () => new TransformerDecoderLayer(features, heads, options));
    this.encoded = new LayerNorm(features);
    this.decoded = new LayerNorm(features);
    this.output = new Linear(features, targetTokens);
    this.dropout = new Dropout(dropout);
    this.longest = longest;
  }

  /** Maps sources i32 [batch, time] of `lengths` [batch] and the tokens before, [batch, steps], to logits. */
  forward(source: Tensor, lengths: Tensor, before: Tensor): Tensor {
    const { H, seen } = this.#read(source, lengths);
    const start = this.#withPositions(this.target.forward(before));
    return this.#logits(this.decoder.reduce((S, layer) => layer.forward(S, H, { memoryMask: seen }), start));
  }

  /** Encodes sources i32 [batch, time] of `lengths` [batch]. */
  encode(source: Tensor, lengths: Tensor): { memory: Memory; start: AttentionCache[] } {
    const { H, seen } = this.#read(source, lengths);
    const caches = this.decoder.map((layer) => layer.emptyCache(H, this.longest));
    return { memory: { read: caches.map(({ memory }) => memory), seen }, start: caches.map(({ own }) => own) };
  }

  /** Maps the previous tokens, i32 [batch], and the caches of earlier ones to logits [batch, tokens] and the next caches. */
  step(before: Tensor, caches: AttentionCache[], { read, seen }: Memory): { logits: Tensor; next: AttentionCache[] } {
    let S = this.#withPositions(this.target.forward(before.unsqueeze(1)), caches[0]!.length);
    const next = this.decoder.map((layer, i) => {
      const { outputs, cache } = layer.decode(S, { own: caches[i]!, memory: read[i]! }, { memoryMask: seen });
      S = outputs;
      return cache.own;
    });
    return { logits: this.#logits(S).squeeze(1), next };
  }

  /** Results of the encoder, [batch, time, features], and the mask of the source tokens. */
  #read(source: Tensor, lengths: Tensor): { H: Tensor; seen: Tensor } {
    const seen = paddingMask(lengths, source.shape[1]!);
    const start = this.#withPositions(this.source.forward(source));
    const H = this.encoder.reduce((X, layer) => layer.forward(X, { mask: seen }), start);
    return { H: this.encoded.forward(H), seen };
  }

  /** Scales word vectors and adds positions from `start`, i32 [], which is 0 by default. */
  #withPositions(X: Tensor, start?: Tensor): Tensor {
    const [n, features] = X.shape.slice(-2) as [number, number];
    const all = sinusoidalPositions(Math.max(n, this.longest), features);
    const positions = start === undefined ? all.slice([0, n]) : all.take(start.reshape([1]));
    return this.dropout.forward(X.mul(Math.sqrt(features)).add(positions));
  }

  #logits(S: Tensor): Tensor {
    return this.output.forward(this.decoded.forward(S));
  }
}
