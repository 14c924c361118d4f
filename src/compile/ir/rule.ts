/** What rules of algebra are, and what they are written with. */
import type { DType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import { isMovement } from "../../graph/movement.ts";
import type { Node } from "../../graph/node.ts";

/** What a node may be replaced by; null where the rule does not apply. */
export type Rule = (node: Node, inputs: readonly Node[]) => Node | null;

/** By the names of operations. */
export type RuleTable = Readonly<Record<string, Rule>>;

/** By the first rule that applies. */
export function rewritten(node: Node, tables: readonly RuleTable[]): Node | null {
  for (const table of tables) {
    const result = table[node.op]?.(node, node.inputs);
    if (result) return result;
  }
  return null;
}

/** The scalar that `node` repeats, or null. */
export function scalarOf(node: Node): number | null {
  let base = node;
  while (base.inputs.length === 1 && isMovement(base)) base = base.inputs[0]!;
  return base.op === "const" ? (base.attributes["value"] as number) : null;
}

export function filled(value: number, dtype: DType, like: Pick<Node, "shape">): Node {
  const scalar = build.constant(value, dtype);
  return like.shape.length === 0
    ? scalar
    : build.expand(
        build.reshape(
          scalar,
          like.shape.map(() => 1),
        ),
        like.shape,
      );
}
