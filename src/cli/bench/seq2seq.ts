/** Machine translation with an encoder, a decoder and attention (Bahdanau et al., 2015), on random tokens. */
import { Embedding, GRU, GRUCell, Linear, crossEntropy, initializers } from "../../nn/index.ts";
import { Module, type Tensor, concat, scan } from "../../tensor/index.ts";
import { labels } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

const [batch, vocabulary] = [32, 100];
const [features, hidden] = [64, 128];

const embedding = () => new Embedding(vocabulary, features, { weight: initializers.uniform(-1, 1) });

class Translator extends Module {
  readonly source = embedding();
  readonly target = embedding();
  readonly encoder = new GRU(features, hidden);
  readonly key = new Linear(hidden, hidden, { bias: false });
  readonly query = new Linear(hidden, hidden);
  readonly score = new Linear(hidden, 1, { bias: false });
  /** Cell with a token and its context as inputs. The contribution of the tokens is computed before the loop. */
  readonly decoder = new GRUCell(features, hidden);
  readonly context = new Linear(hidden, 3 * hidden, { bias: false });
  readonly head = new Linear(2 * hidden, vocabulary);

  /** Two i32 [batch, time] -> [batch, time, vocabulary]: logits of the token after each target token. */
  forward(source: Tensor, target: Tensor): Tensor {
    const { outputs, state } = this.encoder.forward(this.source.forward(source));
    const keys = this.key.forward(outputs);
    const tokens = this.decoder.project(this.target.forward(target.transpose()));
    const step = (h: Tensor, token: Tensor) => {
      const context = this.#attend(keys, outputs, h);
      const [next] = this.decoder.step(token.add(this.context.forward(context)), [h], h) as [Tensor];
      return [next, [next, context]] as const;
    };
    const [, decoded] = scan<Tensor, Tensor, readonly Tensor[]>(step, state[0]!, tokens);
    return this.head.forward(concat(decoded, -1)).transpose(0, 1);
  }

  /** Additive attention with the query `h` [batch, hidden]; keys and values are [batch, time, hidden]. */
  #attend(keys: Tensor, values: Tensor, h: Tensor): Tensor {
    const scores = this.score.forward(keys.add(this.query.forward(h).unsqueeze(1)).tanh());
    return scores.softmax(1).mul(values).sum(1);
  }
}

export function* seq2seq(length: number): Iterable<Case> {
  const model = new Translator();
  const loss = (source: Tensor, before: Tensor, next: Tensor) => crossEntropy(model.forward(source, before), next);
  const tokens = () => labels([batch, length], vocabulary);
  yield trainingOf("seq2seq", model, loss, () => [tokens(), tokens(), tokens()]);
}
