/**
 * What `hebb show` and `hebb bisect` look at: the training step of a system, or all compiled functions that a file of the
 * user's calls. Either runs as it would elsewhere, and its compilations are watched.
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

/** `enough` ends the training of a system, and does nothing to a file. */
type Told = (compilation: Compilation, enough: () => void) => void;

/** Runs the file or the system called `name`. `told` is called for each program before it runs first. */
export async function watchSubject(name: string, options: SubjectOptions, told: Told): Promise<void> {
  addThreads();
  if (Object.hasOwn(catalog(), name)) await watchSystem(name, options, told);
  else if (isPath(name)) await watchFile(name, options, told);
  else lookUp(catalog(), name, "system or file");
}

function isPath(name: string): boolean {
  return existsSync(name) || extname(name) !== "" || /[/\\]/.test(name);
}

/** How messages call a compiled function: one of a system, or without a place, is named after what was run. */
export function nameOf({ name }: CompiledFunction, subject: string): string {
  return name === "the function" ? subject : name;
}

/** Ends the training of a system once its step has been seen. */
class Enough extends Error {}

/** Trains the system until `told` has seen enough of the first program that trains. */
async function watchSystem(id: string, { quick = false }: SubjectOptions, told: Told): Promise<void> {
  const system = await loadSystem(id);
  await requireData(system, { quick });
  compileQuickly();
  const enough = new Enough();
  watchCompilations((compilation) => {
    if (compilation.step.training) {
      told(compilation, () => {
        throw enough;
      });
    }
  });
  const ended = await train(system, new Run({ quick })).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  if (ended) throw new StateError(`the training of ${id} compiled no training step`);
}

function checkFile(name: string, path: string): void {
  const fix = "Name a JavaScript module that calls compiled functions, or a system that `hebb list` names.";
  if (!existsSync(path)) throw new ArgumentError(`there is no file ${name}`, { fix });
  if (!statSync(path).isFile()) throw new ArgumentError(`${name} is a folder`, { fix });
  if (!/\.[cm]?[jt]s$/.test(name)) throw new ArgumentError(`${name} is not a JavaScript module`, { fix });
}

/** Imports the file, which then runs to its end. */
async function watchFile(name: string, { quick = false }: SubjectOptions, told: Told): Promise<void> {
  if (quick) {
    throw new ArgumentError(`--quick was given for ${name}`, { rule: "It chooses the recipe of a system." });
  }
  const path = resolve(name);
  checkFile(name, path);
  let count = 0;
  watchCompilations((compilation) => {
    count++;
    told(compilation, () => {});
  });
  // A function may be called long after the import has ended, or the file may end the process.
  process.once("exit", (code) => {
    if (code === 0 && count === 0) reportFailure(compilesNothing(name, path), false);
  });
  surround(path);
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    throw explained(error, name);
  }
}

/** The file finds itself as the program that Node was started with, and what it prints goes where it disturbs nothing. */
function surround(path: string): void {
  process.argv.splice(1, Infinity, path);
  console.log = console.error;
  console.info = console.error;
}

function compilesNothing(name: string, path: string): StateError {
  const other = otherCopy(path);
  return new StateError(`${name} called no compiled function`, {
    rule: other
      ? `It uses another copy of Hebb than this command: ${other}.`
      : "Functions become programs when what compile returned is called for the first time.",
    fix: other ? "Use the command of that copy." : "Call it in this file: const step = compile(...); step(...).",
  });
}

/** The entry that the file means by "hebb", where it is not that of this command line. */
function otherCopy(path: string): string | undefined {
  try {
    const found = realpathSync(createRequire(path).resolve("hebb"));
    return dirname(found) === dirname(realpathSync(fileURLToPath(import.meta.url))) ? undefined : found;
  } catch {
    return undefined;
  }
}

/** What a file that cannot be loaded needs; any other error as it is. */
function explained(error: unknown, name: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return new ArgumentError(`Node ${process.versions.node} cannot load TypeScript: ${name}`, {
      rule: "Node 22.18 and newer can.",
      fix: "Compile it to JavaScript first, or use a newer Node.",
    });
  }
  if (error instanceof SyntaxError) {
    return new ArgumentError(`${name}, or a module that it imports, has a syntax error: ${message}`, {
      fix: `\`node --check ${name}\` shows where.`,
    });
  }
  if (code === "ERR_MODULE_NOT_FOUND" && message.includes("package 'hebb'")) {
    return new StateError(`${name} imports hebb, which is not installed where the file lies`, {
      fix: "Install it there: npm install hebb.",
    });
  }
  return error;
}
