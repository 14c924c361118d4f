/** Options of optimizers: defaults, and checks of names and ranges. */
import { ArgumentError } from "../base/errors.ts";
import { type Kinds, kindOf, readOptions, shown } from "../base/options.ts";
import type { LearningRate } from "./rule.ts";

/**
 * Merges `defaults` with each of `given`, from left to right. Options must have the type of their default; the learning
 * rate may also be a schedule. Throws the same errors as `readOptions`.
 */
export function withDefaults<Options extends { readonly learningRate: LearningRate }>(
  name: string,
  defaults: Options,
  ...given: Partial<Options>[]
): Options {
  const kindOfEach = Object.entries(defaults).map(([key, value]) => [key, kindOf(value)]);
  const kinds = { ...Object.fromEntries(kindOfEach), learningRate: "number function" } as Kinds<Options>;
  const entries = given.flatMap((options) => Object.entries(readOptions(name, options as Options, kinds)));
  return { ...defaults, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

/** Throws an ArgumentError unless each value is at least 0 and below `end`. */
export function checkRanges(name: string, values: Readonly<Record<string, number>>, end = Infinity): void {
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && value >= 0 && value < end) continue;
    throw new ArgumentError(`${name} was given ${shown(value)} as ${key}`, {
      rule: `It must be ${end === Infinity ? "finite and at least 0" : `at least 0 and below ${end}`}.`,
    });
  }
}
