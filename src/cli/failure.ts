/** How a command fails: by one clear message where the cause is known, with a stack where it is not. */
import { HebbError } from "../base/errors.ts";
import { inTyped } from "./typed.ts";

/** Prints `error` and sets the exit code. A stack helps nobody who misspelt a name or lacks a file. */
export function reportFailure(error: unknown): void {
  console.error(error instanceof HebbError ? `error: ${inTyped(error.message)}` : error);
  process.exitCode = 1;
}
