/** The Hessian of a loss as a linear operator on flat vectors, for `lanczos` and for directions in parameter space. */
import type { TypedArray } from "../../base/dtype.ts";
import { ArgumentError, ShapeError } from "../../base/errors.ts";
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { compile } from "../program/compile.ts";
import { evaluateNodes } from "../program/evaluate.ts";
import { hvp } from "./gradients.ts";
import { type Parameters, parameters } from "../module/module.ts";
import { describe } from "../value/operand.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";

/** The Hessian of a loss, without storing the matrix. */
export interface HessianOperator {
  /** Total number of elements of all parameters. */
  readonly size: number;
  /** Index of each parameter's first element in a flat vector, by path. */
  readonly offsets: Readonly<Record<string, number>>;
  /**
   * Multiplies the Hessian at the current parameter values by a vector of `size` elements, with a compiled program.
   * Rejects with a ShapeError for another length.
   */
  readonly product: (vector: ArrayLike<number>) => Promise<Float32Array>;
  /**
   * Computes the full matrix, row by row, in f64 by the reference interpreter. Suitable for a few hundred parameters.
   */
  readonly matrix: () => Promise<Float64Array[]>;
}

/**
 * Returns the Hessian of the scalar returned by `loss`, with respect to all trainable parameters of `params` (a model
 * or a list). Vectors hold the elements of all parameters, in the order of `parameters`. `loss` is traced once and may
 * use captured tensors, such as a batch; parameters keep their current values.
 *
 * Throws an ArgumentError if `loss` is not a function or there are no trainable parameters.
 */
export function hessianOperator(loss: () => Tensor, params: Parameters): HessianOperator {
  if (typeof loss !== "function") {
    throw new ArgumentError(`hessianOperator was given ${describe(loss)}`, {
      rule: "It must be a function without arguments that returns a loss.",
      fix: "For example: hessianOperator(() => crossEntropy(model.forward(x), y), model).",
    });
  }
  const named = parameters(params).filter(([, param]) => param.trainable);
  if (named.length === 0) {
    throw new ArgumentError("hessianOperator was given no trainable parameters", {
      rule: "Pass at least one.",
    });
  }
  const list = named.map(([, param]) => param);
  const starts = list.map((_, i) => list.slice(0, i).reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  const size = starts.at(-1)! + sizeOf(list.at(-1)!.shape);
  const parts = (vector: Float32Array) =>
    list.map(({ shape }, i) => vector.subarray(starts[i], starts[i]! + sizeOf(shape)));
  const move = (directions: readonly Tensor[]) =>
    hvp(
      loss(),
      list,
      directions.map((direction, i) => direction.reshape(list[i]!.shape)),
    );
  const step = compile(move, { training: false });
  return {
    size,
    offsets: Object.fromEntries(list.map(({ path }, i) => [path, starts[i]!])),
    product: async (vector) => {
      if (vector.length !== size) {
        throw new ShapeError(`the product of a Hessian was given ${vector.length} elements`, {
          rule: `The parameters have ${size} elements.`,
        });
      }
      const products = step(parts(Float32Array.from(vector)));
      return flat(await Promise.all(products.map((product) => product.array())), new Float32Array(size));
    },
    matrix: async () => {
      const directions = list.map(({ shape, dtype }) => build.input(shape, dtype));
      const nodes = hvp(loss(), list, directions.map(tensorOf)).map(({ node }) => node);
      return Array.from({ length: size }, (_, row) => {
        const unit = new Float32Array(size).fill(1, row, row + 1);
        const given = new Map(parts(unit).map((part, i) => [directions[i]!, part]));
        return flat(evaluateNodes(nodes, given), new Float64Array(size));
      });
    },
  };
}

/** Concatenates `parts` into `whole`. */
function flat<Whole extends Float32Array | Float64Array>(
  parts: readonly (TypedArray | Float64Array)[],
  whole: Whole,
): Whole {
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
