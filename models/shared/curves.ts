/** Curves and bars of repeated measurements in charts. */
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

/** Bars of values by category, with a vertical line of one standard deviation each if there are several seeds. */
export function bars(values: readonly (readonly [category: Words, value: Summary])[], name?: Words): Layer[] {
  const named = name === undefined ? {} : { name };
  const spread = values.map(([, { mean, std }], i) => [i, mean - (std ?? 0), mean + (std ?? 0)] as const);
  return [
    { mark: "bars", ...named, values: values.map(([category, { mean }]) => [category, mean] as const) },
    ...(values[0]![1].n > 1 ? [{ mark: "band", ...named, points: spread } as const] : []),
  ];
}
