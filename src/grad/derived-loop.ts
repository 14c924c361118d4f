/**
 * Loops derived from another loop, the forward loop. A derived loop computes derivatives in each iteration from values
 * of the forward loop. The forward loop stacks expensive values as additional results; the derived loop recomputes
 * cheap ones. This file contains no differentiation rules.
 */
import { build } from "../graph/builder.ts";
import { stackedBy } from "../graph/loops.ts";
import { isMovement } from "../graph/movement.ts";
import { type Body, type Node, topological } from "../graph/node.ts";
import { filled } from "./broadcast.ts";
import { repeated, sumOfOperation, sumOfStack, summedInputs, viewOfStack } from "./stacks.ts";

/** A requested result of the derived loop, by nodes built from its parameters and from nodes of the forward loop. */
export type Wanted =
  /** The last value of `carry`, which becomes `next`, or 0 if that is null, at the end of each iteration. */
  | { readonly carry: Node; readonly next: Node | null }
  /** The values of all iterations, along a new axis 0. */
  | { readonly stack: Node }
  /** The sum over all iterations. */
  | { readonly sum: Node };

interface Carry {
  readonly parameter: Node;
  readonly first: Node;
  next: Node;
}

/** A parameter of the loop and its argument. */
interface Given {
  readonly parameter: Node;
  readonly value: Node;
}

/** A finished loop. */
interface Complete {
  readonly body: Body;
  readonly inputs: readonly Node[];
}

/** Builds a node outside of the loop once the loop is complete. */
type Outside = (loop: Complete) => Node;

/** Builds a derived loop: create its parameters, build nodes from them, then call `results` once. */
export class DerivedLoop {
  readonly #forward: Body;
  readonly #forwardInputs: readonly Node[];
  /** Nodes of the forward loop. */
  readonly #known: ReadonlySet<Node>;
  readonly #carries: Carry[] = [];
  readonly #elements: Given[] = [];
  readonly #constants: Given[] = [];
  /** Maps nodes of the forward loop, and nodes built from them, to nodes of this loop. */
  readonly #own = new Map<Node, Node>();
  /** Nodes whose values in all iterations are available outside, as stacks. */
  readonly #stacks = new Map<Node, Node>();
  /** Values that this loop stacks. */
  readonly #stacked: Node[] = [];

  /** Derives a loop from the forward loop `body` on `inputs`. */
  constructor(body: Body, inputs: readonly Node[]) {
    this.#forward = body;
    this.#forwardInputs = inputs;
    this.#known = new Set([...body.parameters, ...topological(body.results)]);
    body.parameters.forEach((parameter, i) => {
      if (i >= body.carries && i < body.carries + body.stacks) this.#stacks.set(parameter, inputs[i]!);
    });
  }

  /** Adds a carry with the initial value `first`. Returns its parameter. */
  carry(first: Node): Node {
    const parameter = this.#parameter(first.shape, first);
    this.#carries.push({ parameter, first, next: parameter });
    return parameter;
  }

  /** Adds a stack. Returns the parameter for its element of the current iteration. */
  element(stack: Node): Node {
    const parameter = this.#parameter(stack.shape.slice(1), stack);
    this.#elements.push({ parameter, value: stack });
    this.#stacks.set(parameter, stack);
    return parameter;
  }

  /** Adds a constant. Returns the parameter, which equals `value` in every iteration. */
  constant(value: Node): Node {
    const parameter = this.#parameter(value.shape, value);
    this.#constants.push({ parameter, value });
    return parameter;
  }

