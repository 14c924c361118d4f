/**
 * What recurrent networks can represent, and what they learn: a network whose weights are set by hand so that one number
 * is a stack (Siegelmann and Sontag, 1995), and small ones that are to learn to count.
 */
import { Embedding, GRU, LSTM, Linear, Module, Param, RNN, Tensor, scan, zeros } from "hebb";

/** What the stack is told at a step, as rows of a unit matrix. */
export const commands = ["push 0", "push 1", "pop", "wait"] as const;

/** σ(x): 0 below 0, x from 0 to 1, 1 above; the unit of Siegelmann and Sontag. */
function saturated(x: Tensor): Tensor {
  return x.clamp(0, 1);
}

/**
 * A simple recurrent network h_t = σ(U h_{t-1} + W x_t + b) of six units. The stack is the number s = v · h in base 4,
 * where the digit 1 stands for the bit 0 and the digit 3 for the bit 1:
 *
 *   push a bit:  s/4 + 1/4 or s/4 + 3/4
 *   pop:         4s - 1 if the top is 0, 4s - 3 if it is 1, which is σ(4s - 1) - σ(4s - 2) + σ(4s - 3)
 *
 * A unit of another command than x_t lies so far below 0 that it is 0. The top is σ(4s - 2), and s > 0 where there is one.
 */
export class StackNetwork extends Module {
  /** The slope of s in each unit: U = slope vᵀ has rank 1. */
  static readonly slope = [1 / 4, 1 / 4, 4, 4, 4, 1];
  static readonly v = [1, 1, 1, -1, 1, 1];
  /** What each unit adds to its multiple of s. */
  static readonly shift = [1 / 4, 3 / 4, -1, -2, -3, 0];
  /** The command of each unit. */
  static readonly command = [0, 1, 2, 2, 2, 3];
  /** What closes the units of other commands: far enough below 0 for any s. Open ones get 0, so that no digit is lost. */
  static readonly closed = -4;

  readonly recurrent = fixed(StackNetwork.slope.map((slope) => StackNetwork.v.map((v) => slope * v)));
  readonly input = fixed(
    StackNetwork.command.map((own) => commands.map((_, command) => (command === own ? 0 : StackNetwork.closed))),
  );
  readonly bias = fixed(StackNetwork.shift);
  readonly readout = fixed(StackNetwork.v);

  /** Commands as one-hot rows, f32 [batch, time, 4] -> the stack's number before each step, and after the last one. */
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

  /** s = v · h. */
  stack(h: Tensor): Tensor {
    return h.matmul(this.readout);
  }

  /** σ(4s - 2): 1 where the topmost bit is 1, 0 where it is 0. */
  top(stack: Tensor): Tensor {
    return saturated(stack.mul(4).sub(2));
  }
}

/** A parameter with these values, which is not trained. */
function fixed(values: readonly number[] | readonly (readonly number[])[]): Param {
  const value = Tensor.from(values);
  return new Param(value.shape, () => value, { trainable: false });
}

export const kinds = ["SRN", "GRU", "LSTM"] as const;
export type Kind = (typeof kinds)[number];

/** A recurrent layer of few units that says which token comes next. */
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

  /** Tokens i32 [batch, time] -> logits of the next one, [batch, time, 3]. */
  forward(tokens: Tensor): Tensor {
    return this.output.forward(this.recurrent.forward(this.tokens.forward(tokens)).outputs);
  }
}
