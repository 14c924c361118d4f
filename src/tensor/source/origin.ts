/**
 * The origin of a node in the user's program: the module whose `forward` was running, file and line. A stack is
 * captured for each node of a trace, and formatted only when it is printed.
 */
import type { Origin } from "../../graph/node.ts";

/** The folder of Hebb's own files, whose stack frames are skipped: `src/`, or the folder of the bundle. */
const home = import.meta.url.replace(/(tensor\/source\/)?[^/]*$/, "");

/**
 * Stack frames captured while tracing: gradients and optimizers can put about twenty of Hebb's own above the user's.
 */
const depth = 40;

/** A captured stack, as V8 stores it. Without `stack`, positions are unknown. */
interface Stack {
  stack?: string;
}

interface StackTraces {
  stackTraceLimit?: number;
  captureStackTrace?: (target: object, below?: unknown) => void;
}

const engine = Error as unknown as StackTraces;

class Place implements Origin {
  readonly module: string;
  readonly #stack: Stack;

  constructor(module: string, stack: Stack) {
    this.module = module;
    this.#stack = stack;
  }

  toString(): string {
    return [this.module, positionIn(this.#stack.stack ?? "")].filter(Boolean).join(", ");
  }
}

/** Returns the current position in the user's program. */
export function captureOrigin(module: string): Origin {
  if (engine.captureStackTrace === undefined) return new Place(module, new Error());
  const stack: Stack = {};
  engine.captureStackTrace(stack, captureOrigin);
  return new Place(module, stack);
}

/** Runs `body` with a stack trace limit that is high enough to reach the user's frames. */
export function withDeepStacks<T>(body: () => T): T {
  const before = engine.stackTraceLimit;
  if (before === undefined) return body();
  engine.stackTraceLimit = Math.max(before, depth);
  try {
    return body();
  } finally {
    engine.stackTraceLimit = before;
  }
}

/** Returns the position of the innermost frame outside Hebb, such as "model.ts:6", or an empty string. */
export function positionIn(stack: string, ours: string = home): string {
  for (const line of stack.split("\n")) {
    const match = /(?:^|[\s(@])((?:[a-z-]+:\/\/|\/|[A-Za-z]:\\)[^\s()]*?):(\d+):\d+\)?$/.exec(line.trim());
    if (match === null) continue;
    const [, file = "", row = ""] = match;
    if (file.startsWith(ours)) continue;
    return `${file.split(/[/\\]/).at(-1)!.replace(/\?.*$/, "")}:${row}`;
  }
  return "";
}
