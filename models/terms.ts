/** Checks that the Chinese of a text uses the glossary's terms for the English ones. */
import { type Term, glossary } from "./glossary.ts";
import type { Text } from "./text.ts";

interface Form {
  readonly pattern: RegExp;
  readonly term: Term;
}

/** Longest form first, so that "hidden state" is found before "state". */
const patterns: readonly Form[] = glossary
  .flatMap((term) => term.en.map((form) => ({ form, term })))
  .sort((a, b) => b.form.length - a.form.length)
  .map(({ form, term }) => ({ pattern: new RegExp(String.raw`(?<![\w-])${form}(?:s|es)?(?![\w-])`, "gi"), term }));

/**
 * Returns a message for each term of the glossary in the English text whose Chinese text has none of its translations.
 * Everyday words such as "value" are not checked.
 */
export function checkTerms({ en, zh }: Text): string[] {
  const findings: string[] = [];
  let rest = en;
  for (const { pattern, term } of patterns) {
    const found = pattern.exec(rest)?.[0];
    pattern.lastIndex = 0;
    if (found === undefined) continue;
    rest = rest.replace(pattern, "·");
    if (!term.everyday && !term.zh.some((translation) => zh.includes(translation))) {
      findings.push(`"${found}" is ${term.zh.join(" or ")} in Chinese`);
    }
  }
  return findings;
}
