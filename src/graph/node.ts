/**
 * Nodes: plain immutable records of one application of a primitive. There is no global table of them; what no tensor
 * and no graph refers to is garbage.
 */
import type { Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import type { Attributes, Primitive } from "../ops/primitive.ts";

/** Where in the user's program a node was made. */
export interface Origin {
  /** The call chain of modules, such as `MLP.forward`; empty outside a module. */
  readonly module: string;
  /** Where derivatives of what was made here are said to come from. Default: from here. */
  readonly derived?: Origin;
  toString(): string;
}

/** Replaces the gradient of a value by the user's rule: given that of the output, one for each of `inputs`. */
export type GradientRule = (dy: Node, inputs: readonly Node[], output: Node) => readonly (Node | null)[];

/**
 * What a loop repeats: a graph of its own, from the carries, one element of each stack that it goes through and what it
 * takes from outside, to the next carries and what it leaves behind at each turn. A `scan` node is one result of a loop.
 */
export interface Body {
  /** The record of its results, which brings along what compiling a loop takes. */
  readonly primitive: Primitive;
  /** `input` nodes: the carries, then the elements of stacks, then what stays the same. */
  readonly parameters: readonly Node[];
  readonly carries: number;
  readonly stacks: number;
  /** The next carries, then what is stacked. Derivatives may append more of what was computed: see `stackedBy`. */
  readonly results: readonly Node[];
  readonly length: number;
  /** From the last element of the stacks to the first. */
  readonly reverse: boolean;
  /** The derivative computes everything but the carries again, instead of keeping it. */
  readonly recompute: boolean;
  readonly calculus: LoopCalculus;
}

/**
 * Derivatives of loops: a body brings them along, so that a program without loops does not carry them. `node` is any
 * result of the loop; null where no derivative is wanted or none flows.
 */
export interface LoopCalculus {
  /** Of the loop's inputs, given those of its results, by their numbers. */
  readonly gradients: (
    node: Node,
    cotangents: ReadonlyMap<number, Node>,
    wanted: readonly boolean[],
    gradients: (outputs: readonly Node[], cotangents: readonly Node[], targets: readonly Node[]) => (Node | null)[],
  ) => (Node | null)[];
  /** Of the loop's results, given those of its inputs. */
  readonly tangents: (
    node: Node,
    given: readonly (Node | null)[],
    tangents: (outputs: readonly Node[], primals: readonly Node[], directions: readonly Node[]) => (Node | null)[],
  ) => (Node | null)[];
}

/** `value` where all of `pending` hold, else 0. It is 0 where one of `masks` does not hold; all broadcast to its shape. */
export interface Gradient {
  readonly value: Node;
  readonly masks: readonly Node[];
  readonly pending: readonly Node[];
}

/** How gradients go from a node to its inputs: a choice that brings one along makes all of its graph's go by it. */
export interface GradientCalculus {
  /** With all choices made. */
  readonly settled: (gradient: Gradient) => Node;
  readonly sumOf: (x: Gradient, y: Gradient) => Gradient;
  /** Of each input of `node`, in its shape, given that of the node. */
  readonly inputGradients: (node: Node, gradient: Gradient) => readonly (Gradient | null)[];
}

export interface NodeFields {
  readonly primitive: Primitive;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin?: Origin | null | undefined;
  readonly name?: string | undefined;
  readonly rule?: GradientRule | undefined;
  readonly body?: Body | undefined;
  readonly choice?: GradientCalculus | undefined;
}

type Every<Fields> = { [Name in keyof Required<Fields>]: Fields[Name] };

let count = 0;

/** The next id: of a node, or of a value that no node computed. Later ones are larger. */
export function claimId(): number {
  return count++;
}

export class Node implements Value {
  readonly id = claimId();
  /** The record of the operation, with all that is known of it. */
  readonly primitive: Primitive;
  /** Its name. */
  readonly op: string;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin | null;
  /** What the user calls it: a parameter's path, an argument's name, or what `named` was given. */
  readonly name: string | undefined;
  /** Of a `customGrad` node only. */
  readonly rule: GradientRule | undefined;
  /** Of a `scan` node only. */
  readonly body: Body | undefined;
  /** Of a `where` node whose branches may have infinite slopes. */
  readonly choice: GradientCalculus | undefined;

  constructor(fields: NodeFields, origin: Origin | null = fields.origin ?? null) {
    this.primitive = fields.primitive;
    this.op = fields.primitive.name;
    this.inputs = fields.inputs;
    this.attributes = fields.attributes;
    this.shape = fields.shape;
    this.dtype = fields.dtype;
    this.origin = origin;
    this.name = fields.name;
    this.rule = fields.rule;
    this.body = fields.body;
    this.choice = fields.choice;
  }

  /** The same application to other inputs of the same shapes. */
  withInputs(inputs: readonly Node[]): Node {
    return this.with({ inputs });
  }

  /** A node that differs in these fields. */
  with(changes: Partial<NodeFields>): Node {
    const { primitive, inputs, attributes, shape, dtype, origin, name, rule, body, choice } = this;
    // Its type asks for every field, so that none is lost here.
    const fields: Every<NodeFields> = { primitive, inputs, attributes, shape, dtype, origin, name, rule, body, choice };
    return new Node(Object.assign(fields, changes));
  }

  /** How an error calls this node: its name, or its operation on the first input's; undefined where neither has one. */
  get label(): string | undefined {
    if (this.name !== undefined) return this.name;
    const first = this.inputs[0]?.name;
    return first && `${first}.${this.op}()`;
  }
}

/** Every node that `roots` depend on, through none that is a leaf, inputs before their users. Iterative: graphs can be deep. */
export function topological(roots: readonly Node[], isLeaf?: (node: Node) => boolean): Node[] {
  const order = new Set<Node>();
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    const { length } = stack;
    if (!order.has(node) && !isLeaf?.(node)) {
      for (let i = node.inputs.length - 1; i >= 0; i--) {
        if (!order.has(node.inputs[i]!)) stack.push(node.inputs[i]!);
      }
    }
    if (stack.length > length) continue;
    order.add(node);
    stack.pop();
  }
  return [...order];
}

/** Those of `nodes` that take a node as an input, once for each time that they do. */
export function usersOf(nodes: readonly Node[]): Map<Node, Node[]> {
  const users = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      const list = users.get(input);
      if (list) list.push(node);
      else users.set(input, [node]);
    }
  }
  return users;
}
