/** Looks up names given on the command line and suggests a similar name for a misspelled one. */
import { ArgumentError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";

/**
 * The entry `name` of `table`. Throws an ArgumentError that lists all names and suggests a similar one, or else the
 * command `listing`, such as "data list".
 */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string, kind: string, listing = "list"): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  const names = Object.keys(table);
  const near = nearest(name, names);
  throw new ArgumentError(`unknown ${kind} ${name}`, {
    rule: `Available: ${names.join(", ")}.`,
    fix: near === undefined ? `Run \`hebb ${listing}\` for a description of each.` : `Did you mean ${near}?`,
  });
}
