/** Facts of the experiments on long short-term memory. */
import type { Order, Reach, Summary } from "../verdicts.ts";
import type { Gate } from "./model.ts";

/** Networks with all gates, without one of them (fixed at 1), and with a forget gate fixed at 0. */
export const variants = [
  "all gates",
  "no forget gate",
  "no input gate",
  "no output gate",
  "closed forget gate",
] as const;
export type Variant = (typeof variants)[number];

export interface VariantResult {
  readonly variant: Variant;
  /** Accuracy of sums on validation sequences. */
  readonly sums: Summary;
  /** Cross entropy per character of the validation text. */
  readonly nats: Summary;
  /** Root mean square of the cells at the end of a passage. */
  readonly size: Summary;
}

/** Effect of the removal of a gate on sums and on text: measurably worse, measurably better, or neither. */
export type Effect = "worse at both" | "worse at sums" | "worse at text" | "no difference" | "better" | "mixed";

export interface GatesFacts {
  /** Number of digits of a sequence. */
  readonly digits: number;
  /** Number of characters of the passage after which the cells are measured. */
  readonly passage: number;
  readonly results: readonly VariantResult[];
  /** Verdict on the removal of each gate. */
  readonly effects: Readonly<Record<Gate, Effect>>;
  /** Sums with all gates (a) against those with a closed forget gate (b). */
  readonly keeping: Order;
}

/** Values of one cell at each character of a text. */
export interface CellCourse {
  /** Number of the cell. */
  readonly unit: number;
  /** Values c. */
  readonly cell: readonly number[];
  readonly forget: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
}

export interface ReadingFacts {
  /** Number of held-out characters that were read. */
  readonly read: number;
  readonly hidden: number;
  /** Mean openness of the gates. */
  readonly open: Readonly<Record<Gate, Summary>>;
  /** Mean of the forget gates at spaces and at other characters. */
  readonly spaces: Summary;
  readonly elsewhere: Summary;
  /** Spaces (a) against other characters (b). */
  readonly forgetting: Order;
  /** Fraction of the cells that keep a value for more than ten characters, to 1/e. */
  readonly lasting: Summary;
  /**
   * Correlation of a cell with the position in the line, in the second half of the text; the cell was chosen in the
   * first half.
   */
  readonly line: Summary;
  /** Verdict on a correlation of at least a half. */
  readonly follows: Reach;
  readonly example: {
    readonly characters: readonly string[];
    /** The cell that follows the line best, then those that change most. */
    readonly cells: readonly CellCourse[];
  };
}
