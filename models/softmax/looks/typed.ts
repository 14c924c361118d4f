/** Lists of numbers that a reader types. */

/** Returns the numbers of a list separated by spaces or commas; NaN for a part that is no number. */
export function numbersOf(list: string): number[] {
  return list
    .trim()
    .split(/[\s,，]+/)
    .map((part) => (part === "" ? NaN : Number(part)));
}
