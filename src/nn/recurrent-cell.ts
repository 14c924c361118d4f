/**
 * Base class of the recurrent cells. The weights of all gates form one matrix. A step has two parts, so that a layer
 * can project the inputs of all time steps at once. Internally, the state of a cell is a list of tensors.
 */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Shape, formatShape, sameShape } from "../base/shape.ts";
import { type Initializer, Module, Param, type Tensor, zeros } from "../tensor/index.ts";
import { given } from "./given.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** Options of recurrent cells. */
export interface RecurrentCellOptions {
  /** Add biases. An initializer sets their initial values. Default true: uniform within ± 1 / √hidden. */
  readonly bias?: boolean | Initializer;
  /** Initializer of `weightIh`. Default: uniform within ± 1 / √hidden. */
  readonly weight?: Initializer;
  /** Initializer of `weightHh`. Default: uniform within ± 1 / √hidden. */
  readonly recurrentWeight?: Initializer;
}

export const cellKinds = { bias: "boolean function", weight: "function", recurrentWeight: "function" } as const;

/**
 * Base class of recurrent cells, with the names and layouts of PyTorch. `State` is the state passed between time steps.
 */
export abstract class RecurrentCell<State> extends Module {
  /** Input weights of all gates, f32 [gates · hidden, inputs]. */
  readonly weightIh: Param;
  /** Recurrent weights of all gates, f32 [gates · hidden, hidden]. */
  readonly weightHh: Param;
  /** First bias of all gates, f32 [gates · hidden], or null. */
  readonly biasIh: Param | null;
  /** Second bias of all gates, f32 [gates · hidden], or null. */
  readonly biasHh: Param | null;

  constructor(
    cell: string,
    gates: number,
    inputs: number,
    hidden: number,
    options: RecurrentCellOptions,
    kinds = cellKinds,
  ) {
    super();
    checkSizes(cell, { inputs, hidden });
    const drawn = uniform(-1 / Math.sqrt(hidden), 1 / Math.sqrt(hidden));
    const { bias = true, weight = drawn, recurrentWeight = drawn } = readOptions(cell, options, kinds);
    const biasOf = () => (bias ? new Param([gates * hidden], bias === true ? drawn : bias) : null);
    this.weightIh = new Param([gates * hidden, inputs], weight);
    this.weightHh = new Param([gates * hidden, hidden], recurrentWeight);
    this.biasIh = biasOf();
    this.biasHh = biasOf();
  }

  /** Tensors of a state, each [batch, hidden]. The first is the output of the cell. */
  abstract parts(state: State): readonly Tensor[];
  /** State made of these tensors; the inverse of `parts`. */
  abstract stateOf(parts: readonly Tensor[]): State;
  /** Number of tensors of a state. */
  abstract readonly stateParts: number;

  /**
   * Next state, from a projected input [batch, gates · hidden], the state, and the hidden state to multiply by the
   * recurrent weights, which recurrent dropout may have changed.
   */
  abstract step(projected: Tensor, state: readonly Tensor[], hidden: Tensor): readonly Tensor[];

  /** Contribution of the input to the gates: [..., inputs] -> [..., gates · hidden]. */
  project(x: Tensor): Tensor {
    const product = x.matmul(this.weightIh.transpose());
    const bias = this.inputBias();
    return bias === null ? product : product.add(bias);
  }

  /**
   * One time step: x [batch, inputs] and the previous state (default 0) -> the next state. Throws a ShapeError if `x`
   * or the state has another shape.
   */
  forward(x: Tensor, state?: State): State {
    if (given(x, this).shape.length !== 2 || x.shape[1] !== this.inputs) throw this.#mismatch(x);
    const before = this.start(x.shape[0]!, state);
    return this.stateOf(this.step(this.project(x), before, before[0]!));
  }

  /** Parts of `state`, or zeros. Throws a ShapeError unless each is [batch, hidden]. */
  start(batch: number, state?: State): readonly Tensor[] {
    const shape: Shape = [batch, this.hidden];
    if (state === undefined) return Array.from({ length: this.stateParts }, () => zeros(shape));
    const parts = this.parts(state);
    const odd = parts.find((part) => !sameShape(given(part, `the state of ${String(this)}`).shape, shape));
    if (odd === undefined) return parts;
    throw new ShapeError(`${String(this)} cannot start from a state of ${formatShape(odd.shape)}`, {
      operands: [operandOf(odd.node, "state")],
      rule: `Its shape must be ${formatShape(shape)}.`,
    });
  }

  /** Number of input features. */
  get inputs(): number {
    return this.weightIh.shape[1]!;
  }

  /** Number of hidden units. */
  get hidden(): number {
    return this.weightHh.shape[1]!;
  }

  override toString(): string {
    return `${this.constructor.name}(${this.inputs}, ${this.hidden})`;
  }

  /** Sum of both biases, which can be added before the loop. */
  protected inputBias(): Tensor | null {
    return this.biasIh === null ? null : this.biasIh.add(this.biasHh!);
  }

  /** Contribution of the hidden state to the gates: [batch, hidden] -> [batch, gates · hidden]. */
  protected recur(hidden: Tensor): Tensor {
    return hidden.matmul(this.weightHh.transpose());
  }

  #mismatch(x: Tensor): ShapeError {
    const sequence = x.shape.length === 3;
    return new ShapeError(`${String(this)} cannot take ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weightIh.node, "weightIh")],
      rule: `x must have the shape [batch, ${this.inputs}].`,
      ...(sequence ? { fix: "Pass one time step, or use a layer for sequences." } : {}),
    });
  }
}
