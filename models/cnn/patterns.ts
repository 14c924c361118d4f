/** Patterns of a 5 x 5 kernel: brightness, edges and lines, as polynomials of degree 0, 1 and 2 in the position. */

const positions = [-2, -1, 0, 1, 2];

/** Orthonormal polynomials on five positions. */
const polynomials = [
  positions.map(() => 1 / Math.sqrt(5)),
  positions.map((x) => x / Math.sqrt(10)),
  positions.map((x) => (x ** 2 - 2) / Math.sqrt(14)),
];

/** Six orthonormal patterns: one of brightness, two of edges, three of lines. */
export const simplePatterns: readonly (readonly number[])[] = polynomials.flatMap((down, i) =>
  polynomials.slice(0, polynomials.length - i).map((across) => down.flatMap((y) => across.map((x) => y * x))),
);

/** Returns the share of the squared weights of all kernels that lies in the patterns; of random kernels 6 / 25. */
export function simpleShare(kernels: Float32Array): number {
  const size = positions.length ** 2;
  let inside = 0;
  for (let start = 0; start < kernels.length; start += size) {
    const kernel = kernels.subarray(start, start + size);
    for (const pattern of simplePatterns) {
      inside += pattern.reduce((sum, value, i) => sum + value * kernel[i]!, 0) ** 2;
    }
  }
  return inside / kernels.reduce((sum, weight) => sum + weight ** 2, 0);
}
