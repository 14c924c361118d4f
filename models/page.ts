/**
 * The explanation of a system, from which its page is generated in both languages: the question, a structure diagram,
 * the derivation beside the code, predictions, changes to try, and an exercise. Measurements come from the experiments.
 */
import type { Structure } from "./structure.ts";
import type { Text } from "./text.ts";

export interface Page {
  /** Title of the section of the textbook (Qiu, Neural Networks and Deep Learning). */
  readonly section: Text;
  /** A student's question. */
  readonly asked: Text;
  /** The answer in a few sentences. */
  readonly short: Text;
  /** Structure of the model, as in the textbook. */
  readonly structure: () => Structure;
  /** Table that sets related notions beside each other. */
  readonly comparison?: Comparison;
  /** Steps from the definition to the result, at most five. */
  readonly derivation: readonly Line[];
  /** Questions to answer before one looks at the measurements. */
  readonly predictions: readonly Prediction[];
  /** Commands that change something, and observations to make. */
  readonly changes: readonly Change[];
  readonly exercise: Exercise;
  readonly caution: Text;
}

/** Related notions in rows, compared by the criteria of the columns. The first column has their names. */
export interface Comparison {
  readonly question: Text;
  readonly columns: readonly Text[];
  /** Cells of each row, one for each column. */
  readonly rows: readonly (readonly Text[])[];
}

/** A line of a derivation. */
export interface Line {
  /** Formula in TeX. */
  readonly formula: string;
  readonly text: Text;
  /** The lines of code that compute it. */
  readonly code?: Excerpt;
}

/** Lines of a source file. A test compares them with the file. */
export interface Excerpt {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly lines: string;
}

/** A question whose answer is fixed, or is that of an experiment. */
export type Prediction =
  | { readonly question: Text; readonly answer: Text }
  | { readonly question: Text; readonly experiment: string };

export interface Change {
  /** Arguments of `hebb`, such as "train rnn --quick --set hidden=8". */
  readonly command: string;
  readonly text: Text;
}

/** An exercise of the textbook. */
export interface Exercise {
  readonly question: Text;
  readonly answer: Text;
}
