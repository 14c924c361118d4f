/** Looks: named views of a trained model on an input of the reader's choice, shown by `hebb look` and in pages. */
import { ArgumentError } from "hebb";
import type { Figure } from "./figure.ts";
import type { SavedRun } from "./saved-run.ts";
import type { Text } from "./text.ts";

/** Inputs that a reader chooses, by name. */
export type Inputs = Readonly<Record<string, Input>>;

/** An input with its default. */
export type Input = TextInput | NumberInput;

/** A text, such as a sentence to read. */
export interface TextInput {
  readonly kind: "text";
  readonly label: Text;
  readonly value: string;
  /** Maximum length in characters. */
  readonly longest: number;
}

/** A number between two ends. */
export interface NumberInput {
  readonly kind: "number";
  readonly label: Text;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** True if only integers are allowed. Default false. */
  readonly integer?: boolean;
  /** Steps of a slider. Default "linear". */
  readonly scale?: "linear" | "log";
}

/** The values of inputs. */
export type Chosen<I extends Inputs> = {
  readonly [Name in keyof I]: I[Name] extends TextInput ? string : number;
};

export interface Look<I extends Inputs = Inputs, F = unknown> {
  /** The question that the view answers. */
  readonly question: Text;
  readonly inputs: I;
  /**
   * Computes the facts to show. `saved` returns the files of a training; it rejects if there are none, so a look that
   * needs no trained model does not call it.
   */
  view(chosen: Chosen<I>, saved: () => Promise<SavedRun>): Promise<F>;
  /** One or two sentences about what is seen. */
  words(facts: F): Text;
  figure(facts: F): Figure;
}

/** Returns `look` unchanged; infers the types of its inputs. */
export function defineLook<const I extends Inputs, F>(look: Look<I, F>): Look<I, F> {
  return look;
}

/**
 * Returns the values of all inputs: those in `given`, as text, and the defaults. Throws an ArgumentError for an unknown
 * input, a text that is too long, and a number that is out of range.
 */
export function chosenInputs<I extends Inputs>(inputs: I, given: Readonly<Record<string, string>>): Chosen<I> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) {
    throw new ArgumentError(`unknown input ${unknown}`, { rule: `The inputs are ${Object.keys(inputs).join(", ")}.` });
  }
  const values = Object.entries(inputs).map(([name, input]) => {
    const text = given[name];
    return [name, text === undefined ? input.value : parsed(name, input, text)] as const;
  });
  return Object.fromEntries(values) as Chosen<I>;
}

function parsed(name: string, input: Input, text: string): string | number {
  if (input.kind === "text") {
    const length = Array.from(text).length;
    if (length > 0 && length <= input.longest) return text;
    throw new ArgumentError(`${name} has ${length} characters`, { rule: `It must have 1 to ${input.longest}.` });
  }
  const { min, max, integer = false } = input;
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  throw new ArgumentError(`${name} was given "${text}"`, {
    rule: `It must be ${integer ? "an integer" : "a number"} from ${min} to ${max}.`,
  });
}
