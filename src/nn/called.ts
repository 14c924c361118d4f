/** Names for functions used as layers, which minifiers would otherwise rename. */

/** Sets the name that printed models show for `fn`, and returns `fn`. */
export function called<F extends (x: never) => unknown>(name: string, fn: F): F {
  return Object.defineProperty(fn, "name", { value: name });
}
