/** Types for the loops of a product and for views of its operands. */
import type { Node } from "../../graph/node.ts";
import type { View } from "./view.ts";

/** An operand of a product: its base array, offset and strides. */
export interface ProductOperand {
  readonly base: Node;
  readonly offset: number;
  readonly batchStrides: readonly number[];
  readonly rowStrides: readonly number[];
  readonly kStrides: readonly number[];
}

/** The loops of a product, outermost first. */
export interface ProductLoops {
  readonly batches: readonly number[];
  /** Lengths of the loops over the rows of the left operand, and over the depth. */
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly left: ProductOperand;
  readonly right: ProductOperand;
  /** Lengths of the loops over the depth for packing the right operand. */
  readonly packSteps: readonly number[];
}

/** The loops of a dot, or the position of the operand that must be copied first. */
export type ProductAddressing = ProductLoops | { readonly toCopy: 0 | 1 };

/** A view of an operand, with all axes separate. */
export interface Seen {
  readonly base: Node;
  readonly view: View;
  /** The window node in the path, if any. */
  readonly windows: Node | undefined;
}
