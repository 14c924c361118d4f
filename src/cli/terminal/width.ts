/** How wide a terminal is, for whoever fills its lines. */

/** Characters in a line; 80 where that is unknown: no terminal, or one that says 0. */
export function widthOf(stream: { readonly columns?: number }): number {
  return stream.columns || 80;
}
