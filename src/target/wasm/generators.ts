/**
 * Code generators that only some programs call: they are added together with the part of the compiler that makes such
 * programs (`tensor/parts.ts`), so that a page without them does not download them.
 */
import { ArgumentError } from "../../base/errors.ts";
import type { emitNested } from "./contraction.ts";
import type { forEachTurn, passThrough } from "./frame.ts";
import type { packNested } from "./gemm/nested.ts";
import type { withoutTriangles } from "./gemm/triangles.ts";
import type { emitParallelRun } from "./parallel.ts";
import type { emitSort } from "./sort.ts";

export interface Generators {
  readonly sort: typeof emitSort;
  /** Products whose rows or depth are several loops. */
  readonly nested: typeof emitNested;
  readonly packNested: typeof packNested;
  /** Around each tile of a product of which triangles count for nothing. */
  readonly triangles: typeof withoutTriangles;
  /** The turns of a loop. */
  readonly turns: typeof forEachTurn;
  /** The code of `run` for several threads; without it programs are for one. */
  readonly parallel: typeof emitParallelRun;
  /** Kernels whose stages pass over a unit at a time. */
  readonly pass: typeof passThrough;
}

export const generators: Partial<Generators> = {};

export function addGenerators(some: Partial<Generators>): void {
  Object.assign(generators, some);
}

export function generator<Name extends keyof Generators>(name: Name): Generators[Name] {
  const found = generators[name];
  if (found) return found;
  throw new ArgumentError(`the WebAssembly target has no generator for ${name}`, {
    rule: "Who adds a part of the compiler adds the generators that its programs call.",
  });
}
