/** The room that a figure may take. */
import type { Figure } from "../../../models/figure.ts";
import type { Drawing } from "./svg.ts";

export interface Space {
  readonly width: number;
  /** Of charts, where it is to be that of a neighbor. */
  readonly height?: number;
  /** Whether a graph that is wider shrinks to the width. */
  readonly shrink?: boolean;
  /** Whether a legend stands elsewhere. */
  readonly isNamed?: boolean;
  /** The numbers of colors by name of the series, common to all panels. */
  readonly colors: ReadonlyMap<string, number>;
}

/** Draws a figure without its title. */
export type Draw<F extends Figure = Figure> = (figure: F, space: Space) => Drawing;
