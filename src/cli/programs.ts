/** Runs programs of the system, and says by an error what went wrong. */
import { spawn } from "node:child_process";
import { DataError, type Explanation } from "../base/errors.ts";

export interface ProgramOptions {
  readonly cwd: string;
  /** What to say where there is no such program. */
  readonly absent: Explanation;
}

/** Rejects with a DataError, which holds what the program said, where it fails. */
export function runProgram(name: string, words: readonly string[], { cwd, absent }: ProgramOptions): Promise<void> {
  // On Windows npm is a script, which only a shell starts.
  const child = spawn(name, words, { cwd, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      const what =
        error.code === "ENOENT" ? `there is no ${name} on this machine` : `${name} cannot run (${error.message})`;
      reject(new DataError(what, absent));
    });
    child.on("close", (code) => {
      if (code === 0) return resolve();
      const last = said.trim().split("\n").slice(-8).join("\n  ");
      reject(
        new DataError(`\`${[name, ...words].join(" ")}\` failed`, { rule: last || `It ended with code ${code}.` }),
      );
    });
  });
}
