/**
 * Self-attention over the words of a sentence. Each word x_n becomes a query, a key and a value by three learned
 * matrices, and its representation in context is h_n = Σ_m α_nm v_m with α_n = softmax_m(q_n · k_m / √D).
 */
import {
  Dropout,
  Embedding,
  Linear,
  type MaskOptions,
  Module,
  Param,
  SinusoidalEncoding,
  type Tensor,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  initializers,
  paddingMask,
} from "hebb";

/** Sizes of an encoder. */
export interface EncoderOptions {
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
  /** Number of hidden units of the feed-forward networks. */
  readonly feedForward: number;
  /** Add sinusoidal positions to the word vectors. Default true. */
  readonly positions?: boolean;
  /** Default 0. */
  readonly dropout?: number;
  /**
   * Source of the queries: each word's own, or an outside one, a learned vector of each layer that asks for all words
   * alike. Default "own".
   */
  readonly query?: "own" | "outside";
}

/** Layer whose query is a parameter: all words receive the same weighted sum. */
export class OutsideQueryLayer extends TransformerEncoderLayer {
  readonly query: Param;

  constructor(features: number, heads: number, options: TransformerLayerOptions) {
    super(features, heads, options);
    this.query = new Param([1, features], initializers.normal(0, 1));
  }

  override forward(x: Tensor, { mask }: MaskOptions = {}): Tensor {
    const asked = this.query.expand([...x.shape.slice(0, -2), 1, x.shape.at(-1)!]);
    const attended = this.around(x, this.norm1, (x) => this.selfAttn.forward(asked, x, x, { mask }));
    return this.around(attended, this.norm2, (x) => this.feedForward(x));
  }
}

/** States and attention weights of all layers. */
export interface Insight {
  /** Word vectors with positions, then the states after each layer, [batch, n, features]. */
  readonly states: readonly Tensor[];
  /** Attention weights of each layer, [batch, heads, n, n]. */
  readonly weights: readonly Tensor[];
}

/** Layers of self-attention and feed-forward networks, without a causal mask: every word sees all others and itself. */
export class Encoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[];
  readonly positions: SinusoidalEncoding | null;
  readonly dropout: Dropout;

  constructor(options: EncoderOptions) {
    super();
    const { features, heads, layers, feedForward, positions = true, dropout = 0, query = "own" } = options;
    this.positions = positions ? new SinusoidalEncoding() : null;
    this.dropout = new Dropout(dropout);
    const EncoderLayer = query === "own" ? TransformerEncoderLayer : OutsideQueryLayer;
    this.layers = Array.from({ length: layers }, () => new EncoderLayer(features, heads, { feedForward, dropout }));
  }

  /** Maps word vectors [batch, n, features] and a mask of visible words, [batch, 1, n], to states of the same shape. */
  forward(vectors: Tensor, mask?: Tensor): Tensor {
    return this.layers.reduce((H, layer) => layer.forward(H, { mask }), this.embed(vectors));
  }

  /** Computes states and attention weights of all layers. */
  inspect(vectors: Tensor, mask?: Tensor): Insight {
    const states = [this.embed(vectors)];
    const weights = this.layers.map((layer) => {
      const H = states.at(-1)!;
      states.push(layer.forward(H, { mask }));
      return layer.selfAttn.weights(H, H, { mask });
    });
    return { states, weights };
  }

  /** Adds the positions to word vectors. */
  embed(vectors: Tensor): Tensor {
    return this.dropout.forward(this.positions === null ? vectors : this.positions.forward(vectors));
  }
}

/** Sizes of `EncoderTagger`. */
export interface EncoderTaggerOptions extends EncoderOptions {
  /** Size of the vocabulary of each feature of a word. */
  readonly vocabularies: readonly number[];
  readonly tags: number;
}

/** Predicts the tag of every word of a sentence from its representation in context. */
export class EncoderTagger extends Module {
  readonly features: readonly Embedding[];
  readonly encoder: Encoder;
  readonly output: Linear;

  constructor(options: EncoderTaggerOptions) {
    super();
    // The vectors of a word's features are added. Their sum is about as large as the positions.
    const weight = initializers.normal(0, 0.3);
    this.features = options.vocabularies.map((count) => new Embedding(count, options.features, { weight }));
    this.encoder = new Encoder(options);
    this.output = new Linear(options.features, options.tags);
  }

  /** Maps features of words, each i32 [batch, n], and lengths i32 [batch] to logits [batch, n, tags]. */
  forward(features: readonly Tensor[], lengths: Tensor): Tensor {
    const mask = paddingMask(lengths, features[0]!.shape[1]!);
    return this.output.forward(this.encoder.forward(this.vectors(features), mask));
  }

  /** Word vectors [batch, n, features], without positions. */
  vectors(features: readonly Tensor[]): Tensor {
    return features.map((values, i) => this.features[i]!.forward(values)).reduce((sum, vector) => sum.add(vector));
  }

  /** States and attention weights for the same inputs. The values at padding are meaningless. */
  inspect(features: readonly Tensor[], lengths: Tensor): Insight {
    return this.encoder.inspect(this.vectors(features), paddingMask(lengths, features[0]!.shape[1]!));
  }
}

/**
 * Splits the scores of a layer that reads C + P, contents and positions [1, n, features], into four terms: content with
 * content, content with position, position with content, and position with position. Each is [heads, n, n], before the
 * softmax. The biases of the projections belong to the content.
 */
export function scoreTerms({ selfAttn }: TransformerEncoderLayer, C: Tensor, P: Tensor): Tensor[] {
  const [features, { heads }] = [C.shape.at(-1)!, selfAttn];
  const split = (x: Tensor) =>
    x
      .squeeze(0)
      .reshape([-1, heads, features / heads])
      .transpose(0, 1);
  const projected = (x: Tensor, part: number, bias: boolean) => {
    const rows = [part * features, (part + 1) * features] as const;
    const product = x.matmul(selfAttn.inProjWeight!.slice(rows).transpose());
    return split(bias ? product.add(selfAttn.inProjBias!.slice(rows)) : product);
  };
  const [queries, keys] = [0, 1].map((part) => [projected(C, part, true), projected(P, part, false)]);
  const scale = 1 / Math.sqrt(features / heads);
  return queries!.flatMap((q) => keys!.map((k) => q.matmul(k.transpose()).mul(scale)));
}

/** Returns the number of parameters of a tagger without its embeddings. */
export function weightsAbove({
  features,
  layers,
  feedForward,
  tags,
}: Omit<EncoderTaggerOptions, "vocabularies">): number {
  const layer = 4 * features * (features + 1) + 2 * features * feedForward + feedForward + features + 4 * features;
  return layers * layer + tags * (features + 1);
}
