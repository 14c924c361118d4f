/** Runs the built command line in a child process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../repository/sources.ts";

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface Surroundings {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Path of the command line. Default: bin/hebb.js of this repository. */
  readonly program?: string;
  /** Called on new output with the whole output and a function that sends a signal. */
  readonly watch?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export async function hebb(
  words: readonly string[],
  { env = {}, cwd = root, program = join(root, "bin", "hebb.js"), watch }: Surroundings = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    // English, whatever the language of the machine.
    env: { ...process.env, LC_ALL: "", LC_MESSAGES: "", LANG: "en_US.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    watch?.(output, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output, errors };
}
