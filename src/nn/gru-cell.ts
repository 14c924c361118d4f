/** One step of the gated recurrent unit. */
import type { Tensor } from "../tensor/index.ts";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";

/**
 * h' = (1 - z) n + z h of the gates r, z and n, whose weights lie in this order: r and z are sigmoids of what input and
 * h bring, n = tanh(W x + b + r (U h + c)) (Cho et al., 2014, with r applied after the product, as PyTorch and cuDNN have
 * it). forward takes x [batch, inputs] and h [batch, hidden], zeros unless given, and returns h'. `observe` sees r, z and n
 * as resetGate, updateGate and candidate.
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

  /** The last third of `biasHh` belongs inside the product with r. */
  protected override inputBias(): Tensor | null {
    if (this.biasIh === null) return null;
    const { hidden } = this;
    return this.biasIh.add(this.biasHh!.slice([0, 2 * hidden]).pad([[0, hidden]]));
  }
}
