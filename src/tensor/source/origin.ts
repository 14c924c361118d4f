/**
 * Where in the user's program a node was made: the module whose `forward` was running, file and line. A stack is
 * captured for each node while a function is traced and formatted only when somebody prints it.
 */
import type { Origin } from "../../graph/node.ts";

/** The folder of Hebb's own files, whose frames are not the user's: `src/` when unbundled, else the bundle's folder. */
const home = import.meta.url.replace(/(tensor\/source\/)?[^/]*$/, "");

/** Frames kept while tracing: gradients and optimizers put some twenty of ours above the user's. */
const depth = 40;

/** One captured stack, as engines have it; where it cannot be captured, positions stay unknown. */
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

/** The present place in the user's program. */
export function captureOrigin(module: string): Origin {
  if (engine.captureStackTrace === undefined) return new Place(module, new Error());
  const stack: Stack = {};
  engine.captureStackTrace(stack, captureOrigin);
  return new Place(module, stack);
}

/** Runs `body` with stacks deep enough to reach the user's frames. */
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

/** "model.ts:6": the innermost frame that is not ours; empty where there is none. */
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
