/** How many colors an output stream shows. */

/** Bits of color: 1 none, 4 the 16 basic ones, 8 a palette of 256, 24 all. */
export type ColorDepth = 1 | 4 | 8 | 24;

/** Of process.stdout, for instance; 1 where it is no terminal. Heeds NO_COLOR, FORCE_COLOR and TERM as Node does. */
export function colorDepth(stream: { readonly isTTY?: boolean; getColorDepth?(): number }): ColorDepth {
  const depth = stream.isTTY === true && stream.getColorDepth ? stream.getColorDepth() : 1;
  return depth >= 24 ? 24 : depth >= 8 ? 8 : depth >= 4 ? 4 : 1;
}
