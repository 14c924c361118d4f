/** The op table: every primitive under its name. */
import { binaryOps } from "./binary.ts";
import { contractions } from "./contraction.ts";
import { control } from "./control.ts";
import { conversions } from "./conversion.ts";
import { cumulativeOps } from "./cumulative.ts";
import { effects } from "./effects.ts";
import { indexingOps } from "./indexing.ts";
import { logicOps } from "./logic.ts";
import { movementOps } from "./movement.ts";
import type { Primitive, Structural } from "./primitive.ts";
import { randomOps } from "./random.ts";
import { reductions } from "./reduce.ts";
import { sources } from "./sources.ts";
import { ternaryOps } from "./ternary.ts";
import { unaryOps } from "./unary.ts";
import { windowOps } from "./window.ts";

const table = {
  ...sources,
  ...unaryOps,
  ...conversions,
  ...binaryOps,
  ...logicOps,
  ...ternaryOps,
  ...randomOps,
  ...movementOps,
  ...windowOps,
  ...indexingOps,
  ...reductions,
  ...cumulativeOps,
  ...contractions,
  ...effects,
  ...control,
};

export type PrimitiveName = keyof typeof table;

export type StructuralName = {
  [Name in PrimitiveName]: (typeof table)[Name] extends Structural ? Name : never;
}[PrimitiveName];

export const primitives: Readonly<Record<PrimitiveName, Primitive>> = table;
