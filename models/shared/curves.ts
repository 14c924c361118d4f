/** Curves of repeated measurements in charts. */
import type { Layer, Words } from "../figure.ts";
import type { Summary } from "../verdicts.ts";

/** A line with its points, and a band of one standard deviation if there are several seeds. */
export function curve(name: Words, x: readonly number[], values: readonly Summary[]): Layer[] {
  const points = values.map(({ mean }, i) => [x[i]!, mean] as const);
  const spread = values.map(({ mean, std }, i) => [x[i]!, mean - (std ?? 0), mean + (std ?? 0)] as const);
  return [
    ...(values[0]!.n > 1 ? [{ mark: "band", name, points: spread } as const] : []),
    { mark: "line", name, points },
    { mark: "points", name, points },
  ];
}
