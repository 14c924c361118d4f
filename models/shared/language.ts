/**
 * Language models of recurrent layers: which token comes next? What the systems that read text share: the model, its
 * training along streams of text by truncated back-propagation through time, its measure, and writing.
 */
import {
  Dropout,
  Embedding,
  GRU,
  LSTM,
  type LSTMState,
  Linear,
  Module,
  type Optimizer,
  RNN,
  type Tensor,
  compile,
  crossEntropy,
  zeros,
} from "hebb";
import { textStreams } from "hebb/data";
import type { Run } from "../run.ts";

export type Cell = "SRN" | "GRU" | "LSTM";

const layers = { SRN: RNN, GRU, LSTM } as const;

/** What a recurrent layer carries from step to step, for each of its layers. */
export type State = readonly (Tensor | LSTMState)[];

export interface LanguageModelOptions {
  readonly cell: Cell;
  /** How many tokens there are. */
  readonly tokens: number;
  readonly embedding: number;
  readonly hidden: number;
  readonly layers?: number;
  /** The share of features that is dropped in training before the output, and between layers. Default 0. */
  readonly dropout?: number;
}

/** Embedding, recurrent layers, and a linear layer that says which token comes next. */
export class LanguageModel extends Module {
  readonly embedding: Embedding;
  readonly recurrent: RNN | GRU | LSTM;
  readonly dropout: Dropout;
  readonly output: Linear;

  constructor(options: LanguageModelOptions) {
    super();
    const { cell, tokens, embedding, hidden, layers: depth = 1, dropout = 0 } = options;
    this.embedding = new Embedding(tokens, embedding);
    this.recurrent = new layers[cell](embedding, hidden, { layers: depth, dropout: depth > 1 ? dropout : 0 });
    this.dropout = new Dropout(dropout);
    this.output = new Linear(hidden, tokens);
  }

  /** Tokens i32 [batch, time] and the state before -> logits [batch, time, tokens] and the state after. */
  forward(tokens: Tensor, before: State = this.start(tokens.shape[0]!)): { logits: Tensor; state: State } {
    // The three kinds differ in their state only, which comes from `start` or from the layer itself.
    const recurrent = this.recurrent as {
      forward(x: Tensor, options: { state: State }): { outputs: Tensor; state: State };
    };
    const { outputs, state } = recurrent.forward(this.embedding.forward(tokens), { state: before });
    return { logits: this.output.forward(this.dropout.forward(outputs)), state };
  }

  /** One token of each example, i32 [batch] -> logits [batch, tokens] and the state after; for writing token by token. */
  step(tokens: Tensor, before: State): { logits: Tensor; state: State } {
    let x = this.embedding.forward(tokens);
    const state = this.recurrent.cells.map(([cell], layer) => {
      const after = (cell as { forward(x: Tensor, state: Tensor | LSTMState): Tensor | LSTMState }).forward(
        x,
        before[layer]!,
      );
      x = "hidden" in after ? after.hidden : after;
      return after;
    });
    return { logits: this.output.forward(x), state };
  }

  /** Zeros: the state before the first token. */
  start(batch: number): State {
    return this.recurrent.cells.map(([cell]) => {
      const rest = () => zeros([batch, cell!.hidden]);
      return this.recurrent instanceof LSTM ? { hidden: rest(), cell: rest() } : rest();
    });
  }
}

export interface LanguageTraining {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** Streams side by side. */
  readonly batch: number;
  /** Steps that a gradient flows back; the state goes on. */
  readonly length: number;
  readonly steps: number;
  readonly optimizer: Optimizer;
  readonly clipNorm: number;
  /** Steps between two measurements on the validation text. Default: at the end only. */
  readonly every?: number;
  readonly label: string;
}

/** Trains along the text and returns the nats for each token of the validation text at the end. */
export async function trainLanguage(run: Run, model: LanguageModel, training: LanguageTraining): Promise<number> {
  const { batch, length, steps, optimizer, clipNorm, every = steps, label } = training;
  const step = compile((input: Tensor, target: Tensor, before: State) => {
    const { logits, state } = model.forward(input, before);
    return { loss: optimizer.minimize(crossEntropy(logits, target), { clipNorm }), state };
  });
  const measure = languageMeasure(model);
  let state = model.start(batch);
  let done = 0;
  for (const [input, target] of textStreams(training.train, { batchSize: batch, length, epochs: Infinity })) {
    const result = step(input, target, state);
    state = result.state;
    const loss = await result.loss.item();
    run.record(`${label} loss`, ++done, loss);
    run.progress(label, done, steps, { loss });
    if (done % every === 0 && done < steps) {
      const nats = await measure(training.validation);
      run.record(`${label} validation`, done, nats);
      run.say(`${label} step ${done}  loss ${loss.toFixed(3)}  validation ${nats.toFixed(3)} nats`);
    }
    if (done === steps) break;
  }
  const nats = await measure(training.validation);
  run.record(`${label} validation`, done, nats);
  return nats;
}

/**
 * Measures a text: the mean cross entropy in nats for each token. It is read as 32 streams side by side, each from an empty
 * state; the tokens at the end of each that fill no batch are left out.
 */
export function languageMeasure(model: LanguageModel): (text: Int32Array) => Promise<number> {
  const losses = compile((input: Tensor, target: Tensor, before: State) => {
    const { logits, state } = model.forward(input, before);
    return { loss: crossEntropy(logits, target), state };
  });
  return async (text) => {
    const [batch, length] = [32, 128];
    let state = model.start(batch);
    let [sum, count] = [0, 0];
    for (const [input, target] of textStreams(text, { batchSize: batch, length })) {
      const result = losses(input, target, state);
      state = result.state;
      sum += await result.loss.item();
      count++;
    }
    return sum / count;
  };
}
