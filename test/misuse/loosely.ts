/** The library as plain JavaScript sees it: whatever the types forbid goes through. */

// eslint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** `exports` without their types. */
export function loosely(exports: object): Loose {
  return exports;
}
