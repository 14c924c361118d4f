/** The options of optimisers: given ones over defaults, checked by name and range. */
import { ArgumentError } from "../base/errors.ts";

/**
 * `defaults` overridden by each of `given`, left to right. Throws an ArgumentError for an option without a default, as
 * that is a misspelt one: it would otherwise do nothing in silence.
 */
export function withDefaults<Options extends object>(
  name: string,
  defaults: Options,
  ...given: Partial<Options>[]
): Options {
  const result = { ...defaults };
  for (const options of given) {
    for (const [key, value] of Object.entries(options)) {
      if (!Object.hasOwn(defaults, key)) {
        throw new ArgumentError(`${name} has no option ${key}`, {
          rule: `Its options are ${Object.keys(defaults).join(", ")}.`,
        });
      }
      if (value !== undefined) Object.assign(result, { [key]: value });
    }
  }
  return result;
}

/** Throws an ArgumentError unless each value lies from 0 on, and below `end`. */
export function checkRanges(name: string, values: Readonly<Record<string, number>>, end = Infinity): void {
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && value >= 0 && value < end) continue;
    throw new ArgumentError(`${name} was given ${String(value)} as ${key}`, {
      rule: end === Infinity ? `${key} is a finite number from 0 on.` : `${key} lies from 0 to below ${end}.`,
    });
  }
}
