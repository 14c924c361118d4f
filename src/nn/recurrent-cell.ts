/**
 * What the recurrent cells share: weights of all gates as one matrix, and a step cut in two, so that a layer can project
 * the inputs of all times at once. A cell's state is a list of tensors here, whatever its users see.
 */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Shape, formatShape, sameShape } from "../base/shape.ts";
import { type Initializer, Module, Param, type Tensor, zeros } from "../tensor/index.ts";
import { given } from "./given.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

export interface RecurrentCellOptions {
  /** Add biases, with these first values where an initializer is given. Default true: as the weights' default. */
  readonly bias?: boolean | Initializer;
  /** First values of `weightIh`. Default: uniform within ± 1 / √hidden. */
  readonly weight?: Initializer;
  /** First values of `weightHh`. Default: as those of `weight`'s default. */
  readonly recurrentWeight?: Initializer;
}

export const cellKinds = { bias: "boolean function", weight: "function", recurrentWeight: "function" } as const;

/**
 * With PyTorch's names and layouts: `weightIh` [gates · hidden, inputs], `weightHh` [gates · hidden, hidden], and two
 * biases [gates · hidden]. `State` is what comes between two steps.
 */
export abstract class RecurrentCell<State> extends Module {
  readonly weightIh: Param;
  readonly weightHh: Param;
  readonly biasIh: Param | null;
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

  /** The tensors of a state, each [batch, hidden]; the first is what the cell puts out. */
  abstract parts(state: State): readonly Tensor[];
  abstract stateOf(parts: readonly Tensor[]): State;
  /** How many tensors a state has. */
  abstract readonly stateParts: number;

  /** The next state, from a projected input [batch, gates · hidden] and the hidden state that the weights are to see. */
  abstract step(projected: Tensor, state: readonly Tensor[], hidden: Tensor): readonly Tensor[];

  /** What the input brings to the gates: [..., inputs] -> [..., gates · hidden]. */
  project(x: Tensor): Tensor {
    const product = x.matmul(this.weightIh.transpose());
    const bias = this.inputBias();
    return bias === null ? product : product.add(bias);
  }

  /** [batch, inputs] and the state before, zeros unless given -> the state after. */
  forward(x: Tensor, state?: State): State {
    if (given(x, this).shape.length !== 2 || x.shape[1] !== this.inputs) throw this.#mismatch(x);
    const before = this.start(x.shape[0]!, state);
    return this.stateOf(this.step(this.project(x), before, before[0]!));
  }

  /** The parts of `state`, or zeros. Throws a ShapeError for what is not [batch, hidden]. */
  start(batch: number, state?: State): readonly Tensor[] {
    const shape: Shape = [batch, this.hidden];
    if (state === undefined) return Array.from({ length: this.stateParts }, () => zeros(shape));
    const parts = this.parts(state);
    const odd = parts.find((part) => !sameShape(given(part, `the state of ${String(this)}`).shape, shape));
    if (odd === undefined) return parts;
    throw new ShapeError(`${String(this)} cannot start from a state of ${formatShape(odd.shape)}`, {
      operands: [operandOf(odd.node, "state")],
      rule: `A state is [batch, hidden]: ${formatShape(shape)}.`,
    });
  }

  get inputs(): number {
    return this.weightIh.shape[1]!;
  }

  get hidden(): number {
    return this.weightHh.shape[1]!;
  }

  override toString(): string {
    return `${this.constructor.name}(${this.inputs}, ${this.hidden})`;
  }

  /** Both biases at once: nothing stands between the sums of a gate. */
  protected inputBias(): Tensor | null {
    return this.biasIh === null ? null : this.biasIh.add(this.biasHh!);
  }

  /** What the hidden state brings to the gates. */
  protected recur(hidden: Tensor): Tensor {
    return hidden.matmul(this.weightHh.transpose());
  }

  #mismatch(x: Tensor): ShapeError {
    const sequence = x.shape.length === 3;
    return new ShapeError(`${String(this)} cannot take ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weightIh.node, "weightIh")],
      rule: `x has the shape [batch, ${this.inputs}].`,
      ...(sequence ? { fix: "A layer takes whole sequences; a cell takes one step." } : {}),
    });
  }
}
