/**
 * Builds nodes: checks their inputs with the record of the operation and records their origin. Implements `Build`, the
 * interface of gradient rules.
 */
import type { Build } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { type Shape, formatShape, longestAxis, sizeOf } from "../base/shape.ts";
import { primitives } from "../ops/index.ts";
import type { Attributes, Primitive } from "../ops/primitive.ts";
import { type Body, type GradientRule, Node, type NodeFields, type Origin } from "./node.ts";

const none: Attributes = {};

/** Builds nodes; has one method for each common operation. */
export class Builder implements Build<Node> {
  /** Called for each new node; null while no function is traced. */
  origin: (() => Origin | null) | null = null;

  apply(primitive: Primitive, inputs: readonly Node[], attributes: Attributes = none): Node {
    const { name, arity } = primitive;
    if (arity !== null && arity !== inputs.length) {
      throw new ArgumentError(`${name} expects ${arity} inputs, got ${inputs.length}`);
    }
    const { shape, dtype } = primitive.infer(inputs, attributes);
    return this.#node({ primitive, inputs, attributes, shape, dtype });
  }

  /** Makes every node, except those derived from another node by `Node.with`. */
  #node(fields: NodeFields, origin = this.origin?.() ?? null): Node {
    checkSize(fields.primitive.name, fields.shape);
    return new Node(fields, origin);
  }

  /** An input of the program: an argument, a parameter or data. */
  input(shape: Shape, dtype: DType, name?: string, origin?: Origin | null): Node {
    return this.#node({ primitive: primitives.input, inputs: [], attributes: none, shape, dtype, name }, origin);
  }

  /** Returns `output` with `rule` as its gradient with respect to `inputs`. */
  customGrad(output: Node, inputs: readonly Node[], rule: GradientRule): Node {
    const { shape, dtype } = output;
    const primitive = primitives.customGrad;
    return this.#node({ primitive, inputs: [output, ...inputs], attributes: none, shape, dtype, rule });
  }

  /**
   * Result number `output` of the loop `body`: the last value of a carry, or the stack [length, ...] of the values of
   * all iterations. `inputs` are the initial carries, the stacks to iterate over, and the constants.
   */
  scan(body: Body, inputs: readonly Node[], output: number): Node {
    const { primitive, length, reverse } = body;
    const { shape, dtype } = body.results[output]!;
    const stacked = output < body.carries ? shape : [length, ...shape];
    return this.#node({ primitive, inputs, attributes: { output, length, reverse }, shape: stacked, dtype, body });
  }

  constant = (value: number, dtype: DType): Node => this.apply(primitives.const, [], { value, dtype });
  iota = (length: number): Node => this.apply(primitives.iota, [], { length });
  neg = (x: Node): Node => this.apply(primitives.neg, [x]);
  exp = (x: Node): Node => this.apply(primitives.exp, [x]);
  log = (x: Node): Node => this.apply(primitives.log, [x]);
  sqrt = (x: Node): Node => this.apply(primitives.sqrt, [x]);
  sin = (x: Node): Node => this.apply(primitives.sin, [x]);
  cos = (x: Node): Node => this.apply(primitives.cos, [x]);
  tanh = (x: Node): Node => this.apply(primitives.tanh, [x]);
  sigmoid = (x: Node): Node => this.apply(primitives.sigmoid, [x]);
  floor = (x: Node): Node => this.apply(primitives.floor, [x]);
  abs = (x: Node): Node => this.apply(primitives.abs, [x]);
  not = (x: Node): Node => this.apply(primitives.not, [x]);
  cast = (x: Node, dtype: DType): Node => (x.dtype === dtype ? x : this.apply(primitives.cast, [x], { dtype }));
  detach = (x: Node): Node => this.apply(primitives.detach, [x]);
  add = (x: Node, y: Node): Node => this.apply(primitives.add, [x, y]);
  sub = (x: Node, y: Node): Node => this.apply(primitives.sub, [x, y]);
  mul = (x: Node, y: Node): Node => this.apply(primitives.mul, [x, y]);
  div = (x: Node, y: Node): Node => this.apply(primitives.div, [x, y]);
  pow = (x: Node, y: Node): Node => this.apply(primitives.pow, [x, y]);
  max = (x: Node, y: Node): Node => this.apply(primitives.max, [x, y]);
  min = (x: Node, y: Node): Node => this.apply(primitives.min, [x, y]);
  less = (x: Node, y: Node): Node => this.apply(primitives.less, [x, y]);
  equal = (x: Node, y: Node): Node => this.apply(primitives.equal, [x, y]);
  and = (x: Node, y: Node): Node => this.apply(primitives.and, [x, y]);
  or = (x: Node, y: Node): Node => this.apply(primitives.or, [x, y]);
  where = (condition: Node, x: Node, y: Node): Node => this.apply(primitives.where, [condition, x, y]);
  reshape = (x: Node, shape: Shape): Node => this.apply(primitives.reshape, [x], { shape });
  permute = (x: Node, order: readonly number[]): Node => this.apply(primitives.permute, [x], { order });
  expand = (x: Node, shape: Shape): Node => this.apply(primitives.expand, [x], { shape });
  pad = (x: Node, before: readonly number[], after: readonly number[]): Node =>
    this.apply(primitives.pad, [x], { before, after });
  slice = (x: Node, starts: readonly number[], lengths: readonly number[], steps: readonly number[]): Node =>
    this.apply(primitives.slice, [x], { starts, lengths, steps });
  concat = (xs: readonly Node[], axis: number): Node => this.apply(primitives.concat, xs, { axis });
  take = (table: Node, indices: Node, axis: number): Node => this.apply(primitives.take, [table, indices], { axis });
  scatterAdd = (target: Node, indices: Node, updates: Node, axis: number): Node =>
    this.apply(primitives.scatterAdd, [target, indices, updates], { axis });
  reduceSum = (x: Node, axes: readonly number[]): Node => this.apply(primitives.reduceSum, [x], { axes });
  reduceMax = (x: Node, axes: readonly number[]): Node => this.apply(primitives.reduceMax, [x], { axes });
  reduceMin = (x: Node, axes: readonly number[]): Node => this.apply(primitives.reduceMin, [x], { axes });
  reduceProduct = (x: Node, axes: readonly number[]): Node => this.apply(primitives.reduceProduct, [x], { axes });
  argmax = (x: Node, axis: number): Node => this.apply(primitives.argmax, [x], { axis });
  dot = (x: Node, y: Node, batch: number, contract: number): Node =>
    this.apply(primitives.dot, [x, y], { batch, contract });
}

/** Maximum number of elements of a tensor. No program finishes with more, even if it does not store them. */
const mostElements = 2 ** 40;

function checkSize(op: string, shape: Shape): void {
  const size = sizeOf(shape);
  // An axis is longer than `size` only if another axis has length 0.
  if (size > 0 && size <= longestAxis) return;
  if (size <= mostElements && shape.every((length) => length <= longestAxis)) return;
  throw new ShapeError(`${op} cannot make a tensor of shape ${formatShape(shape)}`, {
    rule: "An axis must have fewer than 2^31 elements, a tensor at most 2^40.",
  });
}

/** The builder of the process. Tracing sets its `origin`. */
export const build = new Builder();
