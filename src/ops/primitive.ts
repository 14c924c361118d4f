/**
 * The types of records in the op table. Shared code tests the properties of a record, never its name. Records do not
 * depend on graphs, targets or tensors.
 */
import type { Attributes, Build, Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Register, Scalar } from "../base/scalar.ts";
import type { Shape } from "../base/shape.ts";

export type { Attribute, Attributes } from "../base/build.ts";

/** Shape and element type of a result. */
export interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The arguments of a gradient rule: inputs, output and attributes of the operation. */
export interface Application<V extends Value> {
  readonly inputs: readonly V[];
  readonly output: V;
  readonly attributes: Attributes;
}

/**
 * Code for compiling and running an operation that few programs use. Its nodes refer to it, so that bundles of other
 * programs do not contain it. Only the compiler and the targets know its contents.
 */
export interface Feature {
  readonly name: string;
  /** The `CompilerFeature`. */
  readonly compile: object;
  /** The code generators of the targets. */
  readonly emit?: object;
}

/** The combining operation of a reduction. */
export interface Reduction {
  /** Neutral element, the result over zero elements. `dtype` is the type of the accumulator. */
  readonly neutral: (dtype: DType) => number;
  readonly combine: <R extends Register>(s: Scalar<R>, x: R, y: R) => R;
  /** True if `combine` does not round, so that the order does not affect the result. */
  readonly exact?: boolean;
}

interface Common {
  readonly name: string;
  /** Number of inputs; `null` for any number. */
  readonly arity: number | null;
  /** Checks the inputs and returns the result's shape and type. Throws a ShapeError, DTypeError or ArgumentError. */
  readonly infer: (inputs: readonly Value[], attributes: Attributes) => Result;
  /**
   * Returns the gradient of each input, given that of the output; null for inputs without gradient. Rules of
   * elementwise operations may return gradients in the output's shape; reverse mode sums them over broadcast axes.
   */
  readonly vjp: <V extends Value>(b: Build<V>, application: Application<V>, dy: V) => readonly (V | null)[];
  /** True if jointly linear in the differentiable inputs: the tangent is the operation applied to the tangents. */
  readonly linear: boolean;
  /** True if the derivative is zero wherever it exists, so that no gradient flows through the operation. */
  readonly flat?: boolean | undefined;
  /** Forward-mode rule of operations that are neither linear nor elementwise. A null tangent is zero. */
  readonly jvp?: <V extends Value>(
    b: Build<V>,
    application: Application<V>,
    tangents: readonly (V | null)[],
  ) => V | null;
}

/** Operations that compute each output element from one element of each input. */
export interface Elementwise extends Common {
  readonly elementwise: true;
  /** True if the first input selects between the other two, each of which has a gradient only where it is selected. */
  readonly chooses?: true;
  /** Indices of inputs for which finite values can produce infinity or NaN. */
  readonly poles?: readonly number[];
  /** True if recomputing is cheaper than storing. */
  readonly cheap: boolean;
  readonly program: <R extends Register>(s: Scalar<R>, inputs: readonly R[], attributes: Attributes) => R;
  /** Computes a result of type `dtype` in f64. The caller rounds it. */
  readonly value: (inputs: readonly number[], attributes: Attributes, dtype: DType) => number;
  /** Intervals from which tests draw each input. */
  readonly domain: readonly (readonly [low: number, high: number])[];
  /** Supported element types. */
  readonly dtypes: readonly DType[];
  /** Maximum deviation of a target from `value`, in units in the last place. */
  readonly ulps: number;
}

/** All other operations: sources, movement, indexing, reductions, contractions. */
export interface Structural extends Common {
  readonly elementwise: false;
  /** True if the operation only rearranges or repeats elements, so that consumers can read its input directly. */
  readonly movement: boolean;
  /** True if the gradient rule only moves elements, so that it can also be applied to a mask. */
  readonly moves?: true;
  readonly reduction?: Reduction;
  readonly feature?: Feature;
  /** Records of the same family, which share one feature, by name. */
  readonly family?: Readonly<Record<string, Structural>>;
}

export type Primitive = Elementwise | Structural;
