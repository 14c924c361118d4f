/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al., 2000) written as equations, with gates that can
 * be removed.
 *
 * ```
 * f_t = σ(W_f x_t + U_f h_{t-1} + b_f)      forget gate
 * i_t = σ(W_i x_t + U_i h_{t-1} + b_i)      input gate
 * o_t = σ(W_o x_t + U_o h_{t-1} + b_o)      output gate
 * c̃_t = tanh(W_c x_t + U_c h_{t-1} + b_c)   candidate state
 * c_t = f_t ⊙ c_{t-1} + i_t ⊙ c̃_t           cell
 * h_t = o_t ⊙ tanh(c_t)                     hidden state
 * ```
 *
 * The layer `LSTM` of Hebb computes the same function, and learns the language models of this system.
 */
import {
  Embedding,
  type Initializer,
  type LSTMState,
  Linear,
  Module,
  type Tensor,
  concat,
  full,
  ones,
  scan,
  zeros,
} from "hebb";
import type { NextTokenModel, State } from "../shared/language.ts";

export const gates = ["forget", "input", "output"] as const;
export type Gate = (typeof gates)[number];

/** Values of gates that are fixed instead of learned. A gate fixed at 1 is removed. */
export type FixedGates = Readonly<Partial<Record<Gate, number>>>;

/** Outputs [batch, time, hidden] of the layer, and the state after the last step. */
interface Remembered {
  readonly outputs: Tensor;
  readonly state: LSTMState;
}

/** A layer of long short-term memory. */
export class LongShortTermMemory extends Module {
  /** W_f, W_i, W_o and W_c with their biases, concatenated. */
  readonly input: Linear;
  /** U_f, U_i, U_o and U_c, concatenated. */
  readonly recurrent: Linear;
  readonly #hidden: number;
  readonly #fixed: FixedGates;

  constructor(inputs: number, hidden: number, fixed: FixedGates = {}) {
    super();
    this.input = new Linear(inputs, 4 * hidden, { bias: openForgetGate });
    this.recurrent = new Linear(hidden, 4 * hidden, { bias: false });
    this.#hidden = hidden;
    this.#fixed = fixed;
  }

  /** Maps x [batch, time, inputs] and the state before it to the outputs. Names f, i, o and c for `observe`. */
  forward(x: Tensor, before: LSTMState = this.start(x.shape[0]!)): Remembered {
    const step = ({ hidden, cell }: LSTMState, projected: Tensor) => {
      const sums = projected.add(this.recurrent.forward(hidden)).chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
      const f = this.#gate("forget", sums[0]).named("f");
      const i = this.#gate("input", sums[1]).named("i");
      const o = this.#gate("output", sums[2]).named("o");
      const candidate = sums[3].tanh();
      const c = f.mul(cell).add(i.mul(candidate)).named("c");
      const h = o.mul(c.tanh());
      return [{ hidden: h, cell: c }, h] as const;
    };
    const [state, outputs] = scan(step, before, this.input.forward(x.transpose(0, 1)));
    return { outputs: outputs.transpose(0, 1), state };
  }

  /** Returns the initial state, zeros. */
  start(batch: number): LSTMState {
    return { hidden: zeros([batch, this.#hidden]), cell: zeros([batch, this.#hidden]) };
  }

  #gate(gate: Gate, sum: Tensor): Tensor {
    const value = this.#fixed[gate];
    return value === undefined ? sum.sigmoid() : full(sum.shape, value);
  }
}

/** Biases whose part b_f is 1, so that cells keep most of their value before training; the others are 0. */
const openForgetGate: Initializer = ([size]) => concat([ones([size! / 4]), zeros([(3 * size!) / 4])]);

/** Embeds digits, reads them, and classifies the sum of the first two from the last output. */
export class SumReader extends Module {
  readonly digits = new Embedding(10, 32);
  readonly memory: LongShortTermMemory;
  readonly sum = new Linear(64, 19);

  constructor(fixed: FixedGates) {
    super();
    this.memory = new LongShortTermMemory(32, 64, fixed);
  }

  /** Maps digits u8 [batch, time] to logits of the sums 0 to 18, [batch, 19]. */
  forward(digits: Tensor): Tensor {
    const { outputs } = this.memory.forward(this.digits.forward(digits));
    return this.sum.forward(outputs.slice(null, [-1, outputs.shape[1]!]).squeeze(1));
  }
}

/** Predicts the next character of a text. */
export class TextReader extends Module implements NextTokenModel {
  readonly embedding: Embedding;
  readonly memory: LongShortTermMemory;
  readonly output: Linear;

  constructor(tokens: number, hidden: number, fixed: FixedGates) {
    super();
    this.embedding = new Embedding(tokens, 32);
    this.memory = new LongShortTermMemory(32, hidden, fixed);
    this.output = new Linear(hidden, tokens);
  }

  /** Maps tokens i32 [batch, time] and the state before them to logits [batch, time, tokens] and the state after. */
  forward(tokens: Tensor, [before]: State = this.start(tokens.shape[0]!)): { logits: Tensor; state: State } {
    const { outputs, state } = this.memory.forward(this.embedding.forward(tokens), before as LSTMState);
    return { logits: this.output.forward(outputs), state: [state] };
  }

  start(batch: number): State {
    return [this.memory.start(batch)];
  }
}
