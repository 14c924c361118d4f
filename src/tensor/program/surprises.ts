/** Detects calls in a traced function that do not behave as expected. */

let hasWarned = false;

/** Calls `fn` and warns once if it calls Math.random, whose result becomes a constant of the program. */
export function warningOfMathRandom<T>(name: string, fn: () => T): T {
  const { random } = Math;
  Math.random = () => {
    if (!hasWarned) {
      console.warn(`${name} calls Math.random, whose result is now a constant.\n  Use random.uniform([]) instead.`);
    }
    hasWarned = true;
    return random();
  };
  try {
    return fn();
  } finally {
    Math.random = random;
  }
}
