/** A language model of causal Transformer layers (Radford et al., 2018): training on random characters, and decoding. */
import {
  type AttentionCache,
  Embedding,
  LayerNorm,
  LearnedEncoding,
  Linear,
  type MultiHeadAttention,
  TransformerEncoderLayer,
  crossEntropy,
  gelu,
  initializers,
} from "../../nn/index.ts";
import { Module, type Tensor, compile, scan } from "../../tensor/index.ts";
import { labels, uniform } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

const [batch, length, vocabulary] = [16, 64, 65];
const [features, heads, depth] = [128, 4, 4];
/** Number of tokens that are decoded, and positions of the cache. */
const decoded = 256;

class LanguageModel extends Module {
  readonly tokens = new Embedding(vocabulary, features, { weight: initializers.uniform(-1, 1) });
  readonly positions: LearnedEncoding;
  readonly layers = Array.from(
    { length: depth },
    () =>
      new TransformerEncoderLayer(features, heads, {
        feedForward: 4 * features,
        dropout: 0,
        activation: gelu,
        preNorm: true,
      }),
  );
  readonly norm = new LayerNorm(features);
  readonly head = new Linear(features, vocabulary);

  constructor(context: number) {
    super();
    this.positions = new LearnedEncoding(context, features, { weight: initializers.uniform(-1, 1) });
  }

  /** i32 [batch, length] -> [batch, length, vocabulary] */
  forward(ids: Tensor): Tensor {
    const embedded = this.positions.forward(this.tokens.forward(ids));
    const last = this.layers.reduce((x, layer) => layer.forward(x, { causal: true }), embedded);
    return this.head.forward(this.norm.forward(last));
  }

  /** Chooses the next token after `id`, i32 [1], by the largest logit. */
  decode(id: Tensor, caches: readonly AttentionCache[]): { id: Tensor; caches: readonly AttentionCache[] } {
    let x = this.positions.forward(this.tokens.forward(id).unsqueeze(1), caches[0]!.length);
    const next = this.layers.map((layer, i) => {
      const { outputs, cache } = layer.decode(x, caches[i]!);
      x = outputs;
      return cache;
    });
    return { id: this.head.forward(this.norm.forward(x)).argmax(-1).squeeze(1), caches: next };
  }
}

export async function* transformer(): AsyncIterable<Case> {
  const model = await drawn(length);
  const loss = (ids: Tensor, next: Tensor) => crossEntropy(model.forward(ids), next);
  const tokens = () => labels([batch, length], vocabulary);
  yield trainingOf("transformer", model, loss, () => [tokens(), tokens()]);
}

/** Decodes greedily from a random token to the end of the context, in one call. */
export async function* transformerDecoding(): AsyncIterable<Case> {
  const model = await drawn(decoded);
  const step = compile((first: Tensor) => {
    const caches: readonly AttentionCache[] = model.layers.map((layer) => layer.emptyCache(1, decoded));
    const [{ id }] = scan(
      (state) => {
        const next = model.decode(state.id, state.caches);
        return [next, next.id] as const;
      },
      { id: first, caches },
      null,
      { length: decoded },
    );
    return id;
  });
  yield { name: "transformer --decode", model, step, batches: [[labels([1], vocabulary)]], work: decoded };
}

async function drawn(context: number): Promise<LanguageModel> {
  const model = new LanguageModel(context);
  for (const { selfAttn } of model.layers) await drawByInputs(selfAttn);
  return model;
}

/** Initializes the projections as linear layers in other frameworks, instead of by Xavier initialization and zeros. */
async function drawByInputs({ inProjWeight, inProjBias, outProj }: MultiHeadAttention): Promise<void> {
  for (const param of [inProjWeight, inProjBias, outProj.bias]) {
    await param?.set(uniform(param.shape, 1 / Math.sqrt(features)));
  }
}
