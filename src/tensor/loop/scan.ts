/**
 * `scan`: a loop over time as a single operation. The step is traced once, into a graph that the program repeats. So
 * neither compile time nor program size grows with the length.
 */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../../base/errors.ts";
import { isFloat } from "../../base/dtype.ts";
import { readOptions } from "../../base/options.ts";
import { formatShape, sameShape } from "../../base/shape.ts";
import { loopCalculus } from "../../grad/loops.ts";
import { build } from "../../graph/builder.ts";
import type { Body, Node } from "../../graph/node.ts";
import { closeBody } from "./closure.ts";
import { zeros } from "../value/functions.ts";
import { Lazy } from "../value/lazy.ts";
import { type Form, type Leaf, formOf, mapLeaves } from "../value/argument-form.ts";
import { describe } from "../value/operand.ts";
import { loops } from "../value/features.ts";
import { Argument, inputOf } from "../source/source.ts";
import { Tensor, tensorOf } from "../value/tensor.ts";
import { type LoopObserver, currentObserver, inScan, withObserver } from "../source/trace.ts";

/** Options of `scan`. */
export interface ScanOptions {
  /** Run from the last element of `xs` to the first. ys[t] still belongs to xs[t]. Default false. */
  readonly reverse?: boolean;
  /**
   * Recompute each step in the backward pass from its carry, instead of storing intermediate values. Needs less memory
   * and more time. Default false.
   */
  readonly recompute?: boolean;
  /**
   * Let gradients flow through at most this many steps (truncated back-propagation through time). Default: no limit.
   */
  readonly truncate?: number;
  /** The number of steps. Required if `xs` is null; otherwise it must match `xs`. */
  readonly length?: number;
}

const owner = "the step of a scan";

/**
 * Loops over axis 0 of `xs`: each step calls step(carry, x) and returns [next carry, y]. Returns the last carry, and
 * the ys of all steps stacked along a new axis 0. `init` is the first carry. Like jax.lax.scan.
 *
 * Carries, xs and ys are tensors, arrays or plain objects of tensors, or null. A carry must keep its structure, shapes
 * and types. The step may use tensors and parameters from outside and draw random numbers, but must not assign
 * parameters.
 *
 * Throws a ShapeError or DTypeError if a carry changes its shape or type or the lengths of xs differ, and an
 * ArgumentError for other mistakes.
 */
export function scan<Carry, X, Y>(
  step: (carry: Carry, x: X) => readonly [Carry, Y],
  init: Carry,
  xs: X,
  options: ScanOptions = {},
): [carry: Carry, ys: Y] {
  const kinds = { reverse: "boolean", recompute: "boolean", truncate: "number", length: "number" } as const;
  readOptions("scan", options, kinds);
  const carryForm = formOf(init, "init", "a scan");
  const stackForm = formOf(xs, "xs", "a scan");
  const first = leavesOf(carryForm, init);
  const stacks = leavesOf(stackForm, xs);
  if (typeof step !== "function")
    throw new ArgumentError(`scan was given ${describe(step)} as its step`, {
      rule: "It must be a function of carry and x.",
    });
  const length = lengthOf(stacks, options);
  const tracing = new Tracing(first, stacks, length, options);
  const observer = tracing.observer();
  const result = tracing.run((carries, elements) =>
    withObserver(observer, () => step(filled(carryForm, init, carries) as Carry, filled(stackForm, xs, elements) as X)),
  );
  if (!Array.isArray(result) || result.length !== 2) {
    throw new ArgumentError(`the step of a scan returned ${describe(result)}`, {
      rule: "It must return [carry, y]: the next carry, and y to stack, or null.",
    });
  }
  const [next, y] = result as [unknown, unknown];
  const yForm = formOf(y, "y", owner);
  const yLeaves = leavesOf(yForm, y);
  const observed = observer?.observed ?? [];
  const { body, inputs } = tracing.body(nextCarries(carryForm, next, first), [...yLeaves, ...observed]);
  const results = body.results.map((_, output) => resultOf(body, inputs, output));
  observer?.finish(results.slice(first.length + yLeaves.length));
  const [carries, ys] = [results.slice(0, first.length), results.slice(first.length)].map((nodes) =>
    nodes.map(tensorOf),
  );
  return [filled(carryForm, init, carries!) as Carry, filled(yForm, y, ys!) as Y];
}

/** Returns one result of the loop. A loop of length 0 has its initial carries and empty stacks as results. */
function resultOf(body: Body, inputs: readonly Node[], output: number): Node {
  if (body.length > 0) return build.scan(body, inputs, output);
  const { shape, dtype } = body.results[output]!;
  return output < body.carries ? inputs[output]! : zeros([0, ...shape], dtype).node;
}

/** The inputs with which a step is traced, and the body made of it. */
class Tracing {
  readonly #length: number;
  readonly #options: ScanOptions;
  readonly #given: Node[];
  readonly #carries: Node[];
  readonly #elements: Node[];
  /** Nodes built by the step have larger ids. */
  readonly #firstId: number;
  #index: Node | null = null;

  constructor(first: readonly Node[], stacks: readonly Node[], length: number, options: ScanOptions) {
    this.#length = length;
    this.#options = options;
    this.#given = [...first, ...stacks];
    this.#carries = first.map((node) => parameter(node, node.shape));
    this.#elements = stacks.map((node) => parameter(node, node.shape.slice(1)));
    this.#firstId = build.constant(0, "f32").id;
  }

