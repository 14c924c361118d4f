/** Code generators that only some programs call: the features of a program bring them along. */
import { ArgumentError } from "../../base/errors.ts";
import type { Program } from "../../compile/program.ts";
import type { emitNested } from "./contraction.ts";
import type { forEachTurn } from "./frame.ts";
import type { packNested } from "./gemm/nested.ts";
import type { emitSort } from "./sort.ts";

export interface Generators {
  readonly sort: typeof emitSort;
  /** Products whose rows or depth are several loops. */
  readonly nested: typeof emitNested;
  readonly packNested: typeof packNested;
  /** The turns of a loop. */
  readonly turns: typeof forEachTurn;
}

/** Those that the features of `program` bring along. */
export function generatorsOf({ features }: Program): Partial<Generators> {
  return Object.assign({}, ...features.map(({ emit }) => emit)) as Partial<Generators>;
}

export function generator<Name extends keyof Generators>(from: Partial<Generators>, name: Name): Generators[Name] {
  const found = from[name];
  if (found) return found;
  throw new ArgumentError(`the WebAssembly target has no generator for ${name}`, {
    rule: "A feature of the compiler brings along what its programs call.",
  });
}
