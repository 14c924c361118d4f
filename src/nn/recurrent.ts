/**
 * Base class of the recurrent layers: runs any cell along sequences, in stacked layers and in one or both directions.
 */
import { operandOf } from "../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { formatShape } from "../base/shape.ts";
import { Module, type ScanOptions, type Tensor, checkedIndices, concat, iota, scan, where } from "../tensor/index.ts";
import { observed } from "../tensor/source/trace.ts";
import { Dropout } from "./dropout.ts";
import { given } from "./given.ts";
import { type RecurrentCell, type RecurrentCellOptions, cellKinds } from "./recurrent-cell.ts";
import { checkSizes } from "./sizes.ts";

/** Options of recurrent layers. */
export interface RecurrentOptions extends RecurrentCellOptions {
  /** Number of stacked layers. Default 1. */
  readonly layers?: number;
  /**
   * Add a second cell to every layer, which runs from the last time step to the first. Its outputs are concatenated to
   * those of the forward cell. Default false.
   */
  readonly bidirectional?: boolean;
  /** Dropout probability between layers during training. Default 0. */
  readonly dropout?: number;
  /**
   * Dropout probability of the hidden state before the recurrent weights, with one mask for all time steps. Default 0.
   */
  readonly recurrentDropout?: number;
  /** Use one mask for all time steps between layers too (Gal and Ghahramani, 2016). Default false. */
  readonly variational?: boolean;
}

/** Options passed to `scan`: recompute steps in the backward pass, or truncate gradients. */
type LoopOptions = Pick<ScanOptions, "recompute" | "truncate">;

/** Options of `forward` of recurrent layers. */
export interface SequenceOptions<State> extends LoopOptions {
  /**
   * Initial states, one per layer and direction, in the order layer 0 forward, layer 0 backward, layer 1 … Default: 0.
   */
  readonly state?: readonly State[] | undefined;
  /**
   * Lengths of the sequences, i32 or u8 [batch]. Inputs after the end of a sequence are ignored: they may be NaN, their
   * gradient is 0, their outputs are 0, and they do not change the state. The backward direction begins at the end of
   * each sequence. For a length of 0, the final state is the initial one. If a length is below 0 or above the number of
   * time steps, reading a result rejects with a FaultError. Default: all sequences have full length.
   */
  readonly lengths?: Tensor | undefined;
}

/** Result of `forward` of recurrent layers. */
export interface SequenceResult<State> {
  /** Outputs of the last layer, [batch, time, hidden], or [batch, time, 2 · hidden] if bidirectional. */
  readonly outputs: Tensor;
  /** State after the last step of each sequence, one per layer and direction, in the order of the initial states. */
  readonly state: readonly State[];
}

const sequenceKinds = {
  layers: "number",
  bidirectional: "boolean",
  dropout: "number",
  recurrentDropout: "number",
  variational: "boolean",
} as const;

const runKinds = { state: "array", lengths: "tensor", recompute: "boolean", truncate: "number" } as const;

/**
 * Base class of recurrent layers: [batch, time, inputs] -> outputs and final states. `observe` shows the gates of the
 * cells and, as `states`, the state of each cell after each step, [time, batch, hidden].
 */
export abstract class Recurrent<State> extends Module {
  /**
   * Cells by layer and direction: `cells[i][0]` runs forward and has PyTorch's parameters `_l{i}`, `cells[i][1]` runs
   * backward and has `_l{i}_reverse`.
   */
  readonly cells: readonly (readonly RecurrentCell<State>[])[];
  /** Dropout between layers. */
  readonly dropout: Dropout;
  /** Dropout of the hidden state. */
  readonly recurrentDropout: Dropout;

  constructor(
    layer: string,
    inputs: number,
    hidden: number,
    options: RecurrentOptions,
    cellOf: (inputs: number, options: RecurrentCellOptions) => RecurrentCell<State>,
    kinds = cellKinds,
  ) {
    super();
    const {
      layers = 1,
      bidirectional = false,
      dropout = 0,
      recurrentDropout = 0,
      variational = false,
      ...cell
    } = readOptions(layer, options, { ...sequenceKinds, ...kinds });
    checkSizes(layer, { inputs, hidden, layers });
    const directions = bidirectional ? 2 : 1;
    const cellsOf = (width: number) => Array.from({ length: directions }, () => cellOf(width, cell));
    this.cells = Array.from({ length: layers }, (_, i) => cellsOf(i === 0 ? inputs : directions * hidden));
    this.dropout = new Dropout(dropout, variational ? { shared: 0 } : {});
    this.recurrentDropout = new Dropout(recurrentDropout);
  }

