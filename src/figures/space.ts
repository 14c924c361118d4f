/** The space available to a figure. */
import type { Language } from "../../models/language.ts";
import type { Figure } from "./shown.ts";
import type { Drawing } from "./svg.ts";

/** The smallest scale of a shrunk drawing, at which its texts are still readable. */
export const smallestScale = 0.75;

export interface Space {
  readonly width: number;
  /** Height of a chart that must match its neighbor. */
  readonly height?: number;
  /** Shrinks a graph that is wider than the width, as far as its texts stay readable. */
  readonly shrink?: boolean;
  /** Set if the legend is drawn elsewhere. */
  readonly isNamed?: boolean;
  /** Set if the color bar is drawn elsewhere. */
  readonly isScaled?: boolean;
  /** Language of words that the renderer adds, such as "no data". */
  readonly language: Language;
  /** Palette indices by series name, shared by all panels. */
  readonly colors: ReadonlyMap<string, number>;
}

/** Draws a figure without its title. */
export type Draw<F extends Figure = Figure> = (figure: F, space: Space) => Drawing;
