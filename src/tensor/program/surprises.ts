/** What a function that is traced does in vain. */

let isTold = false;

/** Calls `fn`, which is called `name`; says once that a number from Math.random in a trace never changes. */
export function noticingDraws<T>(name: string, fn: () => T): T {
  const { random } = Math;
  Math.random = () => {
    if (!isTold) {
      console.warn(
        `${name} calls Math.random, whose number is now fixed in the program.\n  Draw with random.uniform([]).`,
      );
    }
    isTold = true;
    return random();
  };
  try {
    return fn();
  } finally {
    Math.random = random;
  }
}
