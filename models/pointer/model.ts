/**
 * The pointer network (Vinyals et al., 2015). An encoder reads the inputs x_1 … x_n in both directions; a decoder points
 * to them one by one, and to the end mark h_0 when it is done:
 *
 * ```
 * h_i = [→h_i; ←h_i]                                  by a GRU in each direction; h_0 is a parameter
 * s_0 = tanh(W_0 [→h_n; ←h_1] + b_0)
 * s_t = GRU(h_{c_{t-1}}, s_{t-1})                     the input pointed to before; a parameter in the first step
 * p(c_t = i | c_1 … c_{t-1}, x) = softmax_i(vᵀ tanh(W s_t + U h_i))
 * ```
 *
 * The distribution is the output: no values are summed. So the same parameters serve any number of inputs.
 */
import {
  AdditiveScore,
  GRU,
  Linear,
  Module,
  Param,
  type Tensor,
  arange,
  concat,
  initializers,
  pointerLogits,
  scan,
  where,
  zeros,
} from "hebb";

/** Options of a `PointerNetwork`. */
export interface PointerNetworkOptions {
  /** Numbers of one input: 1 for a number, 2 for a point. */
  readonly features: number;
  /** Units of the encoder in each direction; the decoder has twice as many. */
  readonly hidden: number;
}

/** Index of the end mark; input i has the index i + 1. */
export const end = 0;

/** The encoded inputs of a batch. A type rather than an interface, so that compiled programs accept it. */
export type Encoded = {
  /** h_0 … h_n, [batch, 1 + n, 2 · hidden]. */
  readonly states: Tensor;
  /** Bool [batch, 1, 1 + n]: false for padding. */
  readonly present: Tensor;
};

export class PointerNetwork extends Module {
  readonly encoder: GRU;
  readonly first: Linear;
  readonly decoder: GRU;
  readonly score: AdditiveScore;
  /** h_0, which the decoder points to at the end. */
  readonly endMark: Param;
  /** Input of the decoder's first step. */
  readonly startMark: Param;

  constructor({ features, hidden }: PointerNetworkOptions) {
    super();
    const width = 2 * hidden;
    this.encoder = new GRU(features, hidden, { bidirectional: true });
    this.first = new Linear(width, width);
    this.decoder = new GRU(width, width);
    this.score = new AdditiveScore(width, width, hidden);
    this.endMark = new Param([width], initializers.normal(0, 0.1));
    this.startMark = new Param([width], initializers.normal(0, 0.1));
  }

  /** Maps inputs f32 [batch, n, features] of `lengths` i32 [batch] to h_0 … h_n and s_0 [batch, 2 · hidden]. */
  encode(inputs: Tensor, lengths: Tensor): { encoded: Encoded; start: Tensor } {
    const [batch, n] = inputs.shape as [number, number];
    const { outputs, state } = this.encoder.forward(inputs, { lengths });
    const mark = this.endMark.add(zeros([batch, 1, 1]));
    const present = arange(n + 1)
      .lessEqual(lengths.unsqueeze(-1))
      .unsqueeze(1);
    const start = this.first.forward(concat([...state], -1)).tanh();
    return { encoded: { states: concat([mark, outputs], 1), present }, start };
  }

  /**
   * Returns the logits of every step with teacher forcing, [batch, steps, 1 + n]: `chosen` i32 [batch, steps] contains
   * the true c_1 … c_m, the end mark included, and -1 after it.
   */
  forward(inputs: Tensor, lengths: Tensor, chosen: Tensor): Tensor {
    const { encoded, start } = this.encode(inputs, lengths);
    const steps = chosen.shape[1]!;
    const before = chosen.slice(null, [0, steps - 1]).oneHot(inputs.shape[1]! + 1);
    const read = concat([this.#first(start), before.matmul(encoded.states)], 1);
    const { outputs } = this.decoder.forward(read, { state: [start] });
    return this.logits(outputs, encoded);
  }

  /** Maps the decoder's states s_t [batch, steps, 2 · hidden] to logits of the inputs, [batch, steps, 1 + n]. */
  logits(decoded: Tensor, { states, present }: Encoded): Tensor {
    return pointerLogits(decoded, states, { score: this.score, mask: present });
  }

  /** Returns the decoder's input of the first step, [batch, 1, 2 · hidden]. */
  #first(start: Tensor): Tensor {
    return this.startMark.add(zeros([start.shape[0]!, 1, 1]));
  }

  /**
   * One step of the decoder: maps the index pointed to before, i32 [batch], or a negative number in the first step, and
   * s_{t-1} to the logits [batch, 1 + n] of c_t, and s_t.
   */
  step(before: Tensor, state: Tensor, encoded: Encoded): { logits: Tensor; next: Tensor } {
    const { states } = encoded;
    const pointed = before.oneHot(states.shape[1]!).unsqueeze(1).matmul(states).squeeze(1);
    const read = where(before.less(0).unsqueeze(-1), this.startMark, pointed);
    const next = this.decoder.cells[0]![0]!.forward(read, state);
    return { logits: this.logits(next.unsqueeze(1), encoded).squeeze(1), next };
  }

  /**
   * Points greedily for `steps` steps, i32 [batch, steps]: to the most probable input in each. With `masked`, an input is
   * hidden once it was pointed to. Choices after the end mark have no meaning.
   */
  point(inputs: Tensor, lengths: Tensor, { steps, masked }: { steps: number; masked: boolean }): Tensor {
    const { encoded, start } = this.encode(inputs, lengths);
    const { states, present } = encoded;
    const width = states.shape[1]!;
    const batch = inputs.shape[0]!;
    type Carry = { before: Tensor; state: Tensor; free: Tensor };
    const advance = ({ before, state, free }: Carry): readonly [Carry, Tensor] => {
      const { logits, next } = this.step(before, state, encoded);
      const chosen = where(free.greater(0), logits, -Infinity).argmax(-1);
      // The end mark stays, so that a row always has something to point to.
      const used = chosen.oneHot(width).mul(arange(width).greater(end).cast("f32"));
      return [{ before: chosen, state: next, free: masked ? free.mul(used.rsub(1)) : free }, chosen];
    };
    const begin = { before: zeros([batch], "i32").sub(1), state: start, free: present.squeeze(1).cast("f32") };
    const [, chosen] = scan(advance, begin, null, { length: steps });
    return chosen.transpose(0, 1);
  }
}
