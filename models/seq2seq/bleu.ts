/** BLEU: how much of translations is found in those that people made (Papineni et al., 2002), by characters. */
import { ArgumentError } from "hebb";

const longest = 4;

/**
 * Corpus BLEU of translations with one reference each, from 0 to 1: the geometric mean of the shares of n-grams, n = 1 to
 * 4, that occur in the reference too (each as often as it does there at most), times exp(1 - r / c) where all translations
 * together have fewer characters, c, than their references, r. An n-gram is a row of characters (code points), white space
 * left out. 0 where no n-gram of a length is found at all; there is no smoothing. Throws an ArgumentError for lists of
 * different lengths and for empty ones.
 */
export function bleu(translations: readonly string[], references: readonly string[]): number {
  if (translations.length !== references.length || translations.length === 0) {
    throw new ArgumentError(`bleu cannot compare ${translations.length} translations with ${references.length} texts`, {
      rule: "There is one reference for each translation, and at least one.",
    });
  }
  const found = new Array<number>(longest).fill(0);
  const total = new Array<number>(longest).fill(0);
  let [length, expected] = [0, 0];
  for (const [i, translation] of translations.entries()) {
    const [own, reference] = [charactersOf(translation), charactersOf(references[i]!)];
    length += own.length;
    expected += reference.length;
    for (let n = 1; n <= longest; n++) {
      const known = gramsOf(reference, n);
      for (const [gram, count] of gramsOf(own, n)) found[n - 1]! += Math.min(count, known.get(gram) ?? 0);
      total[n - 1]! += Math.max(0, own.length - n + 1);
    }
  }
  if (found.includes(0)) return 0;
  const precision = found.reduce((sum, count, i) => sum + Math.log(count / total[i]!), 0) / longest;
  return Math.exp(precision + Math.min(0, 1 - expected / length));
}

function charactersOf(text: string): readonly string[] {
  return Array.from(text.replaceAll(/\s+/gu, ""));
}

/** How often each row of n characters occurs. */
function gramsOf(characters: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= characters.length; i++) {
    const gram = characters.slice(i, i + n).join("");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
