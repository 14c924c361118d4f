/** Facts with every combination of verdicts, for tests of the words. */
import { type Answer, checkAnswer } from "../answer.ts";
import { checkTerms } from "../terms.ts";

/** Values that replace those of the facts, by name. */
type Replaced<F> = { readonly [Name in keyof F]?: readonly F[Name][] };

/** Returns the facts with each combination of the replaced values. */
export function variantsOf<F extends object>(facts: F, replaced: Replaced<F>): F[] {
  let variants = [facts];
  for (const [name, values] of Object.entries(replaced) as [string, readonly unknown[]][]) {
    variants = variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value })));
  }
  return variants;
}

/** Returns a message for each rule that the answer to one of the variants breaks, and for equal answers. */
export function checkVariants<F>(words: (facts: F) => Answer, variants: readonly F[]): string[] {
  const answers = variants.map(words);
  const findings = answers.flatMap((answer) => {
    const terms = [answer.answer, answer.evidence, ...(answer.caution ? [answer.caution] : [])].flatMap(checkTerms);
    return [...checkAnswer(answer), ...terms].map((found) => `${found} in "${answer.answer.en}"`);
  });
  return [...new Set(findings)];
}
