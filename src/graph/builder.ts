/**
 * Builds nodes: looks up the primitive, checks the inputs through its record, and notes where the node came from.
 * Implements the vocabulary of gradient rules.
 */
import type { Build } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { type Shape, formatShape, longestAxis, sizeOf } from "../base/shape.ts";
import { primitives, type PrimitiveName } from "../ops/index.ts";
import type { Attributes, Primitive } from "../ops/primitive.ts";
import type { FoldAttributes } from "../ops/window.ts";
import { type Body, type GradientRule, Node, type Origin } from "./node.ts";

const none: Attributes = {};

export class Builder implements Build<Node> {
  /** Called for each node that is made; null while nobody traces. */
  origin: (() => Origin | null) | null = null;

  apply(op: PrimitiveName, inputs: readonly Node[], attributes: Attributes = none): Node {
    const primitive = primitives[op] as Primitive | undefined;
    if (!primitive) {
      throw new ArgumentError(`the operation ${op} is not there`, {
        rule: "It comes with a part of the compiler, which exported functions add before they use it.",
      });
    }
    if (primitive.arity !== null && primitive.arity !== inputs.length) {
      throw new ArgumentError(`${op} takes ${primitive.arity} inputs, not ${inputs.length}`);
    }
    const { shape, dtype } = primitive.infer(inputs, attributes);
    checkSize(op, shape);
    return new Node({ op, inputs, attributes, shape, dtype, origin: this.origin?.() ?? null });
  }

  /** A value that the program is given: an argument, a parameter, data. */
  input(shape: Shape, dtype: DType, name?: string): Node {
    return new Node({ op: "input", inputs: [], attributes: none, shape, dtype, name, origin: this.origin?.() ?? null });
  }

  /** `output` as it is, with `rule` for its gradient with respect to `inputs`. */
  customGrad(output: Node, inputs: readonly Node[], rule: GradientRule): Node {
    const { shape, dtype } = output;
    const origin = this.origin?.() ?? null;
    return new Node({ op: "customGrad", inputs: [output, ...inputs], attributes: none, shape, dtype, rule, origin });
  }

  /**
   * Result `output` of the loop `body`: the last value of a carry, or the stack [length, ...] of what every turn left.
   * `inputs` are the first carries, the stacks that it goes through and what stays the same.
   */
  scan(body: Body, inputs: readonly Node[], output: number): Node {
    const { shape, dtype } = body.results[output]!;
    const attributes = { output, length: body.length, reverse: body.reverse };
    const origin = this.origin?.() ?? null;
    const stacked = output < body.carries ? shape : [body.length, ...shape];
    return new Node({ op: "scan", inputs, attributes, shape: stacked, dtype, origin, body });
  }

  constant = (value: number, dtype: DType): Node => this.apply("const", [], { value, dtype });
  iota = (length: number): Node => this.apply("iota", [], { length });
  neg = (x: Node): Node => this.apply("neg", [x]);
  exp = (x: Node): Node => this.apply("exp", [x]);
  log = (x: Node): Node => this.apply("log", [x]);
  sqrt = (x: Node): Node => this.apply("sqrt", [x]);
  sin = (x: Node): Node => this.apply("sin", [x]);
  cos = (x: Node): Node => this.apply("cos", [x]);
  tanh = (x: Node): Node => this.apply("tanh", [x]);
  sigmoid = (x: Node): Node => this.apply("sigmoid", [x]);
  floor = (x: Node): Node => this.apply("floor", [x]);
  abs = (x: Node): Node => this.apply("abs", [x]);
  not = (x: Node): Node => this.apply("not", [x]);
  cast = (x: Node, dtype: DType): Node => (x.dtype === dtype ? x : this.apply("cast", [x], { dtype }));
  detach = (x: Node): Node => this.apply("detach", [x]);
  add = (x: Node, y: Node): Node => this.apply("add", [x, y]);
  sub = (x: Node, y: Node): Node => this.apply("sub", [x, y]);
  mul = (x: Node, y: Node): Node => this.apply("mul", [x, y]);
  div = (x: Node, y: Node): Node => this.apply("div", [x, y]);
  pow = (x: Node, y: Node): Node => this.apply("pow", [x, y]);
  max = (x: Node, y: Node): Node => this.apply("max", [x, y]);
  min = (x: Node, y: Node): Node => this.apply("min", [x, y]);
  less = (x: Node, y: Node): Node => this.apply("less", [x, y]);
  equal = (x: Node, y: Node): Node => this.apply("equal", [x, y]);
  and = (x: Node, y: Node): Node => this.apply("and", [x, y]);
  or = (x: Node, y: Node): Node => this.apply("or", [x, y]);
  where = (condition: Node, x: Node, y: Node): Node => this.apply("where", [condition, x, y]);
  reshape = (x: Node, shape: Shape): Node => this.apply("reshape", [x], { shape });
  permute = (x: Node, order: readonly number[]): Node => this.apply("permute", [x], { order });
  expand = (x: Node, shape: Shape): Node => this.apply("expand", [x], { shape });
  pad = (x: Node, before: readonly number[], after: readonly number[]): Node =>
    this.apply("pad", [x], { before, after });
  slice = (x: Node, starts: readonly number[], lengths: readonly number[], steps: readonly number[]): Node =>
    this.apply("slice", [x], { starts, lengths, steps });
  concat = (xs: readonly Node[], axis: number): Node => this.apply("concat", xs, { axis });
  window = (x: Node, axis: number, size: number, stride: number, dilation: number): Node =>
    this.apply("window", [x], { axis, size, stride, dilation });
  fold = (x: Node, { axis, start, length, stride, dilation }: FoldAttributes): Node =>
    this.apply("fold", [x], { axis, start, length, stride, dilation });
  gather = (table: Node, indices: Node, axis: number): Node => this.apply("gather", [table, indices], { axis });
  scatterAdd = (target: Node, indices: Node, updates: Node, axis: number): Node =>
    this.apply("scatterAdd", [target, indices, updates], { axis });
  reduceSum = (x: Node, axes: readonly number[]): Node => this.apply("reduceSum", [x], { axes });
  reduceMax = (x: Node, axes: readonly number[]): Node => this.apply("reduceMax", [x], { axes });
  reduceMin = (x: Node, axes: readonly number[]): Node => this.apply("reduceMin", [x], { axes });
  reduceProduct = (x: Node, axes: readonly number[]): Node => this.apply("reduceProduct", [x], { axes });
  cumulativeSum = (x: Node, axis: number, reverse: boolean, exclusive: boolean): Node =>
    this.apply("cumulativeSum", [x], { axis, reverse, exclusive });
  argmax = (x: Node, axis: number): Node => this.apply("argmax", [x], { axis });
  argsort = (x: Node, axis: number, descending: boolean): Node => this.apply("argsort", [x], { axis, descending });
  dot = (x: Node, y: Node, batch: number, contract: number): Node => this.apply("dot", [x, y], { batch, contract });
}

/** No program would come to the end of more, even where it keeps none of them. */
const mostElements = 2 ** 40;

function checkSize(op: string, shape: Shape): void {
  if (sizeOf(shape) <= mostElements && shape.every((length) => length <= longestAxis)) return;
  throw new ShapeError(`${op} cannot make a tensor of shape ${formatShape(shape)}`, {
    rule: "An axis has less than 2^31 elements, and a tensor at most 2^40.",
  });
}

/** The one builder: tracing sets its `origin`. */
export const build = new Builder();
