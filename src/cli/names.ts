/** Names given on the command line: looked up, and a misspelled one answered with the nearest. */
import { ArgumentError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";

/** What `table` has under `name`; throws an ArgumentError that names all, and the nearest where one is near. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string, kind: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  const names = Object.keys(table);
  const near = nearest(name, names);
  throw new ArgumentError(`there is no ${kind} called ${name}`, {
    rule: `There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}.`,
    ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }),
  });
}
