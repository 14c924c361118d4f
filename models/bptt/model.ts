/**
 * Hand-written back-propagation through time (Werbos, 1990) for a simple recurrent network (Elman, 1990): the losses at
 * all time steps, and the gradient of each weight as a sum over time.
 */
import { Module, Param, Tensor, concat, einsum, initializers, scan, zeros } from "hebb";

const { uniform } = initializers;

/** A simple recurrent network with one layer of tanh units. */
export class SimpleRecurrentNetwork extends Module {
  readonly U: Param;
  readonly W: Param;
  readonly b: Param;
  readonly V: Param;
  readonly c: Param;

  constructor(tokens: number, hidden: number) {
    super();
    const limit = 1 / Math.sqrt(hidden);
    const drawn = (...shape: number[]) => new Param(shape, uniform(-limit, limit));
    this.U = drawn(hidden, hidden);
    this.W = drawn(hidden, tokens);
    this.b = drawn(hidden);
    this.V = drawn(tokens, hidden);
    this.c = drawn(tokens);
  }

  /**
   * Maps one-hot tokens x [time, batch, tokens] to states h [time, batch, hidden] and logits o [time, batch, tokens]:
   * h_t = tanh(U h_{t-1} + W x_t + b) and o_t = V h_t + c. Rows are examples, so the matrices are transposed and
   * applied from the right. With `truncate`, gradients do not flow back across the boundaries of segments of this many
   * steps.
   */
  forward(x: Tensor, { truncate }: { readonly truncate?: number | undefined } = {}): { h: Tensor; o: Tensor } {
    const step = (before: Tensor, now: Tensor) => {
      const next = before.matmul(this.U.transpose()).add(now.matmul(this.W.transpose())).add(this.b).tanh();
      return [next, next] as const;
    };
    const [, h] = scan(step, this.rest(x), x, truncate === undefined ? {} : { truncate });
    return { h, o: h.matmul(this.V.transpose()).add(this.c) };
  }

  /** Returns the initial state h_0 = 0. */
  rest(x: Tensor): Tensor {
    return zeros([x.shape[1]!, this.b.shape[0]!]);
  }
}

/** Returns the mean of -log softmax(o_t)[y_t] over all time steps and examples, for one-hot targets y. */
export function loss(o: Tensor, y: Tensor): Tensor {
  return o.logSoftmax(-1).mul(y).sum(-1).mean().neg();
}

/** The gradients ∂L/∂θ of all parameters, in the order of the network's fields. */
export interface Gradients {
  readonly U: Tensor;
  readonly W: Tensor;
  readonly b: Tensor;
  readonly V: Tensor;
  readonly c: Tensor;
  /** δ_t = ∂L/∂z_t, [time, batch, hidden], where z_t is the argument of tanh. */
  readonly delta: Tensor;
}

/**
 * Computes the gradients of the loss, with e_t = ∂L/∂o_t = (softmax(o_t) - y_t) / (time · batch):
 *
 * ```
 * δ_t = (1 - h_t²) ⊙ (Vᵀ e_t + Uᵀ δ_{t+1}),   δ_{T+1} = 0
 * ∂L/∂U = Σ δ_t h_{t-1}ᵀ    ∂L/∂W = Σ δ_t x_tᵀ    ∂L/∂b = Σ δ_t    ∂L/∂V = Σ e_t h_tᵀ    ∂L/∂c = Σ e_t
 * ```
 *
 * With truncation, δ_{t+1} counts as 0 if t is a multiple of `truncate`.
 */
export function backPropagate(
  network: SimpleRecurrentNetwork,
  x: Tensor,
  y: Tensor,
  { truncate = Infinity }: { readonly truncate?: number | undefined } = {},
): Gradients {
  const { h, o } = network.forward(x);
  const [time, batch] = x.shape as [number, number, number];
  const e = o
    .softmax(-1)
    .sub(y)
    .div(time * batch);
  const step = (next: Tensor, now: { h: Tensor; e: Tensor; goesOn: Tensor }) => {
    const delta = now.h
      .square()
      .rsub(1)
      .mul(now.e.matmul(network.V).add(next.matmul(network.U).mul(now.goesOn)));
    return [delta, delta] as const;
  };
  const goesOn = continuesAfter(time, truncate);
  const [, delta] = scan(step, network.rest(x), { h, e, goesOn }, { reverse: true });
  const before = shifted(h, network.rest(x));
  return {
    U: outer(delta, before),
    W: outer(delta, x),
    b: delta.sum([0, 1]),
    V: outer(e, h),
    c: e.sum([0, 1]),
    delta,
  };
}

/**
 * Returns f32 [time, 1, 1] with 0 at the last step of every segment of `truncate` steps, where no gradient comes back
 * from the next step, and 1 elsewhere.
 */
function continuesAfter(time: number, truncate: number): Tensor {
  return Tensor.from(
    Array.from({ length: time }, (_, t) => Number((t + 1) % truncate !== 0)),
    [time, 1, 1],
  );
}

/** Returns h_{t-1} at position t. */
function shifted(h: Tensor, first: Tensor): Tensor {
  return concat([first.unsqueeze(0), h.slice([0, h.shape[0]! - 1])]);
}

/** Returns Σ a_t b_tᵀ over all time steps and examples. */
function outer(a: Tensor, b: Tensor): Tensor {
  return einsum("t n i, t n j -> i j", a, b);
}
