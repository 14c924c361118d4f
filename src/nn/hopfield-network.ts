/** The Hopfield network: an associative memory of bits whose updates never raise its energy (Hopfield, 1982). */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { noMore } from "../base/options.ts";
import { Module, Param, type Tensor, iota, scan, where } from "../tensor/index.ts";
import { given } from "./given.ts";
import { zeros } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/** Result of asynchronous updates. */
export interface Recall {
  /** State after the last update, [..., units]. */
  readonly state: Tensor;
  /** Change of the energy by each update, f32 [updates, ...]. None is above 0 if the weights came from `store`. */
  readonly changes: Tensor;
}

/**
 * Hopfield network: units with states 1 and -1, each connected to all others. A stored pattern is a minimum of the
 * energy, and updates descend to it from a damaged copy. Weight and bias are 0 at first; `store` sets the weight.
 * Throws an ArgumentError unless `units` is an integer of at least 1.
 */
export class HopfieldNetwork extends Module {
  static override readonly name: string = "HopfieldNetwork";
  /** Weight W, f32 [units, units]. */
  readonly weight: Param;
  /** Bias b, f32 [units]. */
  readonly bias: Param;

  constructor(units: number, ...rest: never[]) {
    super();
    noMore("HopfieldNetwork", rest);
    checkSizes("HopfieldNetwork", { units });
    this.weight = new Param([units, units], zeros());
    this.bias = new Param([units], zeros());
  }

  /**
   * Sets the weight to `weights`, symmetric [units, units], without their diagonal: no unit is connected to itself. For
   * example, store(hebbianWeights(patterns)).
   */
  async store(weights: Tensor): Promise<void> {
    const positions = iota(this.bias.shape[0]!);
    await this.weight.set(where(positions.equal(positions.unsqueeze(1)), 0, given(weights, this)));
  }

  /** Returns the energy, -½ sᵀWs - bᵀs: states [..., units] -> [...]. */
  energy(state: Tensor): Tensor {
    this.#check(state);
    return state.matmul(this.weight).mul(state).sum(-1).mul(-0.5).sub(state.mul(this.bias).sum(-1));
  }

  /** Returns the net inputs of all units, Ws + b: states [..., units] -> the same shape. */
  netInput(state: Tensor): Tensor {
    this.#check(state);
    return state.matmul(this.weight.transpose()).add(this.bias);
  }

  /**
   * Updates the units whose numbers are in `order`, i32 [updates], one after another: s_i becomes the sign of its net
   * input, and stays if that is 0. States [..., units] are updated in parallel. Their gradient is 0 almost everywhere,
   * because the sign has no slope.
   */
  forward(state: Tensor, order: Tensor): Recall {
    this.#check(state);
    const positions = iota(this.bias.shape[0]!);
    const step = (s: Tensor, i: Tensor): [Tensor, Tensor] => {
      const z = s.mul(this.weight.take(i)).sum(-1).add(this.bias.take(i));
      const before = s.take(i, -1);
      const after = signOr(z, before);
      const change = after.sub(before).mul(z).neg();
      return [where(positions.equal(i), after.unsqueeze(-1), s), change];
    };
    const [last, changes] = scan(step, state, order);
    return { state: last, changes };
  }

  /**
   * Updates all units at once, which may raise the energy: states [..., units] -> the same shape. The result can
   * alternate between two states forever.
   */
  synchronous(state: Tensor): Tensor {
    return signOr(this.netInput(state), state);
  }

  override toString(): string {
    return `HopfieldNetwork(${this.bias.shape[0]})`;
  }

  #check(state: Tensor): void {
    if (given(state, this).shape.at(-1) === this.bias.shape[0]) return;
    throw new ShapeError(`${String(this)} was given states of another size`, {
      operands: [operandOf(state.node, "state"), operandOf(this.weight.node, "weight")],
      rule: `The last axis of the states must have ${this.bias.shape[0]} elements.`,
    });
  }
}

/** @internal Returns the signs of net inputs, and `before` where they are 0. */
export function signOr(netInput: Tensor, before: Tensor): Tensor {
  return where(netInput.greater(0), 1, where(netInput.less(0), -1, before));
}
