/**
 * The Lanczos method: extreme eigenvalues of a symmetric operator given by its products with vectors, such as the
 * Hessian of a network. Computes in f64 on JavaScript arrays.
 */
import { ArgumentError, NumericError, ShapeError } from "../base/errors.ts";
import { describe, readOptions } from "../base/options.ts";
import { keyOf, threefry2x32 } from "../base/threefry.ts";
import { eigenTridiagonal } from "./eigen.ts";
import { dot, lengthOf } from "./vectors.ts";

/** Returns the product of a symmetric matrix and `vector`. Must not keep a reference to `vector`. */
export type SymmetricProduct = (
  vector: Float64Array,
) => Float32Array | Float64Array | Promise<Float32Array | Float64Array>;

/** Options of `lanczos`. */
export interface LanczosOptions {
  /** Length of the vectors. */
  readonly size: number;
  /** Maximum number of products, and of Ritz values. Reduced to `size` if larger. */
  readonly steps: number;
  /** Seed of the random start vector. Default 0. */
  readonly seed?: number;
  /** True to compute Ritz vectors. Default false. */
  readonly vectors?: boolean;
}

/** Result of `lanczos`: approximate eigenvalues of an operator. */
export interface Ritz {
  /** Ritz values in ascending order. The extreme ones converge to eigenvalues first. */
  readonly values: Float64Array;
  /** Error bounds: an eigenvalue of the operator is within `bounds[i]` of `values[i]`. */
  readonly bounds: Float64Array;
  /** Ritz vectors of length 1, one for each value; empty unless `vectors` is true. */
  readonly vectors: readonly Float64Array[];
  /** Number of products computed. */
  readonly steps: number;
  /**
   * True if the vectors span an invariant subspace. Then all values are eigenvalues. Some eigenvalues are missing if
   * `steps` is less than `size`, and each multiple eigenvalue is found once.
   */
  readonly invariant: boolean;
}

/** Rounding errors of products in f32 and in f64, relative to the norm of the operator. */
const rounding = { single: 1e-5, double: 1e-11 };

/** Maximum deviation from symmetry, relative to the norm of the operator. */
const asymmetry = 1e-3;

/**
 * Computes Ritz values of a symmetric operator from `steps` products (Lanczos, 1950), with full reorthogonalization.
 * Rejects with an ArgumentError if an option is invalid or the operator is not symmetric, and with a ShapeError if a
 * product has the wrong length. Rejects with a NumericError if a product is not finite.
 */
export async function lanczos(product: SymmetricProduct, options: LanczosOptions): Promise<Ritz> {
  const kinds = { size: "required number", steps: "required number", seed: "number", vectors: "boolean" } as const;
  checkOptions(product, readOptions("lanczos", options, kinds));
  const { size, seed = 0, vectors = false } = options;
  const steps = Math.min(options.steps, size);
  const basis: Float64Array[] = [startVector(size, seed)];
  const [diagonal, offDiagonal]: [number[], number[]] = [[], []];
  let scale = 0;
  let invariant = false;
  let beta = 0;
  for (let step = 0; step < steps && !invariant; step++) {
    const given = await product(basis[step]!.slice());
    const next = checked(given, size, step);
    scale = Math.max(scale, lengthOf(next));
    const coefficients = orthogonalize(next, basis);
    checkSymmetry(coefficients, step, beta, scale);
    diagonal.push(coefficients[step]!);
    beta = lengthOf(next);
    invariant =
      step + 1 === size || beta <= scale * (given instanceof Float32Array ? rounding.single : rounding.double);
    if (invariant || step + 1 === steps) break;
    offDiagonal.push(beta);
    basis.push(next.map((x) => x / beta));
  }
  const { values, vectors: combinations } = eigenTridiagonal(diagonal, offDiagonal);
  return {
    values,
    bounds: Float64Array.from(combinations, (parts) => Math.abs(beta * parts.at(-1)!)),
    vectors: vectors ? combinations.map((parts) => combined(parts, basis)) : [],
    steps: diagonal.length,
    invariant,
  };
}

/** A random vector of length 1, from uniformly distributed elements. */
function startVector(size: number, seed: number): Float64Array {
  const key = keyOf(seed);
  const vector = Float64Array.from({ length: size }, (_, i) => (threefry2x32(key, [0, i])[0] + 0.5) / 2 ** 31 - 1);
  const length = lengthOf(vector);
  return vector.map((x) => x / length);
}

/**
 * Makes `vector` orthogonal to `basis` and returns the coefficients of its projection. The second pass removes the
 * rounding errors of the first.
 */
function orthogonalize(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const coefficients = new Float64Array(basis.length);
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((direction, i) => {
      const coefficient = dot(vector, direction);
      coefficients[i]! += coefficient;
      for (let j = 0; j < vector.length; j++) vector[j]! -= coefficient * direction[j]!;
    });
  }
  return coefficients;
}

/**
 * Checks symmetry, by which the coefficient of the previous direction is `beta` and those of earlier ones are 0. Throws
 * an ArgumentError if it is violated.
 */
function checkSymmetry(coefficients: Float64Array, step: number, beta: number, scale: number): void {
  for (let i = 0; i < step; i++) {
    const expected = i === step - 1 ? beta : 0;
    if (Math.abs(coefficients[i]! - expected) <= asymmetry * scale) continue;
    throw new ArgumentError("lanczos was given an operator that is not symmetric", {
      rule: `u · product(v) must equal v · product(u): ${coefficients[i]!} is not ${expected} in step ${step + 1}.`,
      fix: "Multiply by the matrix and by its transpose, or pass the Hessian of a single loss.",
    });
  }
}

function combined(parts: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  parts.forEach((part, i) => basis[i]!.forEach((x, j) => (sum[j]! += part * x)));
  return sum;
}

/** Checks a product and copies it to f64. */
function checked(given: unknown, size: number, step: number): Float64Array {
  if (!(given instanceof Float32Array || given instanceof Float64Array)) {
    throw new ArgumentError(`the product of lanczos returned ${describe(given)}`, {
      rule: "It must return a Float32Array or Float64Array.",
    });
  }
  if (given.length !== size) {
    throw new ShapeError(`the product of lanczos has ${given.length} elements`, {
      rule: `It must have ${size}, as the vector has.`,
    });
  }
  const product = Float64Array.from(given);
  if (product.every(Number.isFinite)) return product;
  throw new NumericError(`the product of lanczos is not finite in step ${step + 1}`, {
    rule: "All elements must be finite.",
  });
}

function checkOptions(product: unknown, { size, steps, seed = 0 }: LanczosOptions): void {
  if (typeof product !== "function") {
    throw new ArgumentError(`lanczos was given ${describe(product)}`, {
      rule: "Pass a function that multiplies the operator by a vector.",
      fix: "For a network: hessianOperator(() => loss, params).product.",
    });
  }
  for (const [name, value] of Object.entries({ size, steps })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`lanczos was given ${describe(value)} as ${name}`, {
      rule: `${name} must be an integer of at least 1.`,
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`lanczos was given ${describe(seed)} as seed`, {
      rule: "seed must be a safe integer.",
    });
  }
}
