/**
 * Lanczos: extreme eigenvalues of a symmetric operator that is only known by its products with vectors, such as the
 * Hessian of a network. On JavaScript arrays in f64.
 */
import { ArgumentError, NumericError, ShapeError } from "../base/errors.ts";
import { describe, readOptions } from "../base/options.ts";
import { keyOf, threefry2x32 } from "../base/threefry.ts";
import { eigenTridiagonal } from "./eigen.ts";
import { dot, lengthOf } from "./vectors.ts";

/** A symmetric matrix times a vector, which it is given in f64 and must not keep. */
export type SymmetricProduct = (
  vector: Float64Array,
) => Float32Array | Float64Array | Promise<Float32Array | Float64Array>;

export interface LanczosOptions {
  /** Length of the vectors. */
  readonly size: number;
  /** Products to take, as many Ritz values at most; never more than `size`. */
  readonly steps: number;
  /** Of the random vector to begin with. Default 0. */
  readonly seed?: number;
  /** Ritz vectors too. Default false. */
  readonly vectors?: boolean;
}

export interface Ritz {
  /** Ritz values, from the smallest to the largest; the outer ones are the first to be eigenvalues. */
  readonly values: Float64Array;
  /** For each value: an eigenvalue of the operator is no farther away. */
  readonly bounds: Float64Array;
  /** Ritz vectors of length 1 for each value; empty unless they were asked for. */
  readonly vectors: readonly Float64Array[];
  /** Products that were taken. */
  readonly steps: number;
  /**
   * The products lead out of the space that they span no more: the values are eigenvalues, though not all where this came
   * before as many steps as the operator's size; of equal ones there is one.
   */
  readonly invariant: boolean;
}

/** Where products come in f32, what differs less than this in terms of the operator is rounding; and in f64. */
const rounding = { single: 1e-5, double: 1e-11 };

/** What symmetry says is equal may differ so much in terms of the operator. */
const asymmetry = 1e-3;

/**
 * Ritz values of a symmetric operator from `steps` products (Lanczos, 1950), each made orthogonal to all before, twice.
 * Rejects with an ArgumentError where the operator turns out not to be symmetric, a ShapeError for products of another
 * length, a NumericError for products that are not finite.
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
    const shares = orthogonalize(next, basis);
    checkSymmetry(shares, step, beta, scale);
    diagonal.push(shares[step]!);
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

/** Of length 1 and without a preferred direction, up to what evenly distributed elements prefer. */
function startVector(size: number, seed: number): Float64Array {
  const key = keyOf(seed);
  const vector = Float64Array.from({ length: size }, (_, i) => (threefry2x32(key, [0, i])[0] + 0.5) / 2 ** 31 - 1);
  const length = lengthOf(vector);
  return vector.map((x) => x / length);
}

/** Takes from `vector` its shares of `basis`, and returns them. The second turn takes what rounding left of them. */
function orthogonalize(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const shares = new Float64Array(basis.length);
  for (let turn = 0; turn < 2; turn++) {
    basis.forEach((direction, i) => {
      const share = dot(vector, direction);
      shares[i]! += share;
      for (let j = 0; j < vector.length; j++) vector[j]! -= share * direction[j]!;
    });
  }
  return shares;
}

/** The product has a share of the direction before that the product before had of this one, and none of earlier ones. */
function checkSymmetry(shares: Float64Array, step: number, beta: number, scale: number): void {
  for (let i = 0; i < step; i++) {
    const expected = i === step - 1 ? beta : 0;
    if (Math.abs(shares[i]! - expected) <= asymmetry * scale) continue;
    throw new ArgumentError("lanczos was given an operator that is not symmetric", {
      rule: `For all u and v, u · product(v) is v · product(u): ${shares[i]!} is not ${expected}, in step ${step + 1}.`,
      fix: "Multiply by the matrix and by its transpose, or give the Hessian of one and the same loss.",
    });
  }
}

function combined(parts: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  parts.forEach((part, i) => basis[i]!.forEach((x, j) => (sum[j]! += part * x)));
  return sum;
}

/** A copy of the product in f64. */
function checked(given: unknown, size: number, step: number): Float64Array {
  if (!(given instanceof Float32Array || given instanceof Float64Array)) {
    throw new ArgumentError(`the product of lanczos returned ${describe(given)}`, {
      rule: "It returns a Float32Array or a Float64Array.",
    });
  }
  if (given.length !== size) {
    throw new ShapeError(`the product of lanczos has ${given.length} elements`, {
      rule: `It has as many as the vector: ${size}.`,
    });
  }
  const product = Float64Array.from(given);
  if (product.every(Number.isFinite)) return product;
  throw new NumericError(`the product of lanczos is not finite in step ${step + 1}`, {
    rule: "Every element is a finite number.",
  });
}

function checkOptions(product: unknown, { size, steps, seed = 0 }: LanczosOptions): void {
  if (typeof product !== "function") {
    throw new ArgumentError(`lanczos was given ${describe(product)}`, {
      rule: "It takes a function from a vector to the operator's product with it.",
      fix: "For a network: hessianOperator(() => loss, params).product.",
    });
  }
  for (const [name, value] of Object.entries({ size, steps })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new ArgumentError(`lanczos was given ${describe(value)} as ${name}`, {
      rule: `${name} is a whole number, at least 1.`,
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`lanczos was given ${describe(seed)} as seed`, {
      rule: "A seed is an integer that a double holds exactly.",
    });
  }
}
