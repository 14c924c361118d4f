/**
 * Scans of an associative function in logarithmic depth, made of ordinary tensor operations and thus differentiable.
 */
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

/** Options of `associativeScan`. */
export interface AssociativeScanOptions {
  /** The axis to scan. Default 0. */
  readonly axis?: number;
  /** Scan from the last element to the first. Default false. */
  readonly reverse?: boolean;
}

/**
 * Returns all prefixes x₀, x₀ ∘ x₁, x₀ ∘ x₁ ∘ x₂, … along `axis`, in the structure and shapes of `xs`. `x ∘ y` is
 * combine(x, y), which must be associative. It is applied to many elements at once: its arguments and result have the
 * structure of `xs`, with a shorter `axis`. Work is linear, depth logarithmic (Blelloch, Prefix sums and their
 * applications, 1990). Like jax.lax.associative_scan.
 *
 * Throws a ShapeError if lengths along `axis` differ or `combine` changes shapes, and an ArgumentError if `xs` contains
 * no tensors.
 *
 * For example, the states of h[t] = a[t] * h[t-1] + b[t]:
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
  forEachLeaf(form, xs, 0, (leaf) => leaves.push(nodeOf(leaf, "associativeScan", "a tensor")));
  if (typeof combine !== "function") {
    throw new ArgumentError(`associativeScan was given ${describe(combine)}`, {
      rule: "It must be a function of two values.",
    });
  }
  if (leaves.length === 0)
    throw new ArgumentError("associativeScan was given no tensors", { rule: "Pass at least one." });
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

/**
 * Returns the leaves of combine(earlier, later). Throws a ShapeError unless the result has the form of its arguments.
 */
function combined<T extends Tensors>(combine: (earlier: T, later: T) => T, [earlier, later]: readonly [T, T]): Node[] {
  const result = combine(earlier, later);
  const form = formOf(later, "later");
  const found: Node[] = [];
  if (fits(form, result)) forEachLeaf(form, result, 0, (leaf) => found.push((leaf as Tensor).node));
  else {
    throw new ShapeError("combine of associativeScan returned another form", {
      operands: [...operandsOf(later, "was given"), ...operandsOf(result, "returned")],
      rule: "The result must have the structure, element types and shapes of its arguments.",
    });
  }
  return found;
}

function operandsOf(nest: Tensors, what: string) {
  const leaves: Node[] = [];
  const form = formOf(nest, what);
  forEachLeaf(form, nest, 0, (leaf) => leaves.push(nodeOf(leaf, "associativeScan", "a tensor")));
  return leaves.map((node) => ({ ...operandOf(node, what), name: what }));
}

type Combine = (earlier: readonly Node[], later: readonly Node[]) => readonly Node[];

/** The recursion of associativeScan, on nodes. */
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
    throw new ShapeError("associativeScan was given different lengths", {
      operands: [operandOf(leaves[0]!, "first"), operandOf(odd, `tensor ${leaves.indexOf(odd)}`)],
      rule: "All lengths along the axis must be equal.",
    });
  }

  /**
   * Combines pairs first. Their prefixes are every second prefix of the whole, and one more step yields those in
   * between.
   */
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
