/**
 * BLEU, a measure of the overlap of translations with human reference translations (Papineni et al., 2002), at the
 * level of characters.
 */
import { ArgumentError } from "hebb";

const longest = 4;

/**
 * Returns the corpus BLEU of translations with one reference each, from 0 to 1: the geometric mean of the n-gram
 * precisions for n = 1 to 4, times a brevity penalty. The penalty is exp(1 - r / c) if the translations have fewer
 * characters in total, c, than the references, r. An n-gram counts at most as often as it occurs in the reference. It
 * is a sequence of characters (code points) without whitespace. The result is 0 if no n-gram of some length matches;
 * there is no smoothing. Throws an ArgumentError if the lists differ in length or are empty.
 */
export function bleu(translations: readonly string[], references: readonly string[]): number {
  if (translations.length !== references.length || translations.length === 0) {
    throw new ArgumentError(`bleu got ${translations.length} translations and ${references.length} references`, {
      rule: "Both lists must have the same length, at least 1.",
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

/** Returns the counts of all n-grams. */
function gramsOf(characters: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= characters.length; i++) {
    const gram = characters.slice(i, i + n).join("");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
