/** A language model of causal Transformer layers (Radford et al., 2018), on random characters. */
import {
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
import { Module, type Tensor } from "../../tensor/index.ts";
import { labels, uniform } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

const [batch, length, vocabulary] = [16, 64, 65];
const [features, heads, depth] = [128, 4, 4];

class LanguageModel extends Module {
  readonly tokens = new Embedding(vocabulary, features, { weight: initializers.uniform(-1, 1) });
  readonly positions = new LearnedEncoding(length, features, { weight: initializers.uniform(-1, 1) });
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

  /** i32 [batch, length] -> [batch, length, vocabulary] */
  forward(ids: Tensor): Tensor {
    const embedded = this.positions.forward(this.tokens.forward(ids));
    const last = this.layers.reduce((x, layer) => layer.forward(x, { causal: true }), embedded);
    return this.head.forward(this.norm.forward(last));
  }
}

export async function* transformer(): AsyncIterable<Case> {
  const model = new LanguageModel();
  for (const { selfAttn } of model.layers) await drawByInputs(selfAttn);
  const loss = (ids: Tensor, next: Tensor) => crossEntropy(model.forward(ids), next);
  const tokens = () => labels([batch, length], vocabulary);
  yield trainingOf("transformer", model, loss, () => [tokens(), tokens()]);
}

/** Initializes the projections as linear layers in other frameworks, instead of by Xavier initialization and zeros. */
async function drawByInputs({ inProjWeight, inProjBias, outProj }: MultiHeadAttention): Promise<void> {
  for (const param of [inProjWeight, inProjBias, outProj.bias]) {
    await param?.set(uniform(param.shape, 1 / Math.sqrt(features)));
  }
}
