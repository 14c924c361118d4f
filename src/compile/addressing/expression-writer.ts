/**
 * Writes the expressions of one phase. The leaves of a node's formula are loads at affine addresses, found by following
 * views from the axes of the loops to a buffer.
 */
import { literal } from "../../base/dtype.ts";
import { sameShape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { type Chain, type Chains, follow } from "./chain.ts";
import type { Access, Expression } from "../ir/program.ts";
import { contiguous, type View } from "./view.ts";

/** Information about the surrounding plan that a writer needs. */
export interface Surroundings {
  readonly chains: Chains;
  /** Returns whether a node has its own buffer or is an input. */
  stored(node: Node): boolean;
  buffer(node: Node): number;
  /** Returns the number that identifies a fault of this gather or scatter. */
  fault(node: Node): number;
  /** Returns the position of an expression that replaces loading an element of a stored node, or null. */
  shortcut?(node: Node, access: Access, writer: Writer): number | null;
}

/** Returns whether a lookup only checks its index. A lookup in the sequence 0, 1, 2, … returns the index itself. */
export function isCheck({ op, inputs }: Node): boolean {
  return op === "take" && inputs[0]!.op === "iota";
}

/** Collects the expressions of one phase. Equal expressions are written once. */
export class Writer {
  readonly expressions: Expression[] = [];
  /**
   * First movement node that strides cannot express, null if the axes of the loops do not fit, undefined if there is no
   * obstacle.
   */
  blocked: Node | null | undefined;
  readonly #written = new Map<string, number>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Returns the position of the value of `node`, which is loaded if it is stored and computed otherwise. */
  use(node: Node, chain: Chain): number {
    const key = `u${node.id}@${chain.id}`;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.#around.stored(node) ? this.#load(node, chain) : this.define(node, chain);
    this.#written.set(key, position);
    return position;
  }

  /** Returns the position of the value of `node`, always computed. */
  define(node: Node, chain: Chain): number {
    const key = `d${node.id}@${chain.id}`;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.#formula(node, chain);
    this.#written.set(key, position);
    return position;
  }

  /** Returns the position of an expression, adding it unless an equal one exists. */
  add(expression: Expression): number {
    const key = keyOf(expression);
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const position = this.expressions.push(expression) - 1;
    this.#written.set(key, position);
    return position;
  }

  /** Returns the access to a buffer with view `start`, followed through `chain`. */
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

  /** Gathers from a table [a…, n, b…] at indices [i…]. The axis n is replaced by the axes i…, which have stride 0. */
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

/** Returns a key that is equal for equal expressions of one phase and differs from all keys of `use` and `define`. */
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
