/**
 * A layer between a fully connected and a convolutional one: each output depends on its neighborhood only, but has
 * weights of its own.
 */
import { Module, Param, type Tensor, einsum, initializers, window } from "hebb";

/** Options of a LocallyConnected layer. */
export interface LocallyConnectedOptions {
  /** Height and width of the input. */
  readonly side: number;
  /** Zero padding on each side. Default 0. */
  readonly padding?: number;
}

/**
 * Applies a kernel of `taps` x `taps` to all input maps, with separate weights at each position. Maps [n, inputs, side,
 * side] to [n, outputs, rows, rows], with weight [rows, rows, outputs, inputs · taps²] and bias [outputs, rows, rows].
 */
export class LocallyConnected extends Module {
  readonly weight: Param;
  readonly bias: Param;
  readonly taps: number;
  readonly padding: number;

  constructor(inputs: number, outputs: number, taps: number, { side, padding = 0 }: LocallyConnectedOptions) {
    super();
    this.taps = taps;
    this.padding = padding;
    const rows = side + 2 * padding - taps + 1;
    const seen = inputs * taps ** 2;
    // The initialization of a convolution.
    const bound = 1 / Math.sqrt(seen);
    this.weight = new Param([rows, rows, outputs, seen], initializers.uniform(-bound, bound));
    this.bias = new Param([outputs, rows, rows], initializers.uniform(-bound, bound));
  }

  forward(x: Tensor): Tensor {
    const frame = [this.padding, this.padding] as const;
    const padded = x.pad([[0, 0], [0, 0], frame, frame]);
    // Each window adds an axis: [n, inputs, rows, columns, taps down, taps across].
    const windows = window(window(padded, this.taps, { axis: 2 }), this.taps, { axis: 3 });
    const [count, inputs, rows] = windows.shape as [number, number, number];
    const seen = windows.permute([0, 2, 3, 1, 4, 5]).reshape([count, rows, rows, inputs * this.taps ** 2]);
    return einsum("n r c s, r c o s -> n o r c", seen, this.weight).add(this.bias);
  }
}
