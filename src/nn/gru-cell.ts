/** One time step of a gated recurrent unit (GRU). */
import type { Tensor } from "../tensor/index.ts";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";

/**
 * Gated recurrent unit, one time step: x [batch, inputs] and h [batch, hidden] -> h' [batch, hidden]
 * (Cho et al., 2014). The default state h is 0.
 *
 * The new state is h' = (1 - z) n + z h. The reset gate is r = σ(Wr x + br + Ur h + cr). The update gate is z = σ(Wz
 * x + bz + Uz h + cz). The candidate state is n = tanh(Wn x + bn + r (Un h + cn)). The reset gate is applied after the
 * product with Un, as in PyTorch and cuDNN. The weights contain the parts of r, z and n in this order. `observe` shows
 * the gates as resetGate, updateGate and candidate.
 */
export class GRUCell extends RecurrentCell<Tensor> {
  static override readonly name: string = "GRUCell";
  readonly stateParts = 1;

  constructor(inputs: number, hidden: number, options: RecurrentCellOptions = {}) {
    super("GRUCell", 3, inputs, hidden, options);
  }

  parts(state: Tensor): readonly Tensor[] {
    return [state];
  }

  stateOf([hidden]: readonly Tensor[]): Tensor {
    return hidden!;
  }

  step(projected: Tensor, [before]: readonly Tensor[], hidden: Tensor): readonly Tensor[] {
    const [ofInput, ofHidden] = [projected.chunk(3, -1), this.recur(hidden).chunk(3, -1)];
    const [reset, update] = ["resetGate", "updateGate"].map((name, i) =>
      ofInput[i]!.add(ofHidden[i]!).sigmoid().named(name),
    ) as [Tensor, Tensor];
    const bias = this.biasHh?.slice([2 * this.hidden, null]);
    const recalled = bias === undefined ? ofHidden[2]! : ofHidden[2]!.add(bias);
    const proposed = ofInput[2]!.add(reset.mul(recalled)).tanh().named("candidate");
    return [proposed.add(update.mul(before!.sub(proposed)))];
  }

  /** The last third of `biasHh` is added in `step`, because r multiplies it. */
  protected override inputBias(): Tensor | null {
    if (this.biasIh === null) return null;
    const { hidden } = this;
    return this.biasIh.add(this.biasHh!.slice([0, 2 * hidden]).pad([[0, hidden]]));
  }
}
