/** Receptive fields of the units of LeNet-5: the part of the input that a unit depends on. */
import type { drawnLayers } from "./facts.ts";

type LayerName = (typeof drawnLayers)[number];

/** Windows of the layers, in order. */
const windows: readonly (readonly [layer: LayerName, size: number, stride: number, padding: number])[] = [
  ["C1", 5, 1, 2],
  ["S2", 2, 2, 0],
  ["C3", 5, 1, 0],
  ["S4", 2, 2, 0],
];

/** A square of pixels. */
export interface Field {
  /** Position of the first pixel; negative within the padding. */
  readonly top: number;
  readonly left: number;
  readonly size: number;
  /** Distance of the fields of neighboring units, in pixels. */
  readonly stride: number;
}

/** Returns the receptive field of the unit at this position of a map. */
export function receptiveFieldOf(layer: LayerName, row: number, column: number): Field {
  let [first, size, stride] = [0, 1, 1];
  for (const [name, window, step, padding] of windows) {
    first -= padding * stride;
    size += (window - 1) * stride;
    stride *= step;
    if (name === layer) break;
  }
  return { top: first + stride * row, left: first + stride * column, size, stride };
}
