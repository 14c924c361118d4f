/** Check of the sizes passed to the constructors of layers. */
import { checkCounts } from "../base/options.ts";

/** Throws an ArgumentError unless every size is an integer of at least 1. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  checkCounts(`new ${layer}`, sizes, 1);
}
