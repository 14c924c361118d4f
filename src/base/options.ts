/** Options as callers give them, perhaps in plain JavaScript: checked by name and kind, so that no mistake is ignored. */
import { ArgumentError } from "./errors.ts";
import { nearest } from "./nearest.ts";

type Kind = "any" | "array" | "boolean" | "function" | "module" | "number" | "object" | "string" | "tensor";

/** What each option may be: one kind, or several with spaces between, after "required" where there is no default. */
export type Kinds<Options> = {
  readonly [Name in keyof Options]-?:
    | Kind
    | `${Kind} ${Kind}`
    | `${Kind} ${Kind} ${Kind}`
    | `required ${Kind}`
    | `required ${Kind} ${Kind}`;
};

/**
 * `given`, the options of `caller`. Throws an ArgumentError where they are no plain object, as where a number was meant for
 * a parameter that there is not; where one of them has no such name and so would do nothing in silence; and where one is of
 * another kind, or required and not there. An option that is undefined counts as not given.
 */
export function readOptions<Options extends object>(caller: string, given: Options, kinds: Kinds<Options>): Options {
  const names = Object.keys(kinds);
  const refuse = (what: string, rule = `Its options are { ${names.join(", ")} }.`, fix?: string) => {
    throw new ArgumentError(`${caller} ${what}`, { rule, fix });
  };
  if (kindOf(given) !== "object") refuse(`was given ${shown(given)} as options`);
  for (const name in { ...given, ...kinds }) {
    if (!Object.hasOwn(kinds, name)) {
      const near = nearest(name, names);
      refuse(`has no option ${name}`, undefined, near && `Did you mean ${near}?`);
    }
    const kind: string = kinds[name as keyof Options];
    const value: unknown = given[name as keyof Options];
    if (value === undefined ? kind.startsWith("required") : !kind.includes(kindOf(value)) && kind !== "any") {
      refuse(
        `was given ${shown(value)} as ${name}`,
        `Expected: ${kind.replace("required ", "").replaceAll(" ", " or ")}.`,
      );
    }
  }
  return given;
}

/** Throws an ArgumentError unless each value is a whole number from `least` on. */
export function checkCounts(caller: string, counts: Readonly<Record<string, number>>, least: number): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= least) continue;
    throw new ArgumentError(`${caller} was given ${shown(count)} as ${name}`, {
      rule: `${name} is a whole number from ${least} on.`,
    });
  }
}

/** Throws an ArgumentError where `caller` was given more than it takes. */
export function noMore(caller: string, rest: readonly unknown[]): void {
  if (rest.length === 0) return;
  throw new ArgumentError(`${caller} was given ${shown(rest[0])}, and takes no more than what comes before it`);
}

/** Tensors and modules are told by what they have, since nothing here knows them. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  if (!value) return "null";
  return Array.isArray(value) ? "array" : "shape" in value ? "tensor" : "forward" in value ? "module" : "object";
}

/** A value as it would be written, so that "3" does not look like 3. */
export function shown(value: unknown): string {
  return describe(value).replace(/^the \w+ /, "");
}

/** How a message calls a value of the wrong kind. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  switch (typeof value) {
    case "object":
      return `a value of class ${value.constructor?.name ?? "Object"}`;
    case "string":
      return `the string ${JSON.stringify(value)}`;
    case "number":
    case "boolean":
      return `the ${typeof value} ${value}`;
    default:
      return `a ${typeof value}`;
  }
}
