/**
 * Nodes: immutable records of one application of a primitive. There is no global table of nodes, so the garbage
 * collector frees nodes without references from a tensor or a graph.
 */
import type { Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import type { Attributes, Primitive } from "../ops/primitive.ts";

/** The position in the user's program that created a node. */
export interface Origin {
  /** The call chain of modules, such as `MLP.forward`; empty outside a module. */
  readonly module: string;
  /** Origin of derivatives of nodes created here. Default: this origin. */
  readonly derived?: Origin;
  toString(): string;
}

/**
 * User-defined gradient. Given the gradient `dy` of the output, returns one gradient, or null, for each of `inputs`.
 */
export type GradientRule = (dy: Node, inputs: readonly Node[], output: Node) => readonly (Node | null)[];

/**
 * The body of a loop, a graph of its own. Each iteration maps the carries, one element of each stack and the constants
 * to the next carries and to elements of result stacks. A `scan` node is one result of a loop.
 */
export interface Body {
  /** The record of the `scan` nodes, whose feature contains the code that compiles loops. */
  readonly primitive: Primitive;
  /** `input` nodes: the carries, then the elements of stacks, then the constants. */
  readonly parameters: readonly Node[];
  /** Number of carries. */
  readonly carries: number;
  /** Number of stacks. */
  readonly stacks: number;
  /** The next carries, then the values to be stacked. Derivatives may append intermediate values; see `stackedBy`. */
  readonly results: readonly Node[];
  /** Number of iterations. */
  readonly length: number;
  /** True if the loop iterates from the last element of the stacks to the first. */
  readonly reverse: boolean;
  /** True if derivatives recompute all intermediate values except the carries instead of storing them. */
  readonly recompute: boolean;
  readonly calculus: LoopCalculus;
}

/**
 * Derivatives of loops. Bodies refer to them, so that bundles of programs without loops do not contain them. `node` is
 * any result of the loop. A null result means that the derivative is zero or not wanted.
 */
export interface LoopCalculus {
  /** Gradients of the loop's inputs, given those of its results, by number of the result. */
  readonly gradients: (
    node: Node,
    cotangents: ReadonlyMap<number, Node>,
    wanted: readonly boolean[],
    gradients: (outputs: readonly Node[], cotangents: readonly Node[], targets: readonly Node[]) => (Node | null)[],
  ) => (Node | null)[];
  /** Tangents of the loop's results, given those of its inputs. */
  readonly tangents: (
    node: Node,
    given: readonly (Node | null)[],
    tangents: (outputs: readonly Node[], primals: readonly Node[], directions: readonly Node[]) => (Node | null)[],
  ) => (Node | null)[];
}

/**
 * A gradient: `value` where all masks in `pending` are true, else 0. It is known to be 0 where any of `masks` is false.
 * All masks broadcast to the shape of `value`.
 */
export interface Gradient {
  readonly value: Node;
  readonly masks: readonly Node[];
  readonly pending: readonly Node[];
}

/** Propagation of gradients from a node to its inputs. If a node has one, its whole graph uses it. */
export interface GradientCalculus {
  /** Applies all pending masks. */
  readonly settled: (gradient: Gradient) => Node;
  readonly sumOf: (x: Gradient, y: Gradient) => Gradient;
  /** Returns the gradient of each input of `node`, in the input's shape, given that of the node. */
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

/** Returns the next id, for a node or for a value without a node. Ids increase. */
export function claimId(): number {
  return count++;
}

/** One application of a primitive. */
export class Node implements Value {
  readonly id = claimId();
  /** Record of the operation. */
  readonly primitive: Primitive;
  /** Name of the operation. */
  readonly op: string;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin | null;
  /** Name given by the user: path of a parameter, name of an argument, or argument of `named`. */
  readonly name: string | undefined;
  /** Gradient rule of a `customGrad` node. */
  readonly rule: GradientRule | undefined;
  /** Loop body of a `scan` node. */
  readonly body: Body | undefined;
  /** Gradient propagation with masks, for a `where` node whose branches may have infinite slopes. */
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

  /** Applies the same operation to other inputs of the same shapes. */
  withInputs(inputs: readonly Node[]): Node {
    return this.with({ inputs });
  }

  /** Returns a copy of the node with some fields changed. */
  with(changes: Partial<NodeFields>): Node {
    const { primitive, inputs, attributes, shape, dtype, origin, name, rule, body, choice } = this;
    // The type requires all fields, so that no field is forgotten here.
    const fields: Every<NodeFields> = { primitive, inputs, attributes, shape, dtype, origin, name, rule, body, choice };
    return new Node(Object.assign(fields, changes));
  }

  /** Name of the node in error messages: its own, or one derived from the first input's, such as `x.exp()`. */
  get label(): string | undefined {
    if (this.name !== undefined) return this.name;
    const first = this.inputs[0]?.name;
    return first && `${first}.${this.op}()`;
  }
}

/**
 * The nodes on which `roots` depend, in topological order (inputs first). The inputs of leaves are not visited.
 * Iterative instead of recursive, because graphs can be deep.
 */
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

/** Maps each input to the nodes in `nodes` that use it. A node that uses it twice is listed twice. */
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
