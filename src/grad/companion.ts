/**
 * The loop that goes with another one: what its derivatives compute, turn by turn, from what the first loop computed.
 * Values of the first loop that are dear to compute are stacked by it as further results; others are computed again.
 * Knows loops, not derivatives.
 */
import { build } from "../graph/builder.ts";
import { isMovement } from "../graph/movement.ts";
import { type Body, type Node, topological } from "../graph/node.ts";
import { filled } from "./broadcast.ts";

/** A node outside of the loop, once the loop is closed. */
export type Later = () => Node;

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

export class Companion {
  readonly #body: Body;
  readonly #inputs: readonly Node[];
  /** The nodes that the first loop computes. */
  readonly #known: ReadonlySet<Node>;
  readonly #carries: Carry[] = [];
  readonly #elements: Given[] = [];
  readonly #constants: Given[] = [];
  /** What nodes of the first loop, and those built on them, are in this one. */
  readonly #own = new Map<Node, Node>();
  /** Nodes whose values at all turns are found outside. */
  readonly #stacks = new Map<Node, Node>();
  /** What this loop leaves behind at every turn. */
  readonly #left: Node[] = [];
  #closed: { readonly body: Body; readonly inputs: readonly Node[] } | null = null;

  /** `body` runs on `inputs`. */
  constructor(body: Body, inputs: readonly Node[]) {
    this.#body = body;
    this.#inputs = inputs;
    this.#known = new Set([...body.parameters, ...topological(body.results)]);
    body.parameters.forEach((parameter, i) => {
      if (i >= body.carries && i < body.carries + body.stacks) this.#stacks.set(parameter, inputs[i]!);
    });
  }

  /** A carry that begins with `first`. */
  carry(first: Node): Node {
    const parameter = this.#parameter(first.shape, first);
    this.#carries.push({ parameter, first, next: parameter });
    return parameter;
  }

  /** The element of `stack` that belongs to the turn. */
  element(stack: Node): Node {
    const parameter = this.#parameter(stack.shape.slice(1), stack);
    this.#elements.push({ parameter, value: stack });
    this.#stacks.set(parameter, stack);
    return parameter;
  }

  /** What is `value` at every turn. */
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

