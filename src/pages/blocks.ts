/** Parts of a page, independent of its format: Markdown for the documentation, HTML for reports and for a web page. */
import type { Figure } from "../../models/figure.ts";

/** Lines of a source file. */
export interface Code {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly text: string;
}

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** Text that someone else says, such as the question of a student. */
  | { readonly kind: "quote"; readonly text: string }
  /** A step of a derivation: a formula in TeX, a sentence about it, and the code that computes it. */
  | { readonly kind: "step"; readonly tex: string; readonly text: string; readonly code?: Code }
  /** A command for a shell. */
  | { readonly kind: "command"; readonly text: string }
  /** `name` is unique on the page. The description is the text for readers who cannot see the figure. */
  | { readonly kind: "figure"; readonly name: string; readonly figure: Figure; readonly description: string }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] }
  /** Blocks that are hidden until the reader asks for them. */
  | { readonly kind: "hidden"; readonly summary: string; readonly blocks: readonly Block[] };
