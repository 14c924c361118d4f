/** The space available to a figure. */
import type { Figure } from "../../models/figure.ts";
import type { Language } from "./structure/notation.ts";
import type { Drawing } from "./svg.ts";

export interface Space {
  readonly width: number;
  /** Height of a chart that must match its neighbor. */
  readonly height?: number;
  /** Shrinks a graph that is wider than the width. */
  readonly shrink?: boolean;
  /** Set if the legend is drawn elsewhere. */
  readonly isNamed?: boolean;
  /** Language of texts that exist in several languages. Default "en". */
  readonly language?: Language;
  /** Palette indices by series name, shared by all panels. */
  readonly colors: ReadonlyMap<string, number>;
}

/** Draws a figure without its title. */
export type Draw<F extends Figure = Figure> = (figure: F, space: Space) => Drawing;
