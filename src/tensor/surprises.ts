/** What a function that is traced does in vain, or without end. */
import { StateError } from "../base/errors.ts";

/** Functions that were told of Math.random. */
const told = new Set<string>();

/** `fn`, which is called `name`; says once that a number from Math.random in it never changes. */
export function drawsNoticed<T extends unknown[]>(name: string, fn: (...args: T) => unknown): (...args: T) => unknown {
  return (...args) => {
    const { random } = Math;
    Math.random = () => {
      if (!told.has(name)) {
        console.warn(
          `${name} calls Math.random, whose number is now fixed in the program.\n  Draw with random.uniform([]) instead.`,
        );
      }
      told.add(name);
      return random();
    };
    try {
      return fn(...args);
    } finally {
      Math.random = random;
    }
  };
}

let calls = 0;

/** Runs `body`, a call of the compiled function `name` in a trace. Throws a StateError where such calls have no end. */
export function recursing<T>(name: string, body: () => T): T {
  if (calls === 100) {
    throw new StateError(`${name} calls itself without end`, {
      rule: "Within a trace only shapes and strings can end it: there are no values yet.",
    });
  }
  calls++;
  try {
    return body();
  } finally {
    calls--;
  }
}