  /**
   * Runs the layers along x [batch, time, inputs]. Throws a ShapeError, DTypeError or ArgumentError if `x`, the states
   * or the lengths do not match.
   */
  forward(x: Tensor, options: SequenceOptions<State> = {}): SequenceResult<State> {
    const { state, lengths, ...loop } = readOptions(`${String(this)}.forward`, options, runKinds);
    const directions = this.#check(x, state);
    const seen = lengths === undefined ? null : this.#seen(x, lengths);
    const last: State[] = [];
    // With time as axis 0, each step reads and writes contiguous memory.
    let sequence = x.transpose(0, 1);
    // The gradient of the weights multiplies ignored inputs by 0, and NaN times 0 is NaN.
    if (seen !== null) sequence = where(seen, sequence, 0);
    this.cells.forEach((cells, i) => {
      const below = i === 0 ? sequence : this.dropout.forward(sequence);
      const outputs = cells.map((cell, j) => {
        const start = cell.start(x.shape[0]!, state?.[i * directions + j]);
        const [parts, outputs] = this.#run(cell, below, start, seen, { ...loop, reverse: j === 1 });
        last.push(cell.stateOf(parts));
        return outputs;
      });
      sequence = outputs.length === 1 ? outputs[0]! : concat(outputs, -1);
    });
    return { outputs: sequence.transpose(0, 1), state: last };
  }

  override toString(): string {
    const [{ inputs, hidden }] = this.cells[0] as readonly [RecurrentCell<State>];
    return `${this.constructor.name}(${inputs}, ${hidden})`;
  }

  /** Runs one cell along x [time, batch, inputs]. The inputs of all time steps are projected at once. */
  #run(
    cell: RecurrentCell<State>,
    x: Tensor,
    start: readonly Tensor[],
    seen: Tensor | null,
    options: ScanOptions,
  ): readonly [state: readonly Tensor[], outputs: Tensor] {
    const mask = this.recurrentDropout.mask(start[0]!.shape);
    const step = (state: readonly Tensor[], now: { projected: Tensor; seen: Tensor | null }) => {
      const hidden = mask === null ? state[0]! : state[0]!.mul(mask);
      const next = cell.step(now.projected, state, hidden);
      const kept = now.seen === null ? next : next.map((part, i) => where(now.seen!, part, state[i]!));
      const carried = cell.parts(observed("states", cell.stateOf(kept)));
      return [carried, carried[0]!] as const;
    };
    const [state, outputs] = scan(step, start, { projected: cell.project(x), seen }, options);
    return [state, seen === null ? outputs : where(seen, outputs, 0)];
  }

  /** Bool [time, batch, 1]: true for the time steps within each sequence. */
  #seen(x: Tensor, lengths: Tensor): Tensor {
    const [batch, time] = x.shape as [number, number, number];
    const operands = [operandOf(lengths.node, "lengths"), operandOf(x.node, "x")];
    if (lengths.dtype !== "i32" && lengths.dtype !== "u8") {
      throw new DTypeError(`${String(this)} was given lengths of ${lengths.dtype}`, {
        operands,
        rule: "Lengths must be i32 or u8.",
      });
    }
    if (lengths.shape.length !== 1 || lengths.shape[0] !== batch) {
      throw new ShapeError(`${String(this)} was given lengths of ${formatShape(lengths.shape)}`, {
        operands,
        rule: `The shape must be ${formatShape([batch])}, one per sequence.`,
      });
    }
    const known = checkedIndices(String(this), "length", lengths.cast("i32"), time + 1);
    return iota(time).unsqueeze(-1).less(known).unsqueeze(-1);
  }

  /** Checks `x` and the initial states, and returns the number of directions. */
  #check(x: Tensor, state: readonly State[] | undefined): number {
    const [first] = this.cells as readonly [readonly RecurrentCell<State>[]];
    const { inputs } = first[0]!;
    if (given(x, this).shape.length !== 3 || x.shape[2] !== inputs) {
      const single = x.shape.length === 2 && x.shape[1] === inputs;
      throw new ShapeError(`${String(this)} cannot take ${formatShape(x.shape)}`, {
        operands: [operandOf(x.node, "x"), operandOf(first[0]!.weightIh.node, "weightIh")],
        rule: `x must have the shape [batch, time, ${inputs}].`,
        ...(single ? { fix: "Add a batch axis: x.unsqueeze(0)." } : {}),
      });
    }
    const states = this.cells.length * first.length;
    if (state === undefined || (Array.isArray(state) && state.length === states)) return first.length;
    throw new ArgumentError(`${String(this)} was given ${Array.isArray(state) ? state.length : "no list of"} states`, {
      rule: `Expected ${states}: ${this.cells.length} layers, ${first.length} directions.`,
      fix: "Pass the state returned by an earlier call.",
    });
  }
}
