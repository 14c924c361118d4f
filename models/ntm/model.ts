/**
 * The neural Turing machine (Graves et al., 2014): a controller with heads over a memory M of N slots of M elements. One
 * time step, for one head of each kind:
 *
 * ```
 * h_t = controller(x_t, r_{t-1})
 * w_t = address(h_t, M_{t-1}, w_{t-1})       weights of the write head
 * M_t = M_{t-1} ∘ (1 - w_t e_tᵀ) + w_t a_tᵀ   erase, then add
 * v_t = address(h_t, M_t, v_{t-1})           weights of the read head
 * r_t = M_tᵀ v_t                             what is read
 * y_t = σ(W [h_t, r_t] + b)                  output bits
 * ```
 *
 * `address` compares a key with every slot, interpolates with the last weights, shifts and sharpens. Time is one `scan`.
 */
import {
  LSTMCell,
  Linear,
  type MemoryHeadsOptions,
  Module,
  Param,
  ReadHeads,
  Tensor,
  WriteHeads,
  concat,
  initializers,
  scan,
  zeros,
} from "hebb";

/** Kind of controller. */
export type ControllerKind = "LSTM" | "feed-forward";

export interface MachineOptions extends MemoryHeadsOptions {
  /** Number of input channels. */
  readonly inputs: number;
  /** Number of output bits. */
  readonly outputs: number;
  /** Number of hidden units of the controller. */
  readonly hidden: number;
  /** Number of slots N. */
  readonly slots: number;
  /** Number of elements of a slot. */
  readonly width: number;
  /** Default "LSTM". */
  readonly controller?: ControllerKind;
  /** Learn the contents of the memory at the start. Default false: all are 1e-6 (Collier and Beel, 2018). */
  readonly learnsMemory?: boolean;
}

/** State of a machine between two time steps. */
export interface MachineState {
  /** f32 [batch, slots, width]. */
  readonly memory: Tensor;
  /** Weights of the write heads, f32 [batch, heads, slots]. */
  readonly written: Tensor;
  /** Weights of the read heads, f32 [batch, heads, slots]. */
  readonly visited: Tensor;
  /** Rows that the read heads read, f32 [batch, heads · width]. */
  readonly read: Tensor;
  /** Tensors of the controller, each [batch, hidden]: none for a feed-forward controller. */
  readonly controller: readonly Tensor[];
}

/** Results of all time steps, with time as axis 0. */
export interface MachineTrace {
  /** Logits of the output bits, f32 [time, batch, outputs]. */
  readonly logits: Tensor;
  readonly memory: Tensor;
  readonly written: Tensor;
  readonly visited: Tensor;
}

/** Contents of a memory that is not learned, at the start. */
const blank = 1e-6;

/** A controller: its input [batch, features] and state -> its next state, whose first tensor is the output. */
interface Controller extends Module {
  readonly stateParts: number;
  forward(x: Tensor, state: readonly Tensor[]): { readonly output: Tensor; readonly state: readonly Tensor[] };
}

class RecurrentController extends Module implements Controller {
  static override readonly name: string = "RecurrentController";
  readonly stateParts = 2;
  readonly cell: LSTMCell;

  constructor(inputs: number, hidden: number) {
    super();
    this.cell = new LSTMCell(inputs, hidden);
  }

  forward(x: Tensor, [hidden, cell]: readonly Tensor[]) {
    const after = this.cell.forward(x, { hidden: hidden!, cell: cell! });
    return { output: after.hidden, state: [after.hidden, after.cell] };
  }
}

class FeedForwardController extends Module implements Controller {
  static override readonly name: string = "FeedForwardController";
  readonly stateParts = 0;
  readonly layer: Linear;

  constructor(inputs: number, hidden: number) {
    super();
    this.layer = new Linear(inputs, hidden);
  }

  forward(x: Tensor) {
    return { output: this.layer.forward(x).tanh(), state: [] };
  }
}

export class NeuralTuringMachine extends Module {
  static override readonly name: string = "NeuralTuringMachine";
  readonly controller: Controller;
  readonly writing: WriteHeads;
  readonly reading: ReadHeads;
  readonly output: Linear;
  /** Contents of the memory at the start, f32 [slots, width]. */
  readonly start: Param;
  readonly hidden: number;

  constructor(options: MachineOptions) {
    super();
    const { inputs, outputs, hidden, slots, width, controller = "LSTM", learnsMemory = false, ...heads } = options;
    const { heads: count = 1 } = heads;
    this.hidden = hidden;
    const kinds = { LSTM: RecurrentController, "feed-forward": FeedForwardController };
    this.controller = new kinds[controller](inputs + count * width, hidden);
    this.writing = new WriteHeads(hidden, width, heads);
    this.reading = new ReadHeads(hidden, width, heads);
    this.output = new Linear(hidden + count * width, outputs);
    this.start = new Param([slots, width], learnsMemory ? initializers.normal(0, 0.1) : initializers.constant(blank), {
      trainable: learnsMemory,
    });
  }

  /** Returns the state at the start: heads on slot 0, nothing read. */
  initial(batch: number): MachineState {
    const [slots, width] = this.start.shape as [number, number];
    const { heads } = this.reading;
    const first = Tensor.from(Float32Array.from({ length: slots }, (_, slot) => (slot === 0 ? 1 : 0)));
    const weights = first.expand([batch, heads, slots]);
    return {
      memory: this.start.expand([batch, slots, width]),
      written: weights,
      visited: weights,
      read: zeros([batch, heads * width]),
      controller: Array.from({ length: this.controller.stateParts }, () => zeros([batch, this.hidden])),
    };
  }

  /** Computes one time step: input f32 [batch, inputs] -> the next state and the logits of the output bits. */
  step(state: MachineState, x: Tensor): { readonly state: MachineState; readonly logits: Tensor } {
    const { output: h, state: controller } = this.controller.forward(concat([x, state.read], -1), state.controller);
    const { memory, weights: written } = this.writing.forward(h, state.memory, state.written);
    const { read: rows, weights: visited } = this.reading.forward(h, memory, state.visited);
    const read = rows.flatten(1);
    const logits = this.output.forward(concat([h, read], -1));
    return { state: { memory, written, visited, read, controller }, logits };
  }

  /** Runs along inputs f32 [batch, time, inputs], from the start or from a state. */
  run(x: Tensor, from?: MachineState): { readonly state: MachineState; readonly trace: MachineTrace } {
    const [state, trace] = scan(
      (before: MachineState, now: Tensor) => {
        const { state, logits } = this.step(before, now);
        const { memory, written, visited } = state;
        return [state, { logits, memory, written, visited }] as const;
      },
      from ?? this.initial(x.shape[0]!),
      x.transpose(0, 1),
    );
    return { state, trace };
  }

  /** Maps inputs f32 [batch, time, inputs] to the logits of the output bits, [batch, time, outputs]. */
  forward(x: Tensor): Tensor {
    return this.run(x).trace.logits.transpose(0, 1);
  }
}
