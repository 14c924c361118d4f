/** The op table: every primitive under its name. Those that few programs need come with a part of the compiler. */
import { binaryOps } from "./binary.ts";
import { contractions } from "./contraction.ts";
import { control } from "./control.ts";
import { conversions } from "./conversion.ts";
import type { cumulativeOps } from "./cumulative.ts";
import { effects } from "./effects.ts";
import { indexingOps } from "./indexing.ts";
import { logicOps } from "./logic.ts";
import { movementOps } from "./movement.ts";
import type { Primitive, Structural } from "./primitive.ts";
import { randomOps } from "./random.ts";
import { reductions } from "./reduce.ts";
import type { sortingOps } from "./sorting.ts";
import { sources } from "./sources.ts";
import { ternaryOps } from "./ternary.ts";
import { unaryOps } from "./unary.ts";
import type { windowOps } from "./window.ts";

const core = {
  ...sources,
  ...unaryOps,
  ...conversions,
  ...binaryOps,
  ...logicOps,
  ...ternaryOps,
  ...randomOps,
  ...movementOps,
  ...indexingOps,
  ...reductions,
  ...contractions,
  ...effects,
  ...control,
};

type Table = typeof core & typeof windowOps & typeof sortingOps & typeof cumulativeOps;

export type PrimitiveName = keyof Table;

export type StructuralName = {
  [Name in PrimitiveName]: Table[Name] extends Structural ? Name : never;
}[PrimitiveName];

// Nodes are made of those that are there only (see graph/builder.ts), so that whoever meets a node finds its record.
export const primitives: Readonly<Record<PrimitiveName, Primitive>> = core as Table;

export function addPrimitives(some: Partial<Record<PrimitiveName, Primitive>>): void {
  Object.assign(core, some);
}
