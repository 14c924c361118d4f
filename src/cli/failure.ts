/** Reports the failure of a command: a message for errors of Hebb, a stack trace for all others. */
import { HebbError } from "../base/errors.ts";
import { inTyped } from "./typed.ts";

/**
 * Prints `error` and sets the exit code to 1. Errors of Hebb are printed without a stack trace, since their messages
 * explain the problem. With `json`, also prints an event.
 */
export function reportFailure(error: unknown, json: boolean): void {
  if (json) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    console.log(JSON.stringify({ event: "error", name, message: inTyped(message) }));
  }
  console.error(error instanceof HebbError ? `error: ${inTyped(error.message)}` : error);
  process.exitCode = 1;
}
