/** Character-level language models with one recurrent layer, on random characters. */
import { Embedding, GRU, LSTM, Linear, RNN, crossEntropy, initializers } from "../../nn/index.ts";
import { Module, type Tensor } from "../../tensor/index.ts";
import { labels } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

const [batch, vocabulary] = [32, 65];
const [features, hidden] = [64, 128];

class CharacterModel extends Module {
  readonly tokens = new Embedding(vocabulary, features, { weight: initializers.uniform(-1, 1) });
  readonly recurrent: LSTM | GRU | RNN;
  readonly head = new Linear(hidden, vocabulary);

  constructor(recurrent: LSTM | GRU | RNN) {
    super();
    this.recurrent = recurrent;
  }

  /** i32 [batch, time] -> [time, batch, vocabulary], time first, as the layer computes its outputs. */
  forward(ids: Tensor): Tensor {
    return this.head.forward(this.recurrent.forward(this.tokens.forward(ids)).outputs.transpose(0, 1));
  }
}

export const lstm = (length: number) => characters("lstm", new LSTM(features, hidden), length);
export const gru = (length: number) => characters("gru", new GRU(features, hidden), length);
export const elman = (length: number) => characters("elman", new RNN(features, hidden), length);

function characters(name: string, recurrent: LSTM | GRU | RNN, length: number): Iterable<Case> {
  const model = new CharacterModel(recurrent);
  const loss = (ids: Tensor, next: Tensor) => crossEntropy(model.forward(ids), next.transpose());
  const tokens = () => labels([batch, length], vocabulary);
  return [trainingOf(name, model, loss, () => [tokens(), tokens()])];
}
