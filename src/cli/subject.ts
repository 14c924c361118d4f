/**
 * The subject of `hebb show` and `hebb bisect`: the training step of a system, or all compiled functions called by a
 * user's file. The system or the file runs normally while its compilations are watched.
 */
import { existsSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { train } from "../../models/conduct.ts";
import { Run } from "../../models/run.ts";
import { ArgumentError, StateError } from "../base/errors.ts";
import { addThreads } from "../runtime/index.ts";
import { type Compilation, watchCompilations } from "../tensor/inspect/watch.ts";
import type { CompiledFunction } from "../tensor/program/compile.ts";
import { compileQuickly } from "./compilation.ts";
import { reportFailure } from "./failure.ts";
import { lookUp } from "./names.ts";
import { requireData } from "./needs.ts";
import { catalog, loadSystem } from "./systems.ts";

export interface SubjectOptions {
  readonly quick?: boolean;
}

/** Receives a compilation. `stop` ends the training of a system; it does not affect a file. */
type Watcher = (compilation: Compilation, stop: () => void) => void;

/** Runs the file or the system `name` and calls `watcher` for each program before its first run. */
export async function watchSubject(name: string, options: SubjectOptions, watcher: Watcher): Promise<void> {
  addThreads();
  if (Object.hasOwn(catalog(), name)) await watchSystem(name, options, watcher);
  else if (isPath(name)) await watchFile(name, options, watcher);
  else lookUp(catalog(), name, "system or file");
}

function isPath(name: string): boolean {
  return existsSync(name) || extname(name) !== "" || /[/\\]/.test(name);
}

/** The name of a compiled function in messages; a function without a known name is called `subject`. */
export function nameOf({ name }: CompiledFunction, subject: string): string {
  return name === "the function" ? subject : name;
}

/** Thrown to end the training of a system after its training step was seen. */
class Stopped extends Error {}

/** Trains the system until `watcher` stops the training in its training step. */
async function watchSystem(id: string, { quick = false }: SubjectOptions, watcher: Watcher): Promise<void> {
  const system = await loadSystem(id);
  await requireData(system, { quick });
  compileQuickly();
  const stopped = new Stopped();
  watchCompilations((compilation) => {
    if (compilation.step.training) {
      watcher(compilation, () => {
        throw stopped;
      });
    }
  });
  const ended = await train(system, new Run({ quick })).catch((error: unknown) => {
    if (error !== stopped) throw error;
  });
  if (ended) {
    throw new StateError(`the training of ${id} compiled no training step`, {
      fix: "Choose another system: `hebb list` shows them.",
    });
  }
}

function checkFile(name: string, path: string): void {
  const fix = "Name a JavaScript module that calls compiled functions, or a system listed by `hebb list`.";
  if (!existsSync(path)) throw new ArgumentError(`the file ${name} does not exist`, { fix });
  if (!statSync(path).isFile()) throw new ArgumentError(`${name} is a folder, not a file`, { fix });
  if (!/\.[cm]?[jt]s$/.test(name)) throw new ArgumentError(`${name} is not a JavaScript module`, { fix });
}

/** Imports the file, which runs to its end. */
async function watchFile(name: string, { quick = false }: SubjectOptions, watcher: Watcher): Promise<void> {
  if (quick) {
    throw new ArgumentError(`--quick does not apply to the file ${name}`, {
      rule: "It selects the quick recipe of a system.",
      fix: "Omit --quick, or name a system listed by `hebb list`.",
    });
  }
  const path = resolve(name);
  checkFile(name, path);
  let count = 0;
  watchCompilations((compilation) => {
    count++;
    watcher(compilation, () => {});
  });
  // At exit, because the file may call a function long after its import, or end the process itself.
  process.once("exit", (code) => {
    if (code === 0 && count === 0) reportFailure(compilesNothing(name, path), false);
  });
  imitateNode(path);
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    throw explained(error, name);
  }
}

/** Makes the file the main program in `process.argv`, and sends its console output to stderr. */
function imitateNode(path: string): void {
  process.argv.splice(1, Infinity, path);
  console.log = console.error;
  console.info = console.error;
}

function compilesNothing(name: string, path: string): StateError {
  const other = otherCopy(path);
  return new StateError(`${name} called no compiled function`, {
    rule: other
      ? `It imports another copy of Hebb than this command: ${other}.`
      : "A function returned by compile is compiled at its first call.",
    fix: other
      ? "Run the hebb command of that copy: npx hebb."
      : "Call it in this file: const step = compile(...); step(...).",
  });
}

/** The entry point to which "hebb" resolves in the file; undefined if it is that of this command line. */
function otherCopy(path: string): string | undefined {
  try {
    const found = realpathSync(createRequire(path).resolve("hebb"));
    return dirname(found) === dirname(realpathSync(fileURLToPath(import.meta.url))) ? undefined : found;
  } catch {
    return undefined;
  }
}

/** An error with advice if the file could not be loaded; otherwise `error` itself. */
function explained(error: unknown, name: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return new ArgumentError(`Node ${process.versions.node} cannot load TypeScript: ${name}`, {
      rule: "This requires Node 22.18 or newer.",
      fix: "Compile the file to JavaScript, or use a newer version of Node.",
    });
  }
  if (error instanceof SyntaxError) {
    return new ArgumentError(`${name} or a module that it imports has a syntax error: ${message}`, {
      fix: `Run \`node --check ${name}\` to find it.`,
    });
  }
  if (code === "ERR_MODULE_NOT_FOUND" && message.includes("package 'hebb'")) {
    return new StateError(`${name} imports hebb, which is not installed in the folder of the file`, {
      fix: "Install it there: npm install hebb.",
    });
  }
  return error;
}
