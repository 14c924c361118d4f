/** Functions that stand beside layers keep their names, which a minifier would change. */

/** `fn`, called `name` where models are printed. */
export function called<F extends (x: never) => unknown>(name: string, fn: F): F {
  return Object.defineProperty(fn, "name", { value: name });
}
