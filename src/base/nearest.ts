/** The name that was probably meant. */

/** The name that takes the fewest changes, if these are few: at most two, or two for every five characters, or five. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const most = Math.min(5, Math.max(2, 0.4 * text.length));
  for (let changes = 0; changes <= most; changes++) {
    const near = names.find((name) => isWithin(text.toLowerCase(), name.toLowerCase(), changes));
    if (near !== undefined) return near;
  }
  return undefined;
}

/**
 * Whether so many `changes` make `b` of `a`: a character inserted, deleted, replaced or swapped with its neighbour (Damerau,
 * 1964; Levenshtein, 1966).
 */
function isWithin(a: string, b: string, changes: number): boolean {
  if (Math.abs(a.length - b.length) > changes) return false;
  if (a === b) return true;
  const rest = (ofA: number, ofB: number, changes: number) => isWithin(a.slice(ofA), b.slice(ofB), changes);
  if (a[0] === b[0]) return rest(1, 1, changes);
  const isSwap = a[0] === b[1] && a[1] === b[0];
  return (
    rest(1, 0, changes - 1) || rest(0, 1, changes - 1) || rest(1, 1, changes - 1) || (isSwap && rest(2, 2, changes - 1))
  );
}
