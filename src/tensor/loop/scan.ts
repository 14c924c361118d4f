/**
 * `scan`: a loop over time as one value. The step is traced once, into a graph of its own that the program repeats, so
 * that neither compile time nor the size of the program grows with the length.
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

export interface ScanOptions {
  /** Starts at the last element of `xs`; ys[t] belongs to xs[t] all the same. */
  readonly reverse?: boolean;
  /** The backward pass computes each step again from its carry, instead of keeping what it computed. */
  readonly recompute?: boolean;
  /** Gradients flow through at most so many steps: truncated back-propagation through time. */
  readonly truncate?: number;
  /** The number of steps, where `xs` is null. */
  readonly length?: number;
}

const owner = "the step of a scan";

/**
 * Folds `step` over axis 0 of `xs`: step(carry, x) returns [the next carry, y]. Returns the last carry, and the ys of all
 * steps stacked along a new axis 0. Carries, xs and ys are tensors, arrays or plain objects of tensors, or null. A carry
 * keeps its shapes and types. The step may use tensors and parameters from outside, and draw random numbers. Throws a
 * ShapeError, DTypeError or ArgumentError for carries that change and xs of different lengths.
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
      rule: "It takes a function of carry and x.",
    });
  const length = lengthOf(stacks, options);
  const tracing = new Tracing(first, stacks, length, options);
  const observer = tracing.observer();
  const result = tracing.run((carries, elements) =>
    withObserver(observer, () => step(filled(carryForm, init, carries) as Carry, filled(stackForm, xs, elements) as X)),
  );
  if (!Array.isArray(result) || result.length !== 2) {
    throw new ArgumentError(`the step of a scan returned ${describe(result)}`, {
      rule: "It returns [carry, y]: the next carry, and what is stacked, or null.",
    });
  }
  const [next, y] = result as [unknown, unknown];
  const leftForm = formOf(y, "y", owner);
  const left = leavesOf(leftForm, y);
  const observed = observer?.observed ?? [];
  const { body, inputs } = tracing.body(nextCarries(carryForm, next, first), [...left, ...observed]);
  const results = body.results.map((_, output) => resultOf(body, inputs, output));
  observer?.finish(results.slice(first.length + left.length));
  const [carries, ys] = [results.slice(0, first.length), results.slice(first.length)].map((nodes) =>
    nodes.map(tensorOf),
  );
  return [filled(carryForm, init, carries!) as Carry, filled(leftForm, y, ys!) as Y];
}

/** A loop without turns leaves its first carries and empty stacks. */
function resultOf(body: Body, inputs: readonly Node[], output: number): Node {
  if (body.length > 0) return build.scan(body, inputs, output);
  const { shape, dtype } = body.results[output]!;
  return output < body.carries ? inputs[output]! : zeros([0, ...shape], dtype).node;
}

/** What the step is traced with. */
class Tracing {
  readonly #length: number;
  readonly #options: ScanOptions;
  readonly #given: Node[];
  readonly #carries: Node[];
  readonly #elements: Node[];
  /** Everything that the step makes has a larger id. */
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

  /** Tells who observes the scan what is observed in its step. */
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

  body(next: readonly Node[], left: readonly Node[]): { body: Body; inputs: Node[] } {
    const stacked = [...this.#carries, ...this.#elements];
    const { results, captured, parameters } = closeBody([...next, ...left], stacked, this.#firstId);
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

  /** The element of one more stack. */
  #stack(node: Node): Node {
    const element = parameter(node, node.shape.slice(1));
    this.#given.push(node);
    this.#elements.push(element);
    return element;
  }
}

/** Whether gradients end before each step. */
function cuts(length: number, truncate: number, reverse = false): Node {
  if (!Number.isInteger(truncate) || truncate < 1) {
    throw new ArgumentError(`scan was given ${describe(truncate)} as truncate`, {
      rule: "truncate is a whole number of steps, at least 1.",
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

/** A nest of the form `form` with these leaves. */
function filled(form: Form, value: unknown, leaves: readonly Tensor[]): unknown {
  let i = 0;
  return mapLeaves(form, value, () => leaves[i++]!);
}

function lengthOf(stacks: readonly Node[], { length }: ScanOptions): number {
  const operands = stacks.map((node, i) => ({ ...operandOf(node, ""), name: `xs ${i}` }));
  const scalar = stacks.find(({ shape }) => shape.length === 0);
  if (scalar) {
    throw new ShapeError("scan cannot go through a scalar", { operands, rule: "Axis 0 of xs is time." });
  }
  const lengths = new Set(stacks.map(({ shape }) => shape[0]!));
  if (length !== undefined) lengths.add(length);
  const [only] = lengths;
  if (lengths.size === 1 && Number.isInteger(only) && only! >= 0) return only!;
  throw new ShapeError(
    `scan was given ${lengths.size === 0 ? "no length" : `the lengths ${[...lengths].join(", ")}`}`,
    {
      operands,
      rule: "All xs have the same length along axis 0; without xs, `length` says how many steps there are.",
    },
  );
}

/** The leaves of the next carry. Throws where it is not like the first one. */
function nextCarries(form: Form, next: unknown, first: readonly Node[]): Node[] {
  const nextForm = formOf(next, "the next carry", owner);
  const nodes = leavesOf(nextForm, next);
  if (skeleton(form) !== skeleton(nextForm)) {
    throw new ArgumentError("the step of a scan returned a carry of another structure", {
      rule: "The next carry has the structure of the first one.",
      fix: `Return ${skeleton(form)} in place of ${skeleton(nextForm)}.`,
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
        rule: "The next carry has the shape of the first one.",
      });
    }
    if (node.dtype !== first[i]!.dtype) {
      throw new DTypeError(`a carry of a scan cannot change its type from ${first[i]!.dtype} to ${node.dtype}`, {
        operands,
        rule: "The next carry has the element type of the first one.",
        fix: `Convert it: carry.cast("${first[i]!.dtype}").`,
      });
    }
  });
  return nodes;
}

/** Where the leaves of a form are, for people: [tensor, { c: tensor }]. */
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
