/** The scan of an associative function in logarithmic depth. Made of tensors' operations, and so differentiable. */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, ShapeError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { nodeOf } from "../value/lazy.ts";
import { flip, slice } from "../value/movement.ts";
import { fits, forEachLeaf, type Form, formOf, mapLeaves } from "../value/argument-form.ts";
import { axisOf, describe } from "../value/operand.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";

/** A tensor, or arrays and plain objects of tensors. */
export type Tensors = Tensor | readonly Tensors[] | { readonly [key: string]: Tensors };

export interface AssociativeScanOptions {
  /** Default 0. */
  readonly axis?: number;
  /** From the last element on. Default false. */
  readonly reverse?: boolean;
}

/**
 * All prefixes x₀, x₀ ∘ x₁, x₀ ∘ x₁ ∘ x₂, … along `axis`, where x ∘ y is combine(x, y): associative, and applied to many
 * elements at once, so that it gets and returns nests like `xs` in which `axis` is shorter. The work is linear, the depth
 * logarithmic (Blelloch, Prefix sums and their applications, 1990). Throws a ShapeError where lengths along `axis` differ
 * or `combine` changes shapes, an ArgumentError for what is no nest of tensors.
 *
 * The states of h[t] = a[t] · h[t-1] + b[t]:
 *
 *     associativeScan((x, y) => ({ a: x.a.mul(y.a), b: y.a.mul(x.b).add(y.b) }), { a, b }).b
 */
export function associativeScan<T extends Tensors>(
  combine: (earlier: T, later: T) => T,
  xs: T,
  options: AssociativeScanOptions = {},
): T {
  const kinds = { axis: "number", reverse: "boolean" } as const;
  const { axis = 0, reverse = false } = readOptions("associativeScan", options, kinds);
  const form = formOf(xs, "xs");
  const leaves: Node[] = [];
  forEachLeaf(form, xs, 0, (leaf) => leaves.push(nodeOf(leaf, "associativeScan", "a nest of tensors")));
  if (typeof combine !== "function") {
    throw new ArgumentError(`associativeScan was given ${describe(combine)}`, {
      rule: "It takes a function that combines two values.",
    });
  }
  if (leaves.length === 0)
    throw new ArgumentError("associativeScan was given no tensors", { rule: "There is at least one." });
  const scan = new Scan(
    leaves.map((leaf) => axisOf(leaf, axis, "associativeScan")),
    (x, y) => combined(combine, [x, y].map((nodes) => nestOf(form, xs, nodes)) as [T, T]),
  );
  scan.checkLengths(leaves);
  const turned = (nodes: readonly Node[]) => (reverse ? nodes.map((node, i) => flip(node, [scan.axes[i]!])) : nodes);
  return nestOf(form, xs, turned(scan.prefixes(turned(leaves))));
}

function nestOf<T>(form: Form, like: T, nodes: readonly Node[]): T {
  let next = 0;
  return mapLeaves(form, like, () => tensorOf(nodes[next++]!)) as T;
}

/** The leaves of what `combine` makes of two nests, which must be of their form. */
function combined<T extends Tensors>(combine: (earlier: T, later: T) => T, [earlier, later]: readonly [T, T]): Node[] {
  const result = combine(earlier, later);
  const form = formOf(later, "later");
  const found: Node[] = [];
  if (fits(form, result)) forEachLeaf(form, result, 0, (leaf) => found.push((leaf as Tensor).node));
  else {
    throw new ShapeError("combine of associativeScan does not return what it was given", {
      operands: [...operandsOf(later, "was given"), ...operandsOf(result, "returned")],
      rule: "The result has the structure, element types and shapes of either argument.",
    });
  }
  return found;
}

function operandsOf(nest: Tensors, what: string) {
  const leaves: Node[] = [];
  const form = formOf(nest, what);
  forEachLeaf(form, nest, 0, (leaf) => leaves.push(nodeOf(leaf, "associativeScan", "a nest of tensors")));
  return leaves.map((node) => ({ ...operandOf(node, what), name: what }));
}

type Combine = (earlier: readonly Node[], later: readonly Node[]) => readonly Node[];

class Scan {
  /** The scanned axis of each leaf. */
  readonly axes: readonly number[];
  readonly #combine: Combine;

  constructor(axes: readonly number[], combine: Combine) {
    this.axes = axes;
    this.#combine = combine;
  }

  checkLengths(leaves: readonly Node[]): void {
    const odd = leaves.find((_, i) => this.#length(leaves, i) !== this.#length(leaves));
    if (!odd) return;
    throw new ShapeError("associativeScan was given lengths that differ", {
      operands: [operandOf(leaves[0]!, "first"), operandOf(odd, `tensor ${leaves.indexOf(odd)}`)],
      rule: "All tensors have one length along the axis.",
    });
  }

  /** Pairs are combined first; their prefixes are every second one of all, and one more step gives those between. */
  prefixes(xs: readonly Node[]): readonly Node[] {
    const length = this.#length(xs);
    if (length < 2) return xs;
    const odd = this.prefixes(this.#combine(this.#range(xs, 0, length - 1, 2), this.#range(xs, 1, length, 2)));
    const first = this.#range(xs, 0, 1);
    if (length === 2) return this.#joined([first, odd]);
    const between = Math.ceil(length / 2) - 1;
    const even = this.#combine(this.#range(odd, 0, between), this.#range(xs, 2, length, 2));
    return this.#joined([
      first,
      this.#interleaved(this.#range(odd, 0, between), even),
      this.#range(odd, between, length),
    ]);
  }

  #length(xs: readonly Node[], i = 0): number {
    return xs[i]!.shape[this.axes[i]!]!;
  }

  #range(xs: readonly Node[], start: number, stop: number, step = 1): Node[] {
    return xs.map((x, i) =>
      slice(
        x,
        x.shape.map((_, axis) => (axis === this.axes[i] ? [start, stop, step] : null)),
      ),
    );
  }

  #joined(parts: readonly (readonly Node[])[]): Node[] {
    return this.axes.map((axis, i) =>
      build.concat(
        parts.map((part) => part[i]!),
        axis,
      ),
    );
  }

  #interleaved(xs: readonly Node[], ys: readonly Node[]): Node[] {
    return this.axes.map((axis, i) => {
      const [x, y] = [xs[i]!, ys[i]!];
      const pair = [x, y].map((node) => build.reshape(node, node.shape.toSpliced(axis + 1, 0, 1)));
      return build.reshape(build.concat(pair, axis + 1), x.shape.with(axis, 2 * x.shape[axis]!));
    });
  }
}
