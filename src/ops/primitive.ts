/**
 * The form of a record in the op table. Shared code asks a record's properties; it never asks for its name.
 * A record must not know how graphs are stored, how a target emits code or what a tensor is.
 */
import type { Attributes, Build, Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Register, Scalar } from "../base/scalar.ts";
import type { Shape } from "../base/shape.ts";

export type { Attribute, Attributes } from "../base/build.ts";

/** The result's shape and element type. */
export interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What a gradient rule is given. */
export interface Application<V extends Value> {
  readonly inputs: readonly V[];
  readonly output: V;
  readonly attributes: Attributes;
}

/**
 * What compiling and running an operation takes that few programs have: its nodes bring it along, so that others do not
 * carry it. What is in it is the compiler's and the targets' business.
 */
export interface Feature {
  readonly name: string;
  /** For the compiler: its `CompilerFeature`. */
  readonly compile: object;
  /** For targets, each of which knows what is its own in it. */
  readonly emit?: object;
}

/** How values that a reduction meets are put together. */
export interface Reduction {
  /** The result over no element of `dtype`, the accumulator's type. */
  readonly neutral: (dtype: DType) => number;
  readonly combine: <R extends Register>(s: Scalar<R>, x: R, y: R) => R;
  /** Nothing is rounded: the order makes no difference. */
  readonly exact?: boolean;
}

interface Common {
  readonly name: string;
  /** How many inputs; `null` for any number. */
  readonly arity: number | null;
  /** Checks the inputs and gives the result's shape and type; throws ShapeError, DTypeError or ArgumentError. */
  readonly infer: (inputs: readonly Value[], attributes: Attributes) => Result;
  /**
   * The gradient of each input, given that of the output; null where none flows. A rule of an elementwise op may return
   * the output's shape: the reverse walk sums over what was broadcast.
   */
  readonly vjp: <V extends Value>(b: Build<V>, application: Application<V>, dy: V) => readonly (V | null)[];
  /** Linear in its differentiable inputs taken together, so that its tangent is itself applied to the tangents. */
  readonly linear: boolean;
  /** Its derivative is zero wherever it has one: no gradient flows through it. */
  readonly flat?: boolean | undefined;
  /** Where the tangent is neither linear nor elementwise. A null tangent is zero. */
  readonly jvp?: <V extends Value>(
    b: Build<V>,
    application: Application<V>,
    tangents: readonly (V | null)[],
  ) => V | null;
}

/** One output element from one element of each input. */
export interface Elementwise extends Common {
  readonly elementwise: true;
  /** The first input chooses between the other two: the gradient of each counts where it is chosen. */
  readonly chooses?: true;
  /** The inputs, by number, of which a finite value may give an infinite one or NaN. */
  readonly poles?: readonly number[];
  /** Cheaper to compute again than to keep. */
  readonly cheap: boolean;
  readonly program: <R extends Register>(s: Scalar<R>, inputs: readonly R[], attributes: Attributes) => R;
  /** In f64, for a result of `dtype`; the caller rounds to it. */
  readonly value: (inputs: readonly number[], attributes: Attributes, dtype: DType) => number;
  /** Where tests draw each input from, and how far a target may be from `value`, in units in the last place. */
  readonly domain: readonly (readonly [low: number, high: number])[];
  readonly dtypes: readonly DType[];
  readonly ulps: number;
}

/** Everything else: sources, movement, indexing, reductions, contractions. */
export interface Structural extends Common {
  readonly elementwise: false;
  /** Only renames or repeats elements, so that a consumer can read through it. */
  readonly movement: boolean;
  /** The gradient rule only moves elements, so that it moves those of a mask too. */
  readonly moves?: true;
  readonly reduction?: Reduction;
  readonly feature?: Feature;
  /** The records that were made together with this one, and with one feature, by their names. */
  readonly family?: Readonly<Record<string, Structural>>;
}

export type Primitive = Elementwise | Structural;
