/** Suggestions of correct names for misspelled ones. */

/**
 * Returns the name closest to `text`, or undefined if none is close. The distance is the number of letters that only
 * one of them has, regardless of order. It may be at most two, or two for every five letters of `text`.
 */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const unmatched = (a: string, b: string) =>
    Array.from(a.toLowerCase()).reduce((rest, letter) => rest.replace(letter, ""), b.toLowerCase()).length;
  const distances = names.map((name) => unmatched(text, name) + unmatched(name, text));
  const least = Math.min(...distances);
  return least <= Math.max(2, 0.4 * text.length) ? names[distances.indexOf(least)] : undefined;
}
