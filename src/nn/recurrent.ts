/** What the recurrent layers share: cells run along sequences, in layers and in both directions. Knows no kind of cell. */
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

export interface RecurrentOptions extends RecurrentCellOptions {
  /** How many lie on top of each other, each reading the outputs of the one below. Default 1. */
  readonly layers?: number;
  /** Run a second cell from the end to the start in every layer, and put its outputs behind the first's. Default false. */
  readonly bidirectional?: boolean;
  /** The share that is dropped in training of what goes from layer to layer. Default 0. */
  readonly dropout?: number;
  /** The share that is dropped in training of the hidden state that the weights see, the same for all times. Default 0. */
  readonly recurrentDropout?: number;
  /** Drop from layer to layer the same for all times too (Gal and Ghahramani, 2016). Default false. */
  readonly variational?: boolean;
}

/** What a scan may be told besides: to recompute steps in the backward pass, or to truncate gradients. */
type LoopOptions = Pick<ScanOptions, "recompute" | "truncate">;

export interface SequenceOptions<State> extends LoopOptions {
  /** One for each layer, or each layer's direction, from the first layer up. Default: zeros. */
  readonly state?: readonly State[] | undefined;
  /**
   * How many steps each sequence has, i32 or u8 [batch]: what follows is not read (so that it may be NaN, and has the
   * gradient 0), outputs 0, and leaves the state as it was; the backward direction begins at each sequence's own end. A
   * length of 0 gives back the first state; one below 0 or beyond the time makes the read of the results reject.
   */
  readonly lengths?: Tensor | undefined;
}

export interface SequenceResult<State> {
  /** The last layer's, [batch, time, hidden], twice as wide with both directions. */
  readonly outputs: Tensor;
  /** That after each sequence's last step, in the order of the first ones. */
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
 * [batch, time, inputs] -> outputs and last states. `cells[i][j]` is layer i's in direction j, 1 being backward: its
 * parameters are PyTorch's of `_l{i}` and `_l{i}_reverse`. `observe` sees the cells' gates and, as `states`, the state
 * after each step, [time, batch, hidden], cell by cell.
 */
export abstract class Recurrent<State> extends Module {
  readonly cells: readonly (readonly RecurrentCell<State>[])[];
  readonly dropout: Dropout;
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

  /** Throws a ShapeError, DTypeError or ArgumentError where `x`, the states or the lengths do not fit. */
  forward(x: Tensor, options: SequenceOptions<State> = {}): SequenceResult<State> {
    const { state, lengths, ...loop } = readOptions(`${String(this)}.forward`, options, runKinds);
    const directions = this.#check(x, state);
    const seen = lengths === undefined ? null : this.#seen(x, lengths);
    const last: State[] = [];
    // Time comes first from here on, so that what each step reads and writes lies in one piece.
    let sequence = x.transpose(0, 1);
    // The weights of what is not read are multiplied by its gradient, 0: NaN must not be there.
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

  /** One cell along x [time, batch, inputs], all of which are projected at once. */
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

  /** Bool [time, batch, 1]: the steps that a sequence has. */
  #seen(x: Tensor, lengths: Tensor): Tensor {
    const [batch, time] = x.shape as [number, number, number];
    const operands = [operandOf(lengths.node, "lengths"), operandOf(x.node, "x")];
    if (lengths.dtype !== "i32" && lengths.dtype !== "u8") {
      throw new DTypeError(`${String(this)} was given lengths of ${lengths.dtype}`, {
        operands,
        rule: "Lengths are i32 or u8.",
      });
    }
    if (lengths.shape.length !== 1 || lengths.shape[0] !== batch) {
      throw new ShapeError(`${String(this)} was given lengths of ${formatShape(lengths.shape)}`, {
        operands,
        rule: `There is one length for each sequence: ${formatShape([batch])}.`,
      });
    }
    const known = checkedIndices(String(this), "length", lengths.cast("i32"), time + 1);
    return iota(time).unsqueeze(-1).less(known).unsqueeze(-1);
  }

  /** The number of directions. */
  #check(x: Tensor, state: readonly State[] | undefined): number {
    const [first] = this.cells as readonly [readonly RecurrentCell<State>[]];
    const { inputs } = first[0]!;
    if (given(x, this).shape.length !== 3 || x.shape[2] !== inputs) {
      const single = x.shape.length === 2 && x.shape[1] === inputs;
      throw new ShapeError(`${String(this)} cannot take ${formatShape(x.shape)}`, {
        operands: [operandOf(x.node, "x"), operandOf(first[0]!.weightIh.node, "weightIh")],
        rule: `x has the shape [batch, time, ${inputs}].`,
        ...(single ? { fix: "Give a single sequence a batch axis: x.unsqueeze(0)." } : {}),
      });
    }
    const states = this.cells.length * first.length;
    if (state === undefined || (Array.isArray(state) && state.length === states)) return first.length;
    throw new ArgumentError(`${String(this)} was given ${Array.isArray(state) ? state.length : "no list of"} states`, {
      rule: `There is one for each of ${this.cells.length} layers and ${first.length} directions: ${states}.`,
      fix: "Pass the list that another call returned as state.",
    });
  }
}
