/**
 * Random loops for fuzzing. The body applies random operations to a carry, elements of a stack, and loop-invariant
 * values.
 */
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type Tensor, scan, tensorOf } from "../../src/tensor/index.ts";
import type { Dice, Input } from "./dice.ts";

/** Builds a random operation on a node of the pool. */
export type Operation = (dice: Dice, pool: readonly Node[], input: Input) => Node;

/**
 * Builds a loop over `x`. Returns its last carry or its stacks, or the gradient of both with respect to `x` or the
 * first carry.
 */
export function randomLoop(dice: Dice, x: Node, input: Input, operation: Operation): Node {
  const step = (carry: Tensor, element: Tensor) => {
    const pool = [carry.node, element.node, input(element.shape)];
    for (let i = 0; i < 3; i++) pool.push(operation(dice, pool, input));
    const last = pool[pool.length - 1]!;
    const like = pool.findLast((node) => node.shape.join() === carry.shape.join() && node.dtype === "f32")!;
    return [tensorOf(build.tanh(build.add(like, carry.node))), tensorOf(last)] as const;
  };
  const first = input(x.shape.slice(1));
  const reverse = dice.next() < 0.3;
  const results = scan(step, tensorOf(first), tensorOf(x), { reverse, recompute: dice.next() < 0.3 });
  const nodes = results.map((result) => result.node).filter(({ dtype }) => dtype === "f32");
  if (dice.next() < 0.5) return dice.pick(nodes);
  const ones = nodes.map(({ shape }) =>
    build.expand(
      build.reshape(
        build.constant(1, "f32"),
        shape.map(() => 1),
      ),
      shape,
    ),
  );
  const [slope] = gradients(nodes, ones, [dice.pick([x, first])]);
  return slope ?? nodes[0]!;
}
