/** Runs programs of the operating system, such as npm. */
import { spawn } from "node:child_process";
import { DataError, type Explanation } from "../base/errors.ts";

export interface ProgramOptions {
  readonly cwd: string;
  /** Explanation in the error if the program is not installed. */
  readonly absent: Explanation;
}

/** Runs the program `name`. Rejects with a DataError that includes the end of its output if it fails. */
export function runProgram(name: string, words: readonly string[], { cwd, absent }: ProgramOptions): Promise<void> {
  // On Windows npm is a batch file, which requires a shell.
  const child = spawn(name, words, { cwd, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  return new Promise((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      const what =
        error.code === "ENOENT" ? `${name} is not installed` : `${name} could not be started (${error.message})`;
      reject(new DataError(what, absent));
    });
    child.on("close", (code) => {
      if (code === 0) return resolve();
      const last = said.trim().split("\n").slice(-8).join("\n  ");
      reject(
        new DataError(`\`${[name, ...words].join(" ")}\` failed`, { rule: last || `It exited with code ${code}.` }),
      );
    });
  });
}
