/**
 * Writes the expressions of one phase: a node's formula over loads, each load an affine access found by following views
 * from the loops' axes to a buffer.
 */
import { literal } from "../../base/dtype.ts";
import { sameShape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { type Chain, type Chains, follow } from "./chain.ts";
import type { Access, Expression } from "../ir/program.ts";
import { contiguous, type View } from "./view.ts";

/** What the writer asks of the plan around it. */
export interface Surroundings {
  readonly chains: Chains;
  /** Whether a node has a buffer of its own, or is an input. */
  stored(node: Node): boolean;
  buffer(node: Node): number;
  /** The number by which a fault at this gather or scatter is reported. */
  fault(node: Node): number;
  /** Another way to a stored node's element than loading it, or null. */
  shortcut?(node: Node, access: Access, writer: Writer): number | null;
}

/** A lookup in 0, 1, 2, … gives the index itself: all that it does is to check it. */
export function isCheck({ op, inputs }: Node): boolean {
  return op === "take" && inputs[0]!.op === "iota";
}

export class Writer {
  readonly expressions: Expression[] = [];
  /** The first movement node that no strides can say, or null for the loops' axes; undefined while all is well. */
  blocked: Node | null | undefined;
  readonly #written = new Map<string, number>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** The position of `node`'s value: loaded where it is stored, computed where not. */
  use(node: Node, chain: Chain): number {
    const key = `u${node.id}@${chain.id}`;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.#around.stored(node) ? this.#load(node, chain) : this.define(node, chain);
    this.#written.set(key, position);
    return position;
  }

  /** The position of `node`'s value, computed here. */
  define(node: Node, chain: Chain): number {
    const key = `d${node.id}@${chain.id}`;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.#formula(node, chain);
    this.#written.set(key, position);
    return position;
  }

  /** Adds an expression, or finds an equal one. */
  add(expression: Expression): number {
    const key = keyOf(expression);
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.expressions.push(expression) - 1;
    this.#written.set(key, position);
    return position;
  }

  /** The access that `chain` gives to a buffer of the shape that it starts from. */
  access(chain: Chain, start: View): Access {
    const followed = follow(chain, start);
    if ("view" in followed) return { offset: followed.view.offset, strides: followed.view.strides };
    if (this.blocked === undefined) this.blocked = followed.blocked;
    return { offset: 0, strides: [] };
  }

  #formula(node: Node, chain: Chain): number {
    const { op, primitive, dtype, attributes } = node;
    if (primitive.elementwise) {
      const inputs = node.inputs.map((input) => this.use(input, this.#reach(input, node, chain)));
      return this.add({ kind: "apply", primitive, inputs, attributes, dtype });
    }
    if (primitive.movement) return this.use(node.inputs[0]!, this.#around.chains.move(node, chain));
    switch (op) {
      case "const":
        return this.add({ kind: "constant", value: attributes["value"] as number, dtype });
      case "iota":
        return this.add({ kind: "index", access: this.access(chain, contiguous(node.shape)), dtype });
      case "take":
        return this.#gather(node, chain);
      default:
        throw new Error(`${op} cannot be part of a formula`);
    }
  }

  #reach(input: Node, node: Node, chain: Chain): Chain {
    return sameShape(input.shape, node.shape) ? chain : this.#around.chains.broadcast(node.shape, chain);
  }

  #load(node: Node, chain: Chain): number {
    const access = this.access(chain, contiguous(node.shape));
    const shortcut = this.blocked === undefined ? (this.#around.shortcut?.(node, access, this) ?? null) : null;
    if (shortcut !== null) return shortcut;
    return this.add({ kind: "load", buffer: this.#around.buffer(node), access, dtype: node.dtype });
  }

  /** table [a…, n, b…] read at indices [i…]: the axis n becomes the axes i…, with no stride of their own. */
  #gather(node: Node, chain: Chain): number {
    const [table, indices] = node.inputs as [Node, Node];
    const axis = node.attributes["axis"] as number;
    const { chains } = this.#around;
    const after = table.shape.slice(axis + 1);
    const aligned = [...indices.shape, ...after.map(() => 1)];
    const index = this.use(indices, chains.reshape(aligned, chains.broadcast(node.shape, chain)));
    const [bound, fault] = [table.shape[axis]!, this.#around.fault(node)];
    if (isCheck(node)) {
      const access = this.access(chain, contiguous(node.shape));
      return this.add({ kind: "check", access, index, bound, fault, dtype: node.dtype });
    }
    const { strides } = contiguous(table.shape);
    const start: View = {
      shape: node.shape,
      offset: 0,
      strides: [...strides.slice(0, axis), ...indices.shape.map(() => 0), ...strides.slice(axis + 1)],
    };
    return this.add({
      kind: "gather",
      buffer: this.#around.buffer(table),
      access: this.access(chain, start),
      index,
      stride: strides[axis]!,
      bound,
      fault,
      dtype: node.dtype,
    });
  }
}

/** Equal for equal expressions of one phase, and no key of `use` or `define`. */
function keyOf(expression: Expression): string {
  switch (expression.kind) {
    case "constant":
      return `${expression.dtype} ${literal(expression.value)}`;
    case "load":
      return `load ${expression.buffer} ${expression.access.offset} ${expression.access.strides.join()}`;
    case "apply": {
      const { primitive, inputs, attributes, dtype } = expression;
      const applied = `${primitive.name} ${dtype} ${inputs.join()}`;
      for (const _ in attributes) return `${applied} ${JSON.stringify(attributes)}`;
      return applied;
    }
    default:
      return JSON.stringify(expression);
  }
}