  #parameter(shape: readonly number[], { dtype, name }: Node): Node {
    const parameter = build.input(shape, dtype, name);
    this.#own.set(parameter, parameter);
    return parameter;
  }

  /** Completes the loop and returns its results. Null stays null. */
  results(wanted: readonly (Wanted | null)[], reverse: boolean): (Node | null)[] {
    this.#take(wanted.flatMap((one) => (one && nodeOf(one)) ?? []));
    const outside = wanted.map((one) => one && this.#outside(one));
    const loop = this.#complete(reverse);
    return outside.map((make) => make && make(loop));
  }

  /**
   * Translates all nodes needed by `roots`. Expensive ones come first, because cheap ones can be computed from them.
   */
  #take(roots: readonly Node[]): void {
    const order = topological(roots);
    const border = new Set<Node>();
    for (const node of [...roots, ...order.flatMap((one) => (this.#known.has(one) ? [] : one.inputs))]) {
      if (this.#known.has(node)) border.add(node);
    }
    for (const node of border) if (!isCheap(node)) this.#inside(node);
    for (const node of order) if (!this.#known.has(node)) this.#inside(node);
  }

  #outside(wanted: Wanted): Outside {
    if ("stack" in wanted) return this.#stackOf(wanted.stack);
    if ("sum" in wanted) return this.#sumOf(wanted.sum);
    return this.#lastOf(wanted.carry, wanted.next ?? filled(0, wanted.carry));
  }

  #complete(reverse: boolean): Complete {
    const { length, recompute, calculus, primitive } = this.#forward;
    const body: Body = {
      parameters: [...this.#carries, ...this.#elements, ...this.#constants].map(({ parameter }) => parameter),
      carries: this.#carries.length,
      stacks: this.#elements.length,
      results: [...this.#carries.map(({ next }) => next), ...this.#stacked],
      length,
      reverse,
      recompute,
      calculus,
      primitive,
    };
    const given = [...this.#elements, ...this.#constants].map(({ value }) => value);
    return { body, inputs: [...this.#carries.map(({ first }) => first), ...given] };
  }

  /** Translates `node` to a node of this loop. */
  #inside(node: Node): Node {
    const known = this.#own.get(node);
    if (known) return known;
    const own = this.#made(node);
    this.#own.set(node, own);
    return own;
  }

  #made(node: Node): Node {
    if (this.#known.has(node)) return this.#taken(node);
    // A custom rule may use values that the loop body does not use.
    if (node.op === "input") return this.constant(node);
    return this.#computed(node);
  }

  #computed(node: Node): Node {
    return node.withInputs(node.inputs.map((one) => this.#inside(one)));
  }

  /** Translates a node of the forward loop: a parameter, a recomputed value, or an element of a stack. */
  #taken(node: Node): Node {
    const { parameters, carries, stacks, recompute } = this.#forward;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.constant(this.#forwardInputs[i]!);
    if (i >= carries) return this.element(this.#forwardInputs[i]!);
    if (i < 0 && (node.inputs.length === 0 || isMovement(node) || recompute || this.#isCheapHere(node))) {
      return this.#computed(node);
    }
    return this.element(this.#stackedByForward(node));
  }

  /** Returns true if `node` is cheap to recompute from values that this loop already has. */
  #isCheapHere(node: Node): boolean {
    if (this.#own.has(node) || node.inputs.length === 0) return true;
    return isCheap(node) && node.inputs.every((input) => this.#isCheapHere(input));
  }

  #stackedByForward(node: Node): Node {
    const known = this.#stacks.get(node);
    if (known) return known;
    const stack = stackedBy(this.#forward, this.#forwardInputs, node);
    this.#stacks.set(node, stack);
    return stack;
  }

  /** The last value of a carry that becomes `next` at the end of each iteration. */
  #lastOf(parameter: Node, next: Node): Outside {
    const place = this.#carries.findIndex((carry) => carry.parameter === parameter);
    this.#carries[place]!.next = this.#inside(next);
    return ({ body, inputs }) => build.scan(body, inputs, place);
  }

  /** The values of `node` in all iterations, along a new axis 0. */
  #stackOf(node: Node): Outside {
    const known = this.#stacks.get(node);
    if (known) return () => known;
    const constant = this.#constantOf(node);
    if (constant) return () => repeated(constant, this.#forward.length);
    const view = viewOfStack(node, this.#forward.length);
    if (view) {
      const stack = this.#stackOf(node.inputs[0]!);
      return (loop) => view(stack(loop));
    }
    if (this.#isWorthStacking(node)) {
      const stack = this.#stackedByForward(node);
      return () => stack;
    }
    return this.#stackedHere(node);
  }

  /** The node outside of the loop that equals `node` in every iteration; null if `node` is not constant. */
  #constantOf(node: Node): Node | null {
    const { parameters, carries, stacks } = this.#forward;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.#forwardInputs[i]!;
    const own = this.#constants.find(({ parameter }) => parameter === node);
    if (own) return own.value;
    return node.inputs.length === 0 && node.op !== "input" ? node : null;
  }

  /** Returns true if the forward loop, rather than this one, should stack the values of `node`. */
  #isWorthStacking(node: Node): boolean {
    return this.#known.has(node) && !(this.#forward.recompute && node.inputs.length > 0) && !isCheap(node);
  }

  #stackedHere(node: Node): Outside {
    const own = this.#inside(node);
    if (!this.#stacked.includes(own)) this.#stacked.push(own);
    const place = this.#stacked.indexOf(own);
    return ({ body, inputs }) => build.scan(body, inputs, body.carries + place);
  }

  /**
   * The sum of `node` over all iterations. Products, sums and scatters of values that change become one operation on
   * stacks after the loop; everything else is accumulated in a carry.
   */
  #sumOf(node: Node): Outside {
    const terms = isMovement(node) || isSumOfTerms(node) ? node.inputs : null;
    if (terms) {
      const sums = terms.map((input) => this.#sumOf(input));
      return (loop) => node.withInputs(sums.map((sum) => sum(loop)));
    }
    const operands = summedInputs(node);
    if (operands) {
      const stacks = operands.map((input) => this.#stackOf(input));
      return (loop) =>
        sumOfOperation(
          node,
          stacks.map((stack) => stack(loop)),
        );
    }
    const stack = this.#stacks.get(node);
    if (stack) return () => sumOfStack(node, stack);
    const total = this.carry(filled(0, node));
    return this.#lastOf(total, build.add(total, node));
  }
}

function nodeOf(wanted: Wanted): Node | null {
  if ("stack" in wanted) return wanted.stack;
  return "sum" in wanted ? wanted.sum : wanted.next;
}

function isCheap(node: Node): boolean {
  const { primitive } = node;
  return isMovement(node) || (primitive.elementwise && primitive.cheap && node.inputs.length > 0);
}

/** Returns true for sums without broadcasting, which commute with the sum over iterations. */
function isSumOfTerms({ op, inputs, shape }: Node): boolean {
  return (op === "add" || op === "sub" || op === "neg") && inputs.every((input) => input.shape.join() === shape.join());
}
