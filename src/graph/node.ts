/**
 * Nodes: plain immutable records of one application of a primitive. There is no global table of them; what no tensor
 * and no graph refers to is garbage.
 */
import type { Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import type { Attributes } from "../ops/primitive.ts";
import type { PrimitiveName } from "../ops/index.ts";

/** Where in the user's program a node was made. */
export interface Origin {
  /** The call chain of modules, such as `MLP.forward`; empty outside a module. */
  readonly module: string;
  toString(): string;
}

/** Replaces the gradient of a value by the user's rule: given that of the output, one for each of `inputs`. */
export type GradientRule = (dy: Node, inputs: readonly Node[], output: Node) => readonly (Node | null)[];

let count = 0;

export class Node implements Value {
  readonly id = count++;
  readonly op: PrimitiveName;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin | null;
  /** What the user calls it: a parameter's path, an argument's name, or what `named` was given. */
  readonly name: string | undefined;
  /** Of a `customGrad` node only. */
  readonly rule: GradientRule | undefined;

  constructor(fields: {
    op: PrimitiveName;
    inputs: readonly Node[];
    attributes: Attributes;
    shape: Shape;
    dtype: DType;
    origin?: Origin | null;
    name?: string | undefined;
    rule?: GradientRule | undefined;
  }) {
    this.op = fields.op;
    this.inputs = fields.inputs;
    this.attributes = fields.attributes;
    this.shape = fields.shape;
    this.dtype = fields.dtype;
    this.origin = fields.origin ?? null;
    this.name = fields.name;
    this.rule = fields.rule;
  }

  /** The same application to other inputs of the same shapes. */
  withInputs(inputs: readonly Node[]): Node {
    const { op, attributes, shape, dtype, origin, name, rule } = this;
    return new Node({ op, inputs, attributes, shape, dtype, origin, name, rule });
  }

  /** How an error calls this node: its name, or its last operation on the first input's. */
  get label(): string | undefined {
    if (this.name !== undefined) return this.name;
    const [first] = this.inputs;
    return first ? `${first.name ?? "…"}.${this.op}()` : undefined;
  }
}

/** Every node that `roots` depend on, inputs before their users. Iterative: graphs can be deep. */
export function topological(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    if (state.get(node) === "done") {
      stack.pop();
    } else if (state.get(node) === "open") {
      state.set(node, "done");
      order.push(node);
      stack.pop();
    } else {
      state.set(node, "open");
      for (let i = node.inputs.length - 1; i >= 0; i--) {
        if (!state.has(node.inputs[i]!)) stack.push(node.inputs[i]!);
      }
    }
  }
  return order;
}
