/** The color depth of an output stream. */

/** Color depth in bits: 1 for no colors, 4 for 16 colors, 8 for 256 colors, 24 for true color. */
export type ColorDepth = 1 | 4 | 8 | 24;

/** The color depth of `stream`; 1 if it is not a terminal. Respects NO_COLOR, FORCE_COLOR and TERM as Node does. */
export function colorDepth(stream: { readonly isTTY?: boolean; getColorDepth?(): number }): ColorDepth {
  const depth = stream.isTTY === true && stream.getColorDepth ? stream.getColorDepth() : 1;
  return depth >= 24 ? 24 : depth >= 8 ? 8 : depth >= 4 ? 4 : 1;
}
