/** The width of a terminal. */

/** Characters per line; 80 if unknown: the stream is not a terminal, or the terminal reports 0. */
export function widthOf(stream: { readonly columns?: number }): number {
  return stream.columns || 80;
}
