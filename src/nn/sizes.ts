/** The check of the sizes that layers are made with. */
import { ArgumentError } from "../base/errors.ts";

/** Throws an ArgumentError unless every size is a whole number from 1 on. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size >= 1) continue;
    throw new ArgumentError(`new ${layer} was given ${String(size)} as ${name}`, {
      rule: `${name} is a whole number from 1 on.`,
    });
  }
}
