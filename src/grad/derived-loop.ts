/**
 * A loop derived from another one, the forward loop: what derivatives compute, turn by turn, from what that one computes.
 * Values that are expensive to compute are stacked by the forward loop as further results; others are computed again.
 * Knows loops, not derivatives.
 */
import { build } from "../graph/builder.ts";
import { stackedBy } from "../graph/loops.ts";
import { isMovement } from "../graph/movement.ts";
import { type Body, type Node, topological } from "../graph/node.ts";
import { filled } from "./broadcast.ts";
import { repeated, sumOfOperation, sumOfStack, summedInputs, viewOfStack } from "./stacks.ts";

/** What is wanted of the derived loop, by nodes that are built on its parameters and on nodes of the forward loop. */
export type Wanted =
  /** The last value of `carry`, which becomes `next`, or else 0, at the end of each turn. */
  | { readonly carry: Node; readonly next: Node | null }
  /** The values at all turns, along a new axis 0. */
  | { readonly stack: Node }
  /** Their sum. */
  | { readonly sum: Node };

interface Carry {
  readonly parameter: Node;
  readonly first: Node;
  next: Node;
}

/** A parameter of the loop, and what it is given. */
interface Given {
  readonly parameter: Node;
  readonly value: Node;
}

/** A loop to which nothing is added any more. */
interface Complete {
  readonly body: Body;
  readonly inputs: readonly Node[];
}

/** A node outside of the loop, which can be built when the loop is complete. */
type Outside = (loop: Complete) => Node;

export class DerivedLoop {
  readonly #forward: Body;
  readonly #forwardInputs: readonly Node[];
  /** The nodes that the forward loop computes. */
  readonly #known: ReadonlySet<Node>;
  readonly #carries: Carry[] = [];
  readonly #elements: Given[] = [];
  readonly #constants: Given[] = [];
  /** What nodes of the forward loop, and those built on them, are in this one. */
  readonly #own = new Map<Node, Node>();
  /** Nodes whose values at all turns are found outside. */
  readonly #stacks = new Map<Node, Node>();
  /** What this loop leaves behind at every turn. */
  readonly #left: Node[] = [];

  /** The forward loop is `body`, which runs on `inputs`. */
  constructor(body: Body, inputs: readonly Node[]) {
    this.#forward = body;
    this.#forwardInputs = inputs;
    this.#known = new Set([...body.parameters, ...topological(body.results)]);
    body.parameters.forEach((parameter, i) => {
      if (i >= body.carries && i < body.carries + body.stacks) this.#stacks.set(parameter, inputs[i]!);
    });
  }

  /** A new parameter: a carry that begins with `first`. */
  carry(first: Node): Node {
    const parameter = this.#parameter(first.shape, first);
    this.#carries.push({ parameter, first, next: parameter });
    return parameter;
  }

  /** A new parameter: the element of `stack` that belongs to the turn. */
  element(stack: Node): Node {
    const parameter = this.#parameter(stack.shape.slice(1), stack);
    this.#elements.push({ parameter, value: stack });
    this.#stacks.set(parameter, stack);
    return parameter;
  }

  /** A new parameter: `value` at every turn. */
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

  /** Completes the loop, which goes through the turns in this order. Null stays null. */
  results(wanted: readonly (Wanted | null)[], reverse: boolean): (Node | null)[] {
    this.#take(wanted.flatMap((one) => (one && nodeOf(one)) ?? []));
    const outside = wanted.map((one) => one && this.#outside(one));
    const loop = this.#complete(reverse);
    return outside.map((make) => make && make(loop));
  }

  /** Takes over what `roots` need. What is expensive comes first: it serves the others. */
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
      results: [...this.#carries.map(({ next }) => next), ...this.#left],
      length,
      reverse,
      recompute,
      calculus,
      primitive,
    };
    const given = [...this.#elements, ...this.#constants].map(({ value }) => value);
    return { body, inputs: [...this.#carries.map(({ first }) => first), ...given] };
  }

  /** What `node` is in this loop. */
  #inside(node: Node): Node {
    const known = this.#own.get(node);
    if (known) return known;
    const own = this.#made(node);
    this.#own.set(node, own);
    return own;
  }

  #made(node: Node): Node {
    if (this.#known.has(node)) return this.#taken(node);
    // A custom rule may use what the step does not.
    if (node.op === "input") return this.constant(node);
    return this.#computed(node);
  }

  #computed(node: Node): Node {
    return node.withInputs(node.inputs.map((one) => this.#inside(one)));
  }

  /** A node of the forward loop: a parameter, computed again, or read from the stack that the forward loop leaves. */
  #taken(node: Node): Node {
    const { parameters, carries, stacks, recompute } = this.#forward;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.constant(this.#forwardInputs[i]!);
    if (i >= carries) return this.element(this.#forwardInputs[i]!);
    if (i < 0 && (node.inputs.length === 0 || isMovement(node) || recompute || this.#isAtHand(node))) {
      return this.#computed(node);
    }
    return this.element(this.#stackedByForward(node));
  }

  /** A formula, cheap to compute again, of parameters and of what has been taken already. */
  #isAtHand(node: Node): boolean {
    if (this.#own.has(node) || node.inputs.length === 0) return true;
    return isCheap(node) && node.inputs.every((input) => this.#isAtHand(input));
  }

  #stackedByForward(node: Node): Node {
    const known = this.#stacks.get(node);
    if (known) return known;
    const stack = stackedBy(this.#forward, this.#forwardInputs, node);
    this.#stacks.set(node, stack);
    return stack;
  }

  /** The last value of a carry that becomes `next` at the end of each turn. */
  #lastOf(parameter: Node, next: Node): Outside {
    const place = this.#carries.findIndex((carry) => carry.parameter === parameter);
    this.#carries[place]!.next = this.#inside(next);
    return ({ body, inputs }) => build.scan(body, inputs, place);
  }

  /** The values of `node` at all turns, along a new axis 0. */
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
    return this.#leftBehind(node);
  }

  /** What has the same value at every turn, as it is outside. */
  #constantOf(node: Node): Node | null {
    const { parameters, carries, stacks } = this.#forward;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.#forwardInputs[i]!;
    const own = this.#constants.find(({ parameter }) => parameter === node);
    if (own) return own.value;
    return node.inputs.length === 0 && node.op !== "input" ? node : null;
  }

  /** Whether the forward loop rather than this one stacks the values of `node`. */
  #isWorthStacking(node: Node): boolean {
    return this.#known.has(node) && !(this.#forward.recompute && node.inputs.length > 0) && !isCheap(node);
  }

  #leftBehind(node: Node): Outside {
    const own = this.#inside(node);
    if (!this.#left.includes(own)) this.#left.push(own);
    const place = this.#left.indexOf(own);
    return ({ body, inputs }) => build.scan(body, inputs, body.carries + place);
  }

  /**
   * The sum of `node` over all turns. A product, a sum or a scatter of what changes from turn to turn is one over the
   * stacks after the loop; anything else is added up in a carry.
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

/** Nothing is repeated: the sum over the turns is that of the sums. */
function isSumOfTerms({ op, inputs, shape }: Node): boolean {
  return (op === "add" || op === "sub" || op === "neg") && inputs.every((input) => input.shape.join() === shape.join());
}
