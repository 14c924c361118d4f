/** Runs programs in the copy of consumers/ in which the packed Hebb is installed (`scripts/consumers.mjs`). */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const folder = process.env["HEBB_CONSUMERS"] ?? assert.fail("run these tests with npm run test:consumers");

/** Resolves a package or one of its files from the consumers; null if it is not installed. */
export function find(specifier: string): string | null {
  try {
    return createRequire(join(folder, "package.json")).resolve(specifier);
  } catch {
    return null;
  }
}

/** Imports a package of the consumers. */
export const load = async (specifier: string): Promise<unknown> =>
  import(pathToFileURL(find(specifier) ?? assert.fail(`${specifier} is not installed`)).href);

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: boolean;
}

/** Runs `program` in the folder of the consumers. */
export async function run(program: string, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = folder, env = {}, shell = false } = options;
  const child = spawn(program, words, {
    cwd,
    env: { ...environment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell,
  });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, output, errors };
}

/** Runs a program that must succeed; returns its output. */
export async function succeed(program: string, words: readonly string[], options?: RunOptions): Promise<string> {
  const { code, output, errors } = await run(program, words, options);
  assert.equal(code, 0, `${program} ${words.join(" ")}\n${output}${errors}`);
  return output;
}

/** The environment without the variable that the test runner sets for its child processes. */
function environment(): Record<string, string | undefined> {
  const { NODE_TEST_CONTEXT: _, ...others } = process.env;
  return others;
}
