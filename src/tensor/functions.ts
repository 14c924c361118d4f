/** Functions that make tensors of shapes, and those of several tensors that stand side by side. */
import type { DType } from "../base/dtype.ts";
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError, StateError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { sameShape } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { contract } from "./einsum.ts";
import type { TensorLike } from "./elementwise.ts";
import { nodeOf } from "./lazy.ts";
import { concat as concatNodes } from "./movement.ts";
import { axisOf, broadcastTo, checkShape, constantOf, describe, meet } from "./operand.ts";
import { type Tensor, tensorOf } from "./tensor.ts";
import { activeTrace, currentMode, inMode } from "./trace.ts";

/** `value` everywhere. Throws a DTypeError where `dtype` cannot hold it. */
export function full(shape: Shape, value: number, dtype: DType = "f32"): Tensor {
  checkShape(shape, "full");
  if (typeof value !== "number")
    throw new ArgumentError(`full was given ${describe(value)}`, { rule: "It takes a number." });
  return tensorOf(broadcastTo(constantOf(value, dtype, "full"), shape));
}

export function zeros(shape: Shape, dtype: DType = "f32"): Tensor {
  return full(shape, 0, dtype);
}

export function ones(shape: Shape, dtype: DType = "f32"): Tensor {
  return full(shape, 1, dtype);
}

/** 0, 1, …, length - 1 as i32. */
export function iota(length: number): Tensor {
  return tensorOf(build.iota(length));
}

/**
 * A bool scalar: whether the program trains. True in a compiled function that assigns a trainable parameter, or that takes
 * a gradient by one and assigns anything but the statistics of layers (as when gradients are accumulated), or as `compile`
 * was told. Where a compiled function takes such a gradient and assigns nothing, its option must say. False outside.
 */
export function training(): Tensor;
/**
 * What `fn` returns where training() is `value` in it, whatever the program is: training(true, () => model.forward(x))
 * outside of a training drops units as in training (Monte-Carlo dropout: Gal and Ghahramani, 2016). The innermost holds.
 */
export function training<T>(value: boolean, fn: () => T): T;
export function training<T>(value?: boolean, fn?: () => T): T | Tensor {
  if (fn !== undefined) return inPart("training", value, fn);
  if (value !== undefined) throw partless("training", fn);
  const { part, inlined } = currentMode();
  const said = part?.trains ?? inlined;
  if (said !== undefined) return tensorOf(build.constant(Number(said), "bool"));
  const trace = activeTrace();
  if (trace !== null) trace.undecided = refuseToGuess;
  return tensorOf(build.apply("training", []));
}

function refuseToGuess(name: string): never {
  throw new StateError(`${name} takes gradients of a model that behaves otherwise in training, and assigns nothing`, {
    rule: "What a program assigns tells whether layers such as Dropout and BatchNorm train: parameters, or gradients that are kept.",
    fix: "Say it: compile(fn, { training: true }) for the gradients of a training, { training: false } to analyze the model.",
  });
}

/** What `fn` returns where training() is false in it: a part of a model that only computes, as a trunk under a new head. */
export function evaluating<T>(fn: () => T): T {
  return inPart("evaluating", false, fn);
}

function inPart<T>(op: string, value: unknown, fn: () => T): T {
  if (typeof value !== "boolean") {
    throw new ArgumentError(`${op} was given ${describe(value)}`, { rule: "It takes true or false, and a function." });
  }
  if (typeof fn !== "function") throw partless(op, fn);
  const result = inMode({ part: { trains: value, refuse: (step) => refuse(op, step) } }, fn);
  if (!(result instanceof Promise)) return result;
  throw new ArgumentError(`${op} was given a function that returns a promise`, {
    rule: "It holds for what is computed before the function returns.",
    fix: "Leave out async and await, and read the results afterwards.",
  });
}

function refuse(op: string, step: string): never {
  throw new StateError(`${op} cannot reach into ${step}`, {
    rule: "What was compiled is a program of its own.",
    fix: `Call ${op} inside the compiled function, or say it in the options: compile(fn, { training: false }).`,
  });
}

function partless(op: string, fn: unknown): ArgumentError {
  return new ArgumentError(`${op} was given ${describe(fn)} in place of a function`, {
    rule: "It takes a function without arguments.",
    fix: "For example: evaluating(() => trunk.forward(x)).",
  });
}

/** x where `condition` holds, y elsewhere; all broadcast. */
export function where(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  const test = nodeOf(condition, "where");
  if (typeof x === "number" && typeof y === "number") {
    return tensorOf(build.where(test, build.constant(x, "f32"), build.constant(y, "f32")));
  }
  const left =
    typeof x === "number" ? constantOf(x, (y as Tensor).dtype, "where") : nodeOf(x, "where", "a tensor or a number");
  const right =
    typeof y === "number" ? constantOf(y, (x as Tensor).dtype, "where") : nodeOf(y, "where", "a tensor or a number");
  return tensorOf(build.where(test, ...meet(left, right)));
}

/** All of `tensors` one after the other along `axis`. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  return tensorOf(concatNodes(nodesOf(tensors, "concat"), axis));
}

/** All of `tensors`, which have one shape, along a new `axis`. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const nodes = nodesOf(tensors, "stack");
  const first = nodes[0];
  const odd = nodes.find((node) => !sameShape(node.shape, first!.shape));
  if (first && odd) {
    throw new ShapeError("stack was given tensors of different shapes", {
      operands: [operandOf(first, "first"), operandOf(odd, `tensor ${nodes.indexOf(odd)}`)],
      rule: "All shapes are equal.",
    });
  }
  const at = first ? axisOf(first, axis, "stack", first.shape.length + 1) : 0;
  return tensorOf(
    concatNodes(
      nodes.map((node) => build.reshape(node, node.shape.toSpliced(at, 0, 1))),
      at,
    ),
  );
}

/**
 * The sum of products that `formula` describes, as in einsum("b i d, b j d -> b i j", q, k): indices are words, and
 * those that the result does not name are summed over. Throws an ArgumentError or ShapeError where the formula does not
 * fit.
 */
export function einsum(formula: string, ...tensors: readonly Tensor[]): Tensor {
  return tensorOf(contract(formula, nodesOf(tensors, "einsum")));
}

function nodesOf(tensors: unknown, op: string): Node[] {
  if (Array.isArray(tensors)) return tensors.map((tensor) => nodeOf(tensor, op));
  throw new ArgumentError(`${op} was given ${describe(tensors)}`, { rule: "It takes an array of tensors." });
}
