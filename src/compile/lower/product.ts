/** A dot before lowering: its sizes, its loops, and the locations of its operands. */
import type { Node } from "../../graph/node.ts";
import { depthOf, dotSizes } from "../addressing/kernel-axes.ts";
import type { Plan } from "../addressing/plan-types.ts";
import { productLoops } from "../addressing/product-loops.ts";
import type { ProductLoops, ProductOperand } from "../addressing/product-types.ts";
import type { Matrix } from "../ir/program.ts";

/** A matrix product with its operands as strided matrices. */
export interface Product extends Omit<ProductLoops, "left" | "right"> {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly flops: number;
  readonly left: Matrix;
  readonly right: Matrix;
  /** True if there are several loops over the rows, because the left operand is read through windows. */
  readonly isNested: boolean;
}

/** Returns the product of a dot whose operands are stored. */
export function productOf(plan: Plan, node: Node): Product {
  const [batch, m, n] = dotSizes(node);
  const loops = productLoops(node, (x) => plan.stored(x));
  if ("toCopy" in loops) throw new Error(`operand ${loops.toCopy} of ${node.op} was not stored`);
  const matrix = ({ base, ...strides }: ProductOperand): Matrix => {
    return { buffer: plan.buffer(base), layout: "strided", ...strides };
  };
  const [left, right] = [matrix(loops.left), matrix(loops.right)];
  const k = depthOf(node);
  return { ...loops, batch, m, n, k, flops: 2 * batch * m * n * k, left, right, isNested: loops.rows.length > 1 };
}
