/** Facts of the experiments on automatic differentiation. */
import type { Mode } from "./model.ts";

/** Arguments of f(x; w, b) = 1 / (exp(-(wx + b)) + 1). */
export interface Arguments {
  readonly x: number;
  readonly w: number;
  readonly b: number;
}

/** The computational graph of f with values, adjoints and local derivatives. */
export interface FlowFacts {
  readonly nodes: readonly {
    readonly name: string;
    /** Operation that computes it; empty for an input. */
    readonly operation: string;
    readonly value: number;
    /** Derivative of f by this node. */
    readonly adjoint: number;
  }[];
  /** Edges of the graph, each with the derivative of one operation. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly derivative: number }[];
}

export interface GraphFacts extends FlowFacts {
  /** Largest difference of a derivative by an input from central differences. */
  readonly difference: number;
  readonly verdict: "equal" | "different";
}

/**
 * Function to differentiate: "inputs" is Rⁿ → R, like a loss of many parameters; "outputs" is R → Rᵐ, like a curve over
 * time.
 */
export type Kind = "inputs" | "outputs";

/** Costs of all derivatives for one size n or m. */
export interface Cost {
  readonly kind: Kind;
  readonly size: number;
  /** Multiplications of the function itself. */
  readonly value: number;
  /** Multiplications and time in seconds of all derivatives. */
  readonly multiplications: Readonly<Record<Mode, number>>;
  readonly seconds: Readonly<Record<Mode, number>>;
}

export interface CostFacts {
  readonly inputs: readonly Cost[];
  readonly outputs: readonly Cost[];
  /** Mode with fewer multiplications at the largest size. */
  readonly byInputs: Mode;
  readonly byOutputs: Mode;
}

/** Relative errors of a derivative in f64, by the step. */
export interface Errors {
  readonly step: number;
  /** Error of (f(x + h) - f(x)) / h. */
  readonly forward: number;
  /** Error of (f(x + h) - f(x - h)) / 2h. */
  readonly central: number;
}

export interface DifferencesFacts {
  readonly errors: readonly Errors[];
  /** Error of automatic differentiation. */
  readonly automatic: number;
  /** Steps with the smallest error. */
  readonly bestForward: Errors;
  readonly bestCentral: Errors;
  /** Automatic differentiation against the best difference. */
  readonly verdict: "more exact" | "less exact";
}
