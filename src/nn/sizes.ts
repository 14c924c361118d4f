/** The check of the sizes that layers are made with. */
import { checkCounts } from "../base/options.ts";

/** Throws an ArgumentError unless every size is a whole number from 1 on. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  checkCounts(`new ${layer}`, sizes, 1);
}
