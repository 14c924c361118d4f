/** The name that was probably meant. */

/**
 * The name with the fewest letters that it has and `text` has not, or the other way round, wherever they stand; undefined
 * where these are more than two, or than two for every five of `text`.
 */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const left = (a: string, b: string) =>
    Array.from(a.toLowerCase()).reduce((rest, letter) => rest.replace(letter, ""), b.toLowerCase()).length;
  const distances = names.map((name) => left(text, name) + left(name, text));
  const least = Math.min(...distances);
  return least <= Math.max(2, 0.4 * text.length) ? names[distances.indexOf(least)] : undefined;
}
