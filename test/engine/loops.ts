/** Cases for scan with exact values: running sums and small products, through views, nested, in both directions. */
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type ScanOptions, type Tensor, scan, tensorOf } from "../../src/tensor/index.ts";
import { check } from "./cases.ts";

type Step = (carry: Tensor, x: Tensor) => readonly [Tensor, Tensor];

const loop = (step: Step, first: Node, xs: Node, options: ScanOptions = {}): Node[] =>
  scan(step, tensorOf(first), tensorOf(xs), options).map((tensor) => tensor.node);

const running: Step = (carry, x) => [carry.add(x), carry.mul(2)];

export function loopCases(): void {
  for (const length of [1, 2, 5, 17]) {
    for (const reverse of [false, true]) {
      check(`running sums, ${length} steps, ${reverse ? "backwards" : "forwards"}`, (found) => [
        ...loop(running, found.input([3]), found.input([length, 3]), { reverse }),
        ...loop(running, found.input([]), found.input([length]), { reverse }),
        ...loop(running, found.input([2, 0]), found.input([length, 2, 0]), { reverse }),
        ...loop(running, found.input([5], "i32"), found.input([length, 5], "i32"), { reverse }),
      ]);
    }
  }
  check("no steps", (found) => loop(running, found.input([3]), found.input([0, 3])));
  check("stacks that are views", (found) => {
    const xs = found.input([4, 6, 3]);
    const transposed = b.permute(xs, [1, 0, 2]);
    return [
      ...loop(running, found.input([4, 3]), transposed),
      ...loop(running, found.input([6, 3]), b.slice(xs, [1, 0, 0], [3, 6, 3], [1, 1, 1])),
      ...loop(running, found.input([6, 3]), b.slice(xs, [3, 0, 0], [4, 6, 3], [-1, 1, 1])),
      ...loop(running, found.input([6, 3]), b.expand(b.reshape(found.input([6, 3]), [1, 6, 3]), [4, 6, 3])),
    ];
  });
  check("products with loop-invariant weights", (found) => {
    const weight = tensorOf(found.input([5, 5]));
    const bias = tensorOf(found.input([5]));
    const step: Step = (carry, x) => {
      const next = carry.matmul(weight).add(x);
      return [next, next.add(bias)];
    };
    return [1, 2, 7, 33].flatMap((rows) => loop(step, found.input([rows, 5]), found.input([3, rows, 5])));
  });
  check("carries that swap, and results that are parameters of the step", (found) => {
    const [[x, y], ys] = scan(
      ([one, other]: [Tensor, Tensor], element: Tensor) => [[other, one] as [Tensor, Tensor], [one, element, other]],
      [tensorOf(found.input([4])), tensorOf(found.input([4]))] as [Tensor, Tensor],
      tensorOf(found.input([3, 2])),
    );
    return [x, y, ...ys].map(({ node }) => node);
  });
  check("loops in loops", (found) => {
    const factor = tensorOf(found.input([2]));
    const [last, ys] = scan(
      (carry: Tensor, rows: Tensor) => {
        const [inner, sums] = scan((c: Tensor, x: Tensor) => [c.add(x), c.mul(factor)] as const, carry, rows);
        return [inner, sums.sum(0)] as const;
      },
      tensorOf(found.input([2])),
      tensorOf(found.input([3, 4, 2])),
    );
    return [last.node, ys.node];
  });
  check("no stacks and no carries", (found) => {
    const x = tensorOf(found.input([3]));
    const [powers] = scan((carry: Tensor) => [carry.add(x), null] as const, x, null, { length: 4 });
    const [, copies] = scan(() => [null, x.mul(2)] as const, null, null, { length: 3 });
    const [, lookups] = scan(
      (_: null, at: Tensor) => [null, x.take(at)] as const,
      null,
      tensorOf(found.indices([6], 3)),
    );
    return [powers.node, copies.node, lookups.node];
  });
}
