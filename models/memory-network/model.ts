/**
 * The end-to-end memory network (Sukhbaatar et al., 2015) for sentences x_1 … x_N and a question q:
 *
 * ```
 * a_n = Σ_j l_j ∘ A x_nj + T_A(n)     address of sentence n
 * c_n = Σ_j l_j ∘ C x_nj + T_C(n)     content of sentence n
 * u   = Σ_j l_j ∘ B q_j               query
 * α   = softmax(uᵀ a_n)               attention distribution
 * o   = Σ_n α_n c_n                   what is read
 * u′  = u + o                         query of the next hop
 * y   = softmax(W u′)                 answer, after the last hop
 * ```
 *
 * l_j weights the words of a sentence by their position, T is the temporal encoding. The hops are tied: the contents of a
 * hop are the addresses of the next, B is the A of the first hop, and W the transposed C of the last.
 */
import {
  LearnedEncoding,
  type MemorySlots,
  Module,
  Param,
  type Tensor,
  initializers,
  memoryHops,
  ones,
  sentencePositions,
} from "hebb";
import { sentenceLength, words } from "./vocabulary.ts";

/** Encodings of sentences: words weighted by position, or a bag of words. */
export type Encoding = "position" | "bag";

export interface MemoryNetworkOptions {
  /** Number of features d. */
  readonly features: number;
  readonly hops: number;
  /** Number of slots: sentences of the longest story. */
  readonly slots: number;
  /** Default "position". */
  readonly encoding?: Encoding;
}

/** Memory contents for a batch of stories. */
export interface Memory {
  /** Addresses and contents f32 [batch, slots, d] of each hop. */
  readonly layers: readonly MemorySlots[];
  /** Slots in use, bool [batch, slots]. */
  readonly mask: Tensor;
}

/** Logits of the answer f32 [batch, words], and the weights of the slots in each hop, f32 [batch, slots]. */
export interface Answered {
  readonly logits: Tensor;
  readonly weights: readonly Tensor[];
}

const initial = initializers.normal(0, 0.1);

/** Encodes sentences as sums of word vectors, Σ_j l_j ∘ A x_j: word numbers u8 [..., words] -> f32 [..., d]. */
export class SentenceEmbedding extends Module {
  static override readonly name: string = "SentenceEmbedding";
  /** Word vectors f32 [vocabulary, d]. */
  readonly weight: Param;
  /** Position weights l f32 [words, d]; all are 1 for a bag of words. */
  readonly #positions: Tensor;

  constructor(features: number, encoding: Encoding) {
    super();
    this.weight = new Param([words.length, features], initial);
    this.#positions =
      encoding === "bag" ? ones([sentenceLength, features]) : sentencePositions(sentenceLength, features);
  }

  forward(sentences: Tensor): Tensor {
    const numbers = sentences.cast("i32");
    const isWord = numbers.notEqual(0).cast("f32").unsqueeze(-1);
    return this.weight.take(numbers).mul(this.#positions).mul(isWord).sum(-2);
  }
}

export class MemoryNetwork extends Module {
  static override readonly name: string = "MemoryNetwork";
  /** A of the first hop, then C of each hop, which is A of the next. */
  readonly embeddings: readonly SentenceEmbedding[];
  /** Temporal encodings T, one for each embedding. */
  readonly times: readonly LearnedEncoding[];

  constructor({ features, hops, slots, encoding = "position" }: MemoryNetworkOptions) {
    super();
    const tables = Array.from({ length: hops + 1 });
    this.embeddings = tables.map(() => new SentenceEmbedding(features, encoding));
    this.times = tables.map(() => new LearnedEncoding(slots, features, { weight: initial }));
  }

  /** Writes stories u8 [batch, slots, words] into memory. */
  store(stories: Tensor): Memory {
    const encoded = this.embeddings.map((embedding, i) => this.times[i]!.forward(embedding.forward(stories)));
    const layers = encoded.slice(1).map((contents, i) => ({ addresses: encoded[i]!, contents }));
    return { layers, mask: stories.slice(null, null, [0, 1]).squeeze(-1).notEqual(0) };
  }

  /** Answers questions u8 [batch, words] from memory. `linear` omits the softmax over slots, to begin a training. */
  answer(questions: Tensor, { layers, mask }: Memory, linear = false): Answered {
    const query = this.embeddings[0]!.forward(questions);
    const { output, weights } = memoryHops(query, layers, { mask, linear });
    return { logits: this.decode(output), weights };
  }

  /** Returns W u: the logits of all words for vectors f32 [..., d]. */
  decode(u: Tensor): Tensor {
    return u.matmul(this.embeddings.at(-1)!.weight.transpose());
  }

  forward(stories: Tensor, questions: Tensor): Tensor {
    return this.answer(questions, this.store(stories)).logits;
  }
}
