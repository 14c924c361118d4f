/** How a command fails: by one clear message where the cause is known, with a stack where it is not. */
import { HebbError } from "../base/errors.ts";
import { inTyped } from "./typed.ts";

/**
 * Prints `error` and sets the exit code. A stack helps nobody who misspelled a name or lacks a file. With `json` there is
 * an event of it, too.
 */
export function reportFailure(error: unknown, json: boolean): void {
  if (json) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    console.log(JSON.stringify({ event: "error", name, message: inTyped(message) }));
  }
  console.error(error instanceof HebbError ? `error: ${inTyped(error.message)}` : error);
  process.exitCode = 1;
}
