/** Products of recurrent Jacobians: the largest singular value over n steps, compared with two simpler guesses. */
import { mean } from "../shared/statistics.ts";
import { type Matrix, singularValues } from "./jacobian.ts";

/** Decimal logarithms of the largest singular value over n steps, by n: geometric means over the starts. */
export interface Growth {
  /** Product of n different Jacobians, as in back-propagation. */
  readonly different: readonly number[];
  /** One Jacobian, n times. */
  readonly repeated: readonly number[];
  /** Product of the n largest singular values, an upper bound. */
  readonly bound: readonly number[];
}

/** Returns the growth over `spans` steps, ascending, along Jacobians of successive steps, from `starts` of them. */
export function growthOver(steps: readonly Matrix[], spans: readonly number[], starts: number): Growth {
  const longest = spans.at(-1)!;
  const norms = steps.map(largest);
  const found = Array.from({ length: starts }, (_, start) => {
    const chain = steps.slice(start, start + longest);
    return {
      different: logs(chain, spans),
      repeated: logs(Array<Matrix>(longest).fill(chain[0]!), spans),
      bound: spans.map((span) => norms.slice(start, start + span).reduce((sum, norm) => sum + Math.log10(norm), 0)),
    };
  });
  const over = (key: keyof Growth) => spans.map((_, i) => mean(found.map(({ [key]: values }) => values[i]!)));
  return { different: over("different"), repeated: over("repeated"), bound: over("bound") };
}

function logs(chain: readonly Matrix[], spans: readonly number[]): number[] {
  let product = chain[0]!;
  return Array.from({ length: spans.at(-1)! }, (_, i) => i + 1).flatMap((n) => {
    if (n > 1) product = times(chain[n - 1]!, product);
    return spans.includes(n) ? [Math.log10(largest(product))] : [];
  });
}

/** Returns the matrix product a b. */
export function times(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => {
    const result = new Float64Array(b[0]!.length);
    for (let k = 0; k < b.length; k++) {
      const [factor, other] = [row[k]!, b[k]!];
      for (let j = 0; j < result.length; j++) result[j]! += factor * other[j]!;
    }
    return result;
  });
}

const largest = (matrix: Matrix): number => singularValues(matrix)[0]!;
