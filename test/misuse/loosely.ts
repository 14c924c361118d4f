/** The library without its types, for calls that TypeScript would reject. */

// eslint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** Returns `exports` without their types. */
export function loosely(exports: object): Loose {
  return exports;
}
