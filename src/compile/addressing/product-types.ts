/** The loops that a product becomes, and what is seen of its operands. */
import type { Node } from "../../graph/node.ts";
import type { View } from "./view.ts";

/** One operand: where it lies, and its strides. */
export interface ProductOperand {
  readonly base: Node;
  readonly offset: number;
  readonly batchStrides: readonly number[];
  readonly rowStrides: readonly number[];
  readonly kStrides: readonly number[];
}

export interface ProductLoops {
  readonly batches: readonly number[];
  /** The loops that the rows of the left operand, and the depth, are cut into. */
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly left: ProductOperand;
  readonly right: ProductOperand;
  /** The loops over the depth as the right operand alone needs them, where it is packed first. */
  readonly packSteps: readonly number[];
}

/** What a dot's operands allow: loops, or none before the operand at this position has been copied. */
export type ProductAddressing = ProductLoops | { readonly toCopy: 0 | 1 };

/** A view of an operand, all its axes apart. */
export interface Seen {
  readonly base: Node;
  readonly view: View;
  /** What repeats its elements, if anything does. */
  readonly windows: Node | undefined;
}
