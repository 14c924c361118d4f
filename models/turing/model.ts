/**
 * Representation and learning in recurrent networks: a network with weights set by hand in which one number is a stack
 * (Siegelmann and Sontag, 1995), and small networks trained to count.
 */
import { Embedding, GRU, LSTM, Linear, Module, Param, RNN, Tensor, scan, zeros } from "hebb";

/** Commands of the stack, one-hot encoded. */
export const commands = ["push 0", "push 1", "pop", "wait"] as const;

/** The activation of Siegelmann and Sontag: 0 below 0, x from 0 to 1, 1 above. */
function saturated(x: Tensor): Tensor {
  return x.clamp(0, 1);
}

/**
 * A simple recurrent network h_t = σ(U h_{t-1} + W x_t + b) with six units. The stack is the number s = v · h in base
 * 4, in which the digit 1 represents the bit 0 and the digit 3 the bit 1:
 *
 * ```
 * push a bit:  s/4 + 1/4 or s/4 + 3/4
 * pop:         4s - 1 if the top is 0, 4s - 3 if it is 1, which is σ(4s - 1) - σ(4s - 2) + σ(4s - 3)
 * ```
 *
 * The net inputs of units of other commands than x_t are so negative that these units are 0. The top of the stack is
 * σ(4s - 2); s > 0 unless the stack is empty.
 */
export class StackNetwork extends Module {
  /** Coefficient of s in each unit: U = slope vᵀ has rank 1. */
  static readonly slope = [1 / 4, 1 / 4, 4, 4, 4, 1];
  static readonly v = [1, 1, 1, -1, 1, 1];
  /** Constant term of each unit. */
  static readonly shift = [1 / 4, 3 / 4, -1, -2, -3, 0];
  /** Index of the command of each unit. */
  static readonly command = [0, 1, 2, 2, 2, 3];
  /**
   * Added to the net input of units of other commands, negative enough for any s. Units of the current command get 0,
   * so that no digit is lost.
   */
  static readonly closed = -4;

  readonly recurrent = fixed(StackNetwork.slope.map((slope) => StackNetwork.v.map((v) => slope * v)));
  readonly input = fixed(
    StackNetwork.command.map((own) => commands.map((_, command) => (command === own ? 0 : StackNetwork.closed))),
  );
  readonly bias = fixed(StackNetwork.shift);
  readonly readout = fixed(StackNetwork.v);

  /** Maps one-hot commands, f32 [batch, time, 4], to the stack's number before each step and after the last one. */
  forward(x: Tensor): { before: Tensor; after: Tensor } {
    const [batch] = x.shape as [number, number, number];
    const [last, before] = scan(
      (h: Tensor, now: Tensor) => {
        const next = saturated(
          h
            .matmul(this.recurrent.transpose(0, 1))
            .add(now.matmul(this.input.transpose(0, 1)))
            .add(this.bias),
        );
        return [next, this.stack(h)] as const;
      },
      zeros([batch, StackNetwork.v.length]),
      x.transpose(0, 1),
    );
    return { before: before.transpose(0, 1), after: this.stack(last) };
  }

  /** Returns s = v · h. */
  stack(h: Tensor): Tensor {
    return h.matmul(this.readout);
  }

  /** Returns σ(4s - 2): the bit at the top of the stack. */
  top(stack: Tensor): Tensor {
    return saturated(stack.mul(4).sub(2));
  }
}

/** Returns a parameter with these values that is not trained. */
function fixed(values: readonly number[] | readonly (readonly number[])[]): Param {
  const value = Tensor.from(values);
  return new Param(value.shape, () => value, { trainable: false });
}

export const kinds = ["SRN", "GRU", "LSTM"] as const;
/** Kind of recurrent layer. */
export type Kind = (typeof kinds)[number];

/** A small recurrent network that predicts the next token. */
export class Counter extends Module {
  readonly tokens = new Embedding(3, 3);
  readonly recurrent: RNN | GRU | LSTM;
  readonly output: Linear;

  constructor(kind: Kind, hidden: number) {
    super();
    const layers = { SRN: RNN, GRU, LSTM };
    this.recurrent = new layers[kind](3, hidden);
    this.output = new Linear(hidden, 3);
  }

  /** Maps tokens i32 [batch, time] to logits of the next token, [batch, time, 3]. */
  forward(tokens: Tensor): Tensor {
    return this.output.forward(this.recurrent.forward(this.tokens.forward(tokens)).outputs);
  }
}
