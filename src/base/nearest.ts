/** The name that was probably meant. */

/** The name that takes the fewest changes: at most two, or two for every five characters of `text`. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => distance(text.toLowerCase(), name));
  const least = Math.min(...distances);
  return least <= Math.max(2, 0.4 * text.length) ? names[distances.indexOf(least)] : undefined;
}

/**
 * How many characters to insert, delete, replace or swap with their neighbour to make `b` of `a` (Damerau, 1964; Levenshtein,
 * 1966).
 */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const before = rows[i - 1]!;
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, before[j]! + 1, row[j - 1]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
