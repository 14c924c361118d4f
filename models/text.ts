/**
 * Texts in English and Chinese. The literals of a text contain no digits: numbers are quantities (`quantity.ts`) in
 * slots such as "{share}", so that both languages state the same measured values.
 */
import { ArgumentError } from "hebb";
import type { Language, Text } from "./language.ts";
import type { NamesWithDigits } from "./names.ts";
import { spaced } from "./typography.ts";

export type { Language, Text };

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/** Names of the slots of a text: "a" | "b" of "{a} and {b}". */
type Slots<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;

/** The text without any occurrence of `Name`. */
type Without<T extends string, Name extends string> = T extends `${infer Before}${Name}${infer After}`
  ? Without<`${Before}${After}`, Name>
  : T;

/** The text without these names. A tuple, because a union of names would multiply the ways to split the text. */
type WithoutAll<T extends string, Names extends readonly string[]> = Names extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? WithoutAll<Without<T, First>, Rest>
  : T;

type HasDigit<T extends string> = T extends `${string}${Digit}${string}` ? true : false;

/** True for a text with digits that belong to no name. Most texts have none, which the first condition decides. */
type StatesNumber<T extends string> = HasDigit<T> extends true ? HasDigit<WithoutAll<T, NamesWithDigits>> : false;

/** True for `string` and for a template with a computed part, whose slots the compiler cannot see. */
type IsComputed<T extends string> = {} extends Readonly<Record<T, unknown>> ? true : false;

/**
 * The text `T` if it is a literal without digits and the names of its slots are `Names`; otherwise a message, which the
 * compiler shows.
 */
export type Literal<T extends string, Names extends string = never> =
  IsComputed<T> extends true
    ? "write the text as one literal"
    : T extends ""
      ? "write a text in both languages"
      : StatesNumber<T> extends true
        ? "pass digits as quantities in slots, or add the name to names.ts"
        : Filled<T, Slots<T>, Names>;

type Filled<T extends string, Found extends string, Names extends string> = [Exclude<Found, Names>] extends [never]
  ? [Exclude<Names, Found>] extends [never]
    ? T
    : `the text has no slot {${Exclude<Names, Found>}}`
  : `no value is named ${Exclude<Found, Names>}`;

/** Returns a fixed text without numbers: a title, a question, or the label of an axis. */
export function text<E extends string, Z extends string>(en: Literal<E>, zh: Literal<Z>): Text {
  return { en, zh: spaced(zh) };
}

/** Returns a text whose slots "{name}" are replaced by the values of these names, in both languages. */
export function say<const V extends Readonly<Record<string, Text>>, E extends string, Z extends string>(
  values: V,
  en: Literal<E, keyof V & string>,
  zh: Literal<Z, keyof V & string>,
): Text {
  return { en: filled(en, values, "en"), zh: spaced(filled(zh, values, "zh")) };
}

function filled(literal: string, values: Readonly<Record<string, Text>>, language: Language): string {
  return literal.replace(/\{(\w+)\}/g, (_, slot: string) => {
    try {
      return values[slot]![language];
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      throw new ArgumentError(`{${slot}} of "${literal}" has no text: ${error.message}`);
    }
  });
}

/** Returns a name that is the same in both languages, such as "LeNet-5" or "h1". */
export function name(value: string): Text {
  return { en: value, zh: value };
}

/** Returns the text of this verdict. A text that only some verdicts can fill is a function. */
export function cases<V extends string>(
  verdict: V,
  texts: { readonly [Verdict in NoInfer<V>]: Text | (() => Text) },
): Text {
  // Verdicts are read from files, whose values the types do not know.
  if (!Object.hasOwn(texts, verdict)) {
    throw new ArgumentError(`no text for the verdict "${verdict}"`, {
      rule: `The texts are for ${Object.keys(texts).join(", ")}.`,
    });
  }
  const chosen = texts[verdict];
  return typeof chosen === "function" ? chosen() : chosen;
}

/** Joins sentences to a paragraph, in English with spaces. Omits undefined sentences. */
export function paragraph(...sentences: readonly (Text | undefined)[]): Text {
  const present = sentences.filter((one) => one !== undefined);
  return { en: present.map(({ en }) => en).join(" "), zh: spaced(present.map(({ zh }) => zh).join("")) };
}

/** Returns an enumeration: "a, b, and c" and "a、b 和 c". */
export function enumeration(items: readonly Text[]): Text {
  const [last, ...before] = items.toReversed();
  if (last === undefined) throw new ArgumentError("an enumeration needs at least one item");
  const rest = before.reverse();
  if (rest.length === 0) return last;
  const comma = rest.length > 1 ? "," : "";
  return {
    en: `${rest.map(({ en }) => en).join(", ")}${comma} and ${last.en}`,
    zh: spaced(`${rest.map(({ zh }) => zh).join("、")}和${last.zh}`),
  };
}
