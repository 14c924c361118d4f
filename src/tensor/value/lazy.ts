/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The base of all tensors: a value known by its graph node until it is read, and by the location of its data
 * afterwards. Defines no operations; `elementwise.ts` and `tensor.ts` add them.
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
/** A symbol cannot be cloned, and engines quote its description in the error. */
const unclonable = Symbol(`a tensor. ${advice}`);

function unread(taker: string): StateError {
  return new StateError(`${taker} cannot handle a tensor`, { fix: advice });
}

/**
 * The error for a proxied tensor. A proxy's fields are proxies too, so the result would be computed from other objects
 * than the tensor's.
 */
function wrapped(): ArgumentError {
  return new ArgumentError("a tensor was accessed through a Proxy", {
    rule: "Reactive state, such as Vue's, wraps its values.",
    fix: "Keep tensors and models out of it with markRaw.",
  });
}

/** A tensor without operations: a shape, an element type, and a value that is computed when it is read. */
export abstract class Lazy {
  /** Lengths of the axes; [] for a scalar. */
  readonly shape: Shape;
  /** Element type: "f32", "i32", "u8" or "bool". */
  readonly dtype: DType;
  /** Makes structuredClone and postMessage throw instead of copying the object's fields. */
  protected readonly unclonable = unclonable;
  /** A private field, which a proxy does not have. */
  // oxlint-disable-next-line no-unused-private-class-members -- only its presence is tested
  readonly #self = true;
  /** The graph node that computes the value. At least one of `expression` and `location` is not null. */
  protected expression: Node | null;
  protected location: Source | null;

  constructor(shape: Shape, dtype: DType, expression: Node | null, location: Source | null) {
    if (expression === undefined) throw new ArgumentError("new Tensor was called", { fix: "Write Tensor.from(data)." });
    this.shape = shape;
    this.dtype = dtype;
    this.expression = expression;
    this.location = location;
  }

  /** The graph node that computes the value; an input node once the value has been read. */
  get node(): Node {
    if (!(#self in this)) throw wrapped();
    return (this.expression ??= this.location!.input ??= inputOf(this.location!, this.shape, this.dtype));
  }

  /** The location of the value, or null if it has not been computed. */
  get source(): Source | null {
    if (!(#self in this)) throw wrapped();
    // Another tensor with the same node may have been read.
    return this.location ?? sourceOf(this.expression!) ?? null;
  }

  /** @internal Records that the value is at `source`, and drops the graph that computed it. */
  settle(source: Source): void {
    this.location = source;
    this.expression = null;
  }

  /**
   * @internal Names the result of several operations for error messages, such as `hidden.relu()` for a tensor named
   * `hidden`.
   */
  called(method: string, of: Node): this {
    if (this.expression && of.name !== undefined) nameNode(this.expression, `${of.name}.${method}()`);
    return this;
  }

  /**
   * Reads the value. Resolves to a copy of all elements in row-major order: a Float32Array, Int32Array or Uint8Array;
   * bool elements are 0 and 1. Tensors read in the same task are computed by one program. Rejects with a FaultError if
   * the computation failed, and with a StateError inside a compiled function.
   */
  async array(): Promise<TypedArray> {
    return read(this, copyOf);
  }

  /**
   * Reads a tensor of exactly one element. Resolves to that element as a number, 0 or 1 for bool, and rejects like
   * `array`. Also rejects with a ShapeError if the tensor has more than one element or none.
   */
  async item(): Promise<number> {
    if (sizeOf(this.shape) === 1) return read(this, firstOf);
    throw new ShapeError(`item() cannot read a tensor of shape ${formatShape(this.shape)}`, {
      rule: "It must have exactly one element.",
      fix: "Read all elements with array(), or reduce it first: x.mean().",
    });
  }

  /**
   * Frees the value and its memory now; used by `using x = …`. Never required, because unreachable tensors are freed
   * automatically. But garbage collection may lag, so a tight loop over large results uses more memory without it.
   */
  [Symbol.dispose](): void {
    const { source } = this;
    if (!(source instanceof Stored)) return;
    source.release();
    this.settle(new Disposed());
  }

  /** Returns the element type and shape as text, such as `Tensor f32 [2, 3]`. Values are not included. */
  toString(): string {
    return `Tensor ${this.dtype} ${formatShape(this.shape)}`;
  }

  /** Throws a StateError: JSON would contain the object's fields instead of the value. */
  toJSON(): never {
    throw unread("JSON");
  }

  /**
   * Returns the description for template strings. Throws a StateError for operators such as + and <, which need a
   * number.
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw unread("JavaScript's operators, unlike x.add(y) and x.less(y),");
  }

  /** The text printed by Node's console.log. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Names `node` unless it already has a name. Names are the only part of a node that may change. A name may become known
 * later: when a walk over a model finds a parameter's path, or when a module returns its result.
 */
export function nameNode(node: Node, name: string): void {
  if (node.name === undefined) (node as { name: string | undefined }).name = name;
}

/** Returns the node of an argument. Throws an ArgumentError unless it is a tensor. */
export function nodeOf(value: unknown, op: string, expected = "a tensor"): Node {
  if (value instanceof Lazy) return value.node;
  const isData =
    typeof value === "number" || ArrayBuffer.isView(value) || (Array.isArray(value) && !(value[0] instanceof Lazy));
  throw new ArgumentError(`${op} was given ${describe(value)}`, {
    rule: `It must be ${expected}.`,
    ...(isData ? { fix: "Convert it: Tensor.from(data)." } : {}),
  });
}
