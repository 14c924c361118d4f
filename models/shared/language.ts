/**
 * Recurrent language models, which predict the next token: the model, its training by truncated back-propagation
 * through time, and its evaluation. Shared by the systems that model text.
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

/** Kind of the recurrent layers; SRN is the simple recurrent network. */
export type Cell = "SRN" | "GRU" | "LSTM";

const layers = { SRN: RNN, GRU, LSTM } as const;

/** The recurrent state after a step, one entry for each layer. */
export type State = readonly (Tensor | LSTMState)[];

/** Cell and sizes of a language model. */
export interface LanguageModelOptions {
  readonly cell: Cell;
  /** Size of the vocabulary. */
  readonly tokens: number;
  readonly embedding: number;
  readonly hidden: number;
  /** Number of stacked recurrent layers. Default 1. */
  readonly layers?: number;
  /** Dropout rate between recurrent layers and before the output layer. Default 0. */
  readonly dropout?: number;
}

/** An embedding, recurrent layers, and a linear layer that returns the logits of the next token. */
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

  /**
   * Maps tokens i32 [batch, time] and the state before them to logits [batch, time, tokens] and the state after them.
   */
  forward(tokens: Tensor, before: State = this.start(tokens.shape[0]!)): { logits: Tensor; state: State } {
    // The three kinds differ only in the type of their state, which comes from `start` or from the layer itself.
    const recurrent = this.recurrent as {
      forward(x: Tensor, options: { state: State }): { outputs: Tensor; state: State };
    };
    const { outputs, state } = recurrent.forward(this.embedding.forward(tokens), { state: before });
    return { logits: this.output.forward(this.dropout.forward(outputs)), state };
  }

  /**
   * Processes one token of each example, for generation token by token: maps tokens i32 [batch] and the state before
   * them to logits [batch, tokens] and the state after them.
   */
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

  /** Returns the initial state, zeros, for `batch` sequences. */
  start(batch: number): State {
    return this.recurrent.cells.map(([cell]) => {
      const rest = () => zeros([batch, cell!.hidden]);
      return this.recurrent instanceof LSTM ? { hidden: rest(), cell: rest() } : rest();
    });
  }
}

/** Parts of a model that `trainLanguage` and `languageMeasure` use, such as those of a `LanguageModel`. */
export interface NextTokenModel extends Module {
  forward(tokens: Tensor, before?: State): { logits: Tensor; state: State };
  start(batch: number): State;
}

/** Data, optimizer and schedule of `trainLanguage`. */
export interface LanguageTraining {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** Number of streams of text that are processed in parallel. */
  readonly batchSize: number;
  /** Length of a segment in tokens. Gradients stop at its start; the state carries over from the previous segment. */
  readonly length: number;
  readonly steps: number;
  readonly optimizer: Optimizer;
  readonly clipNorm: number;
  /** Steps between two evaluations on the validation text. Default: one evaluation, at the end. */
  readonly every?: number;
  readonly label: string;
}

/** Trains along the text and returns the mean cross entropy on the validation text at the end, in nats per token. */
export async function trainLanguage(run: Run, model: NextTokenModel, training: LanguageTraining): Promise<number> {
  const { batchSize, length, steps, optimizer, clipNorm, every = steps, label } = training;
  const step = compile((input: Tensor, target: Tensor, before: State) => {
    const { logits, state } = model.forward(input, before);
    return { loss: optimizer.minimize(crossEntropy(logits, target), { clipNorm }), state };
  });
  const measure = languageMeasure(model);
  const batches = textStreams(training.train, { batchSize, length, epochs: Infinity });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer, memory: [...model.start(batchSize)] },
    async step(i, state) {
      const result = step(...batches.at(i), state.memory);
      state.memory = [...result.state];
      const loss = await result.loss.item();
      run.record(`${label} loss`, i + 1, loss);
      if ((i + 1) % every === 0 && i + 1 < steps) {
        const nats = await measure(training.validation);
        run.record(`${label} validation`, i + 1, nats);
        run.say(`${label} step ${i + 1}  loss ${loss.toFixed(3)}  validation ${nats.toFixed(3)} nats`);
      }
      return { values: { loss } };
    },
  });
  const nats = await measure(training.validation);
  run.record(`${label} validation`, steps, nats);
  return nats;
}

/**
 * Returns a function that measures the mean cross entropy of a text in nats per token. The text is split into 32
 * parallel streams, each starting from a zero state. Tokens at the end of a stream that do not fill a segment are
 * ignored.
 */
export function languageMeasure(model: NextTokenModel): (text: Int32Array) => Promise<number> {
  const losses = compile((input: Tensor, target: Tensor, before: State) => {
    const { logits, state } = model.forward(input, before);
    return { loss: crossEntropy(logits, target), state };
  });
  return async (text) => {
    const [batchSize, length] = [32, 128];
    let state = model.start(batchSize);
    let [sum, count] = [0, 0];
    for (const [input, target] of textStreams(text, { batchSize, length })) {
      const result = losses(input, target, state);
      state = result.state;
      sum += await result.loss.item();
      count++;
    }
    return sum / count;
  };
}
