/** Parts of a page, independent of its format: Markdown for the documentation, HTML for reports and for a web page. */
import type { Figure } from "../../models/figure.ts";

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** Text that someone else says, such as the question of a student. */
  | { readonly kind: "quote"; readonly text: string }
  /** A formula in TeX on a line of its own. */
  | { readonly kind: "formula"; readonly tex: string }
  | { readonly kind: "code"; readonly language: "ts" | "sh"; readonly text: string; readonly file?: string }
  /** `name` is unique on the page. */
  | { readonly kind: "figure"; readonly name: string; readonly figure: Figure; readonly description: string }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] }
  /** Blocks that are hidden until the reader asks for them. */
  | { readonly kind: "hidden"; readonly summary: string; readonly blocks: readonly Block[] };
