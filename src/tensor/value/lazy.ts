/// <reference lib="esnext.disposable" preserve="true" />
/**
 * What every tensor is: a value known by how it is computed (a graph node) or, once it was read, by where it lies.
 * Knows no operations; `elementwise.ts` and `tensor.ts` add them.
 */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { ArgumentError, ShapeError, StateError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { formatShape, sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { describe } from "./operand.ts";
import { read } from "../source/read.ts";
import { Disposed, type Source, Stored, copyOf, firstOf, inputOf, sourceOf } from "../source/source.ts";

const advice = "Read its value first: await x.array() or await x.item().";
/** No symbol can be cloned, and engines say which one it was. */
const unclonable = Symbol(`a tensor. ${advice}`);

function unread(taker: string): StateError {
  return new StateError(`${taker} cannot take a tensor`, { fix: advice });
}

/** What a proxy hands out are proxies again, so that a value would be computed from others than the tensor's. */
function wrapped(): ArgumentError {
  return new ArgumentError("a tensor was used through a Proxy", {
    rule: "Reactive state, such as Vue's, wraps what it holds.",
    fix: "Keep tensors and models out of it, as by markRaw.",
  });
}

export abstract class Lazy {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Makes structuredClone and postMessage fail, which would take what is in the object for the value. */
  protected readonly unclonable = unclonable;
  /** What a proxy does not have. */
  // oxlint-disable-next-line no-unused-private-class-members -- only its presence is asked for
  readonly #self = true;
  /** One of the two is known at any time. */
  protected expression: Node | null;
  protected location: Source | null;

  constructor(shape: Shape, dtype: DType, expression: Node | null, location: Source | null) {
    if (expression === undefined) throw new ArgumentError("new Tensor was called", { fix: "Write Tensor.from(data)." });
    this.shape = shape;
    this.dtype = dtype;
    this.expression = expression;
    this.location = location;
  }

  /** How the value is computed; an input once it was read. */
  get node(): Node {
    if (!(#self in this)) throw wrapped();
    return (this.expression ??= this.location!.input ??= inputOf(this.location!, this.shape, this.dtype));
  }

  /** Where the value lies; null while it has not been computed. */
  get source(): Source | null {
    if (!(#self in this)) throw wrapped();
    // Another tensor of the same node may have been read.
    return this.location ?? sourceOf(this.expression!) ?? null;
  }

  /** For Hebb's own use: the value lies at `source`, and how it was computed is forgotten. */
  settle(source: Source): void {
    this.location = source;
    this.expression = null;
  }

  /**
   * For Hebb's own use: what errors call a value that several operations made of a named one, such as `hidden.relu()`.
   */
  called(method: string, of: Node): this {
    if (this.expression && of.name !== undefined) nameNode(this.expression, `${of.name}.${method}()`);
    return this;
  }

  /** A copy of the elements in row-major order; bools as 0 and 1. Rejects with what made the value fail. */
  async array(): Promise<TypedArray> {
    return read(this, copyOf);
  }

  /** The one element. Rejects with a ShapeError where there is not exactly one. */
  async item(): Promise<number> {
    if (sizeOf(this.shape) === 1) return read(this, firstOf);
    throw new ShapeError(`item() cannot read a tensor of shape ${formatShape(this.shape)}`, {
      rule: "It reads a tensor of one element.",
      fix: "Read all elements with array(), or reduce first, for instance with mean().",
    });
  }

  /**
   * Gives up the value and its memory now, for `using`. Never needed: what nobody refers to is given back by itself, but
   * only some time later, so that a tight loop over large results touches more memory.
   */
  [Symbol.dispose](): void {
    const { source } = this;
    if (!(source instanceof Stored)) return;
    source.release();
    this.settle(new Disposed());
  }

  toString(): string {
    return `Tensor ${this.dtype} ${formatShape(this.shape)}`;
  }

  /** Throws a StateError: what JSON would take is not the value. */
  toJSON(): never {
    throw unread("JSON");
  }

  /** Its description in a text. Throws a StateError where JavaScript wants a number, as for + and <. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw unread("JavaScript's operators, unlike x.add(y) and x.less(y),");
  }

  /** What Node prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Gives `node` a name unless it has one. Nodes never change, save for this: a name may come after its node, when a walk
 * over a model finds the path of a parameter, or a module returns its result.
 */
export function nameNode(node: Node, name: string): void {
  if (node.name === undefined) (node as { name: string | undefined }).name = name;
}

/** The node of an argument. Throws an ArgumentError unless it is a tensor. */
export function nodeOf(value: unknown, op: string, wanted = "a tensor"): Node {
  if (value instanceof Lazy) return value.node;
  const isData =
    typeof value === "number" || ArrayBuffer.isView(value) || (Array.isArray(value) && !(value[0] instanceof Lazy));
  throw new ArgumentError(`${op} was given ${describe(value)}`, {
    rule: `It takes ${wanted}.`,
    ...(isData ? { fix: "Make one by Tensor.from(data)." } : {}),
  });
}
