/** Checks of options and arguments at run time, because callers may write plain JavaScript. */
import { ArgumentError } from "./errors.ts";
import { nearest } from "./nearest.ts";

type Kind = "any" | "array" | "boolean" | "function" | "module" | "number" | "object" | "string" | "tensor";

/** The kinds that each option accepts, separated by spaces; "required" comes first if the option has no default. */
export type Kinds<Options> = {
  readonly [Name in keyof Options]-?:
    | Kind
    | `${Kind} ${Kind}`
    | `${Kind} ${Kind} ${Kind}`
    | `required ${Kind}`
    | `required ${Kind} ${Kind}`;
};

/**
 * Returns `given`, the options of `caller`. Throws an ArgumentError if they are not a plain object, if the name of an
 * option is unknown, if a value has the wrong kind, or if a required option is missing. An option whose value is
 * undefined counts as missing.
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

/** Throws an ArgumentError unless each value is an integer of at least `least`. */
export function checkCounts(caller: string, counts: Readonly<Record<string, number>>, least: number): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= least) continue;
    throw new ArgumentError(`${caller} was given ${shown(count)} as ${name}`, {
      rule: `${name} must be an integer of at least ${least}.`,
    });
  }
}

/** Throws an ArgumentError if `rest`, the extra arguments of `caller`, is not empty. */
export function noMore(caller: string, rest: readonly unknown[]): void {
  if (rest.length === 0) return;
  throw new ArgumentError(`${caller} was given an extra argument: ${shown(rest[0])}`);
}

/** The kind of a value. Tensors and modules are recognized by a property, because this folder cannot import them. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  if (!value) return "null";
  return Array.isArray(value) ? "array" : "shape" in value ? "tensor" : "forward" in value ? "module" : "object";
}

/** A value as it is written in source code: the string "3" keeps its quotes. */
export function shown(value: unknown): string {
  return describe(value).replace(/^the \w+ /, "");
}

/** Describes a value of the wrong kind for an error message. */
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
