/** A drawing of a network with two hidden layers under a mask. */
import type { Chart, Layer, Point } from "../../figure.ts";

/**
 * Draws a network; `mask` has 0 or 1 for each hidden unit, beginning with the `width` units of the first layer. Dropped
 * units have no connections.
 */
export function thinnedChart(title: string, mask: readonly number[], width: number): Chart {
  const center = (width + 1) / 2;
  const units = mask.map((bit, i) => ({ bit, place: [1 + (i % width), 1 + Math.floor(i / width)] as const }));
  const kept = units.filter(({ bit }) => bit === 1).map(({ place }) => place);
  const dropped = units.filter(({ bit }) => bit === 0).map(({ place }) => place);
  const layers: (readonly Point[])[] = [
    [[center, 0]],
    ...[1, 2].map((layer) => kept.filter(([, of]) => of === layer)),
    [[center, 3]],
  ];
  const connections = layers
    .slice(1)
    .flatMap((above, i) => above.flatMap((to) => layers[i]!.map((from) => [from, to])));
  return {
    kind: "chart",
    title,
    x: { label: "unit", domain: [0, width + 1] },
    y: { label: "layer, from x (0) to q(y | x) (3)", domain: [-0.3, 3.3] },
    layers: [
      ...connections.map((points): Layer => ({ mark: "line", points })),
      { mark: "points", name: "kept", points: kept },
      { mark: "points", name: "dropped", points: dropped },
      { mark: "points", points: [...layers[0]!, ...layers[3]!] },
    ],
  };
}
