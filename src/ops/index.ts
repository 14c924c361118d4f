/** The primitives available in every program, by name. All others are records imported where they are used. */
import { binaryOps } from "./binary.ts";
import { contractions } from "./contraction.ts";
import { conversions } from "./conversion.ts";
import { effects } from "./effects.ts";
import { indexingOps } from "./indexing.ts";
import { logicOps } from "./logic.ts";
import { movementOps } from "./movement.ts";
import { randomOps } from "./random.ts";
import { reductions } from "./reduce.ts";
import { sources } from "./sources.ts";
import { ternaryOps } from "./ternary.ts";
import { unaryOps } from "./unary.ts";

export const primitives = {
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
};

export type PrimitiveName = keyof typeof primitives;