  /** Takes over what `roots`, built on nodes of the first loop, need. What is dear comes first: it serves the others. */
  take(roots: readonly Node[]): void {
    const order = topological(roots);
    const border = new Set<Node>();
    for (const node of [...roots, ...order.flatMap((one) => (this.#known.has(one) ? [] : one.inputs))]) {
      if (this.#known.has(node)) border.add(node);
    }
    for (const node of border) if (!isCheap(node)) this.#inside(node);
    for (const node of order) if (!this.#known.has(node)) this.#inside(node);
  }

  /** `parameter` of a carry becomes `next` at the end of each turn. */
  close(parameter: Node, next: Node): void {
    this.#carries.find((carry) => carry.parameter === parameter)!.next = this.#inside(next);
  }

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
    return node.withInputs(node.inputs.map((one) => this.#inside(one)));
  }

  /** A node of the first loop: a parameter, computed again, or read from the stack that the first loop leaves. */
  #taken(node: Node): Node {
    const { parameters, carries, stacks, recompute } = this.#body;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.constant(this.#inputs[i]!);
    if (i >= carries) return this.element(this.#inputs[i]!);
    if (i < 0 && (node.inputs.length === 0 || isMovement(node) || recompute || this.#isAtHand(node))) {
      return node.withInputs(node.inputs.map((one) => this.#inside(one)));
    }
    return this.element(this.#kept(node));
  }

  /** A formula, cheap to compute again, of parameters and of what has been taken already. */
  #isAtHand(node: Node): boolean {
    if (this.#own.has(node) || node.inputs.length === 0) return true;
    return isCheap(node) && node.inputs.every((input) => this.#isAtHand(input));
  }

  /** The values of a node of the first loop at all turns, which that loop keeps. */
  #kept(node: Node): Node {
    const known = this.#stacks.get(node);
    if (known) return known;
    const { results, carries } = this.#body;
    const place = results.indexOf(node, carries);
    const stack = build.scan(this.#body, this.#inputs, place < 0 ? results.push(node) - 1 : place);
    this.#stacks.set(node, stack);
    return stack;
  }

  /** The values of `node` at all turns, along a new axis 0. */
  stack(node: Node): Later {
    const known = this.#stacks.get(node);
    if (known) return () => known;
    const constant = this.#constantOf(node);
    if (constant) {
      const { shape } = constant;
      return () => build.expand(build.reshape(constant, [1, ...shape]), [this.#body.length, ...shape]);
    }
    const lifted = this.#lifted(node);
    if (lifted) return lifted;
    const isKept = this.#known.has(node) && !(this.#body.recompute && node.inputs.length > 0) && !isCheap(node);
    if (isKept) {
      const kept = this.#kept(node);
      return () => kept;
    }
    const own = this.#inside(node);
    if (!this.#left.includes(own)) this.#left.push(own);
    return () => this.#result(this.#carries.length + this.#left.indexOf(own));
  }

  /** What has the same value at every turn, as it is outside. */
  #constantOf(node: Node): Node | null {
    const { parameters, carries, stacks } = this.#body;
    const i = parameters.indexOf(node);
    if (i >= carries + stacks) return this.#inputs[i]!;
    const own = this.#constants.find(({ parameter }) => parameter === node);
    if (own) return own.value;
    return node.inputs.length === 0 && node.op !== "input" ? node : null;
  }

  /** A view of a stack, which need not be copied. */
  #lifted(node: Node): Later | null {
    const list = (name: string) => node.attributes[name] as readonly number[];
    const { length } = this.#body;
    const lift = (view: (stack: Node) => Node): Later => {
      const stack = this.stack(node.inputs[0]!);
      return () => view(stack());
    };
    switch (node.op) {
      case "reshape":
        return lift((stack) => build.reshape(stack, [length, ...node.shape]));
      case "expand":
        return lift((stack) => build.expand(stack, [length, ...node.shape]));
      case "permute":
        return lift((stack) => build.permute(stack, [0, ...list("order").map((axis) => axis + 1)]));
      case "slice":
        return lift((stack) =>
          build.slice(stack, [0, ...list("starts")], [length, ...list("lengths")], [1, ...list("steps")]),
        );
      default:
        return null;
    }
  }

  /**
   * The sum of `node` over all turns. A product, a sum or a scatter of what changes from turn to turn is one over the
   * stacks after the loop; anything else is added up in a carry.
   */
  sum(node: Node): Later {
    const { op, inputs, attributes } = node;
    if (isMovement(node)) {
      const sum = this.sum(inputs[0]!);
      return () => node.withInputs([sum()]);
    }
    const isPlain = inputs.every((input) => input.shape.join() === node.shape.join());
    if ((op === "add" || op === "sub" || op === "neg") && isPlain) {
      const sums = inputs.map((input) => this.sum(input));
      return () => node.withInputs(sums.map((sum) => sum()));
    }
    if (op === "dot") return this.#sumOfDots(node);
    if (op === "reduceSum") {
      const stack = this.stack(inputs[0]!);
      const axes = attributes["axes"] as readonly number[];
      return () => build.reshape(build.reduceSum(stack(), [0, ...axes.map((axis) => axis + 1)]), node.shape);
    }
    if (op === "scatterAdd" && isZero(inputs[0]!)) return this.#sumOfScatters(node);
    if (this.#stacks.has(node)) {
      const stack = this.stack(node);
      return () => build.reshape(build.reduceSum(stack(), [0]), node.shape);
    }
    const total = this.carry(filled(0, node));
    this.close(total, build.add(total, node));
    return this.last(total);
  }

  /** Σ_t A_t·B_t is one dot that contracts the turns too. */
  #sumOfDots({ inputs, attributes }: Node): Later {
    const { batch, contract } = attributes as { batch: number; contract: number };
    const [left, right] = inputs.map((input) => {
      const stack = this.stack(input);
      const free = input.shape.length - contract;
      const axes = input.shape.map((_, axis) => axis + 1);
      return () => build.permute(stack(), [...axes.slice(0, free), 0, ...axes.slice(free)]);
    }) as [Later, Later];
    return () => build.dot(left(), right(), batch, contract + 1);
  }

  #sumOfScatters({ inputs, attributes }: Node): Later {
    const [target, ...rest] = inputs as [Node, Node, Node];
    const [indices, updates] = rest.map((input) => this.stack(input)) as [Later, Later];
    const axis = attributes["axis"] as number;
    return () => {
      const stack = updates();
      const axes = stack.shape.map((_, i) => i).slice(1);
      const moved = build.permute(stack, [...axes.slice(0, axis), 0, ...axes.slice(axis)]);
      return build.scatterAdd(target, indices(), moved, axis);
    };
  }

  /** The last value of a carry. */
  last(parameter: Node): Later {
    const place = this.#carries.findIndex((carry) => carry.parameter === parameter);
    return () => this.#result(place);
  }

  /** Ends the loop, which goes through the turns in this order; only then may a `Later` be called. */
  finish(reverse: boolean): void {
    const body: Body = {
      parameters: [...this.#carries, ...this.#elements, ...this.#constants].map(({ parameter }) => parameter),
      carries: this.#carries.length,
      stacks: this.#elements.length,
      results: [...this.#carries.map(({ next }) => next), ...this.#left],
      length: this.#body.length,
      reverse,
      recompute: this.#body.recompute,
      calculus: this.#body.calculus,
      primitive: this.#body.primitive,
    };
    const given = [...this.#elements, ...this.#constants].map(({ value }) => value);
    this.#closed = { body, inputs: [...this.#carries.map(({ first }) => first), ...given] };
  }

  #result(output: number): Node {
    const { body, inputs } = this.#closed!;
    return build.scan(body, inputs, output);
  }
}

function isCheap(node: Node): boolean {
  const { primitive } = node;
  return isMovement(node) || (primitive.elementwise && primitive.cheap && node.inputs.length > 0);
}

/** Zeros that a scatter adds to: any other target would be summed over the turns too. */
function isZero(node: Node): boolean {
  return node.op === "const" ? node.attributes["value"] === 0 : isMovement(node) && isZero(node.inputs[0]!);
}
