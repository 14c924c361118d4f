/** The options of optimizers: given ones over defaults, checked by name and range. */
import { ArgumentError } from "../base/errors.ts";
import { type Kinds, kindOf, readOptions, shown } from "../base/options.ts";
import type { LearningRate } from "./rule.ts";

/**
 * `defaults` overridden by each of `given`, left to right: options of the kinds of their defaults, but for the
 * learning rate, which may follow a schedule. Throws as `readOptions` does.
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

/** Throws an ArgumentError unless each value lies from 0 on, and below `end`. */
export function checkRanges(name: string, values: Readonly<Record<string, number>>, end = Infinity): void {
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "number" && value >= 0 && value < end) continue;
    throw new ArgumentError(`${name} was given ${shown(value)} as ${key}`, {
      rule: end === Infinity ? `${key} is a finite number from 0 on.` : `${key} lies from 0 to below ${end}.`,
    });
  }
}
