/** Values on a curve of overlaps. */
import type { Summary } from "../verdicts.ts";
import type { Curve } from "./facts.ts";

/** Returns the overlap at a load. */
export const at = ({ loads, overlap }: Curve, load: number): Summary => overlap[loads.indexOf(load)]!;