  /** Returns the observer for the body, if the scan is observed. */
  observer(): LoopObserver | null {
    return currentObserver()?.forLoop(this.#length, (node) => this.#stack(node)) ?? null;
  }

  run<T>(step: (carries: readonly Tensor[], elements: readonly Tensor[]) => T): T {
    const { truncate } = this.#options;
    const elements = this.#elements.map(tensorOf);
    const cut = truncate === undefined ? null : this.#stack(cuts(this.#length, truncate, this.#options.reverse));
    const carries = this.#carries.map((node) =>
      tensorOf(cut === null || !isFloat(node.dtype) ? node : build.where(cut, build.detach(node), node)),
    );
    return inScan({ length: this.#length, index: () => this.#turn() }, () => step(carries, elements));
  }

  body(next: readonly Node[], outputs: readonly Node[]): { body: Body; inputs: Node[] } {
    const stacked = [...this.#carries, ...this.#elements];
    const { results, captured, parameters } = closeBody([...next, ...outputs], stacked, this.#firstId);
    const { reverse = false, recompute = false } = this.#options;
    const body: Body = {
      primitive: loops.scan,
      parameters: [...stacked, ...parameters],
      carries: this.#carries.length,
      stacks: this.#elements.length,
      results,
      length: this.#length,
      reverse,
      recompute,
      calculus: loopCalculus,
    };
    return { body, inputs: [...this.#given, ...captured] };
  }

  #turn(): Node {
    return (this.#index ??= this.#stack(build.iota(this.#length)));
  }

  /** Adds a stack, and returns the node for its current element. */
  #stack(node: Node): Node {
    const element = parameter(node, node.shape.slice(1));
    this.#given.push(node);
    this.#elements.push(element);
    return element;
  }
}

/** Returns a bool for each step: true if gradients end before it. */
function cuts(length: number, truncate: number, reverse = false): Node {
  if (!Number.isInteger(truncate) || truncate < 1) {
    throw new ArgumentError(`scan was given ${describe(truncate)} as truncate`, {
      rule: "It must be an integer of at least 1.",
    });
  }
  const isCut = Array.from({ length }, (_, turn) => turn > 0 && turn % truncate === 0);
  return Tensor.from(reverse ? isCut.reverse() : isCut, [length], "bool").node;
}

function parameter({ dtype, name }: Node, shape: readonly number[]): Node {
  return inputOf(new Argument(name ?? "a tensor", owner), shape, dtype, name);
}

function leavesOf(form: Form, value: unknown): Node[] {
  const nodes: Node[] = [];
  mapLeaves(form, value, (leaf) => nodes.push(nodeOfLeaf(leaf)));
  return nodes;
}

function nodeOfLeaf(leaf: Leaf): Node {
  return leaf instanceof Lazy ? leaf.node : Tensor.from(leaf).node;
}

/** Returns a value of the form `form` with these leaves. */
function filled(form: Form, value: unknown, leaves: readonly Tensor[]): unknown {
  let i = 0;
  return mapLeaves(form, value, () => leaves[i++]!);
}

function lengthOf(stacks: readonly Node[], { length }: ScanOptions): number {
  const operands = stacks.map((node, i) => ({ ...operandOf(node, ""), name: `xs ${i}` }));
  const scalar = stacks.find(({ shape }) => shape.length === 0);
  if (scalar) {
    throw new ShapeError("scan cannot loop over a scalar", {
      operands,
      rule: "Each of xs must have an axis 0 for time.",
    });
  }
  const lengths = new Set(stacks.map(({ shape }) => shape[0]!));
  if (length !== undefined) lengths.add(length);
  const [only] = lengths;
  if (lengths.size === 1 && Number.isInteger(only) && only! >= 0) return only!;
  throw new ShapeError(
    `scan was given ${lengths.size === 0 ? "no length" : `the lengths ${[...lengths].join(", ")}`}`,
    {
      operands,
      rule: "All xs must have the same length along axis 0; without xs, `length` is the number of steps.",
    },
  );
}

/**
 * Returns the leaves of the next carry. Throws an error if its structure, shapes or types differ from the first carry.
 */
function nextCarries(form: Form, next: unknown, first: readonly Node[]): Node[] {
  const nextForm = formOf(next, "the next carry", owner);
  const nodes = leavesOf(nextForm, next);
  if (skeleton(form) !== skeleton(nextForm)) {
    throw new ArgumentError("the step of a scan returned a carry with another structure", {
      rule: "The structure of the carry must not change.",
      fix: `Return ${skeleton(form)} instead of ${skeleton(nextForm)}.`,
    });
  }
  nodes.forEach((node, i) => {
    const operands = [
      { ...operandOf(first[i]!, ""), name: "first carry" },
      { ...operandOf(node, ""), name: "next carry" },
    ];
    if (!sameShape(node.shape, first[i]!.shape)) {
      const [from, to] = [formatShape(first[i]!.shape), formatShape(node.shape)];
      throw new ShapeError(`a carry of a scan cannot change its shape from ${from} to ${to}`, {
        operands,
        rule: "The shape of a carry must not change.",
      });
    }
    if (node.dtype !== first[i]!.dtype) {
      throw new DTypeError(`a carry of a scan cannot change its type from ${first[i]!.dtype} to ${node.dtype}`, {
        operands,
        rule: "The element type of a carry must not change.",
        fix: `Convert it: carry.cast("${first[i]!.dtype}").`,
      });
    }
  });
  return nodes;
}

/** Returns the structure of a form as text, such as [tensor, { c: tensor }]. */
function skeleton(form: Form): string {
  switch (form.kind) {
    case "leaf":
      return "tensor";
    case "static":
      return JSON.stringify(form.value) ?? "undefined";
    case "list":
      return `[${form.items.map(skeleton).join(", ")}]`;
    case "record":
      return `{ ${form.keys.map((key, i) => `${key}: ${skeleton(form.items[i]!)}`).join(", ")} }`;
  }
}
