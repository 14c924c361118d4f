/**
 * Output folders of training runs and experiments. Each run has its own folder, `runs/ID-1`, `runs/ID-2`, …, so that
 * no run replaces another. The file `runs/ID` names the latest completed run.
 */
import { mkdir, readFile, readdir, rmdir, stat, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ArgumentError, DataError, type Explanation, codeOf } from "../base/errors.ts";
import { replaceFile } from "../io/replace-file.ts";

export interface RunFolder {
  readonly path: string;
  /** Called after everything is saved. `complete` is false if the run was interrupted. */
  settle(complete: boolean): Promise<void>;
  /** Removes the folder, which must be empty. */
  drop(): Promise<void>;
}

export interface FolderOptions {
  /** Output folder. Default: a new folder in runs/. */
  readonly out?: string;
  /** Allows `out` to contain a run, which is replaced. Default: false. */
  readonly overwrite?: boolean;
}

/** Required free disk space in bytes. The models of the systems have up to about 10 MB. */
const leastSpace = 64 * 2 ** 20;

/**
 * Creates a folder for a run called `name`. Throws an ArgumentError if the folder is not writable, if the disk is
 * almost full, or if the folder `out` contains files that match `taken`.
 */
export async function claimFolder(
  name: string,
  { out, overwrite = false }: FolderOptions,
  taken: RegExp,
): Promise<RunFolder> {
  if (out === undefined) {
    if (!overwrite) return numberedFolder("runs", name);
    throw new ArgumentError("--overwrite requires --out", {
      rule: "Without --out, every run has a new folder, and there is nothing to overwrite.",
      fix: "Omit --overwrite, or name a folder with --out.",
    });
  }
  await makeFolder(out);
  await checkFree({ out, overwrite }, taken);
  await checkSpace(out);
  return { path: out, settle: async () => {}, drop: async () => {} };
}

/** Throws an ArgumentError if the folder `out` contains files that match `taken` and must not be replaced. */
export async function checkFree({ out, overwrite = false }: FolderOptions, taken: RegExp): Promise<void> {
  if (out === undefined || overwrite) return;
  const names = await readdir(out).catch(() => []);
  const holding = names.find((file) => taken.test(file));
  if (holding === undefined) return;
  throw new ArgumentError(`${out} already contains a run: ${join(out, holding)}`, {
    rule: "An existing run is replaced only with --overwrite.",
    fix: "Name another folder with --out, or add --overwrite.",
  });
}

/** Creates the next of the folders `parent`/`name`-1, -2, …. Two processes never get the same folder. */
export async function numberedFolder(parent: string, name: string): Promise<RunFolder> {
  await makeFolder(parent);
  const pointer = join(parent, name);
  if (await isFolder(pointer)) {
    throw new ArgumentError(`${pointer} is a folder`, {
      rule: `Runs are in the folders ${name}-1, ${name}-2, …; ${pointer} must be the file that names the latest run.`,
      fix: `Rename the folder, for example to ${join(parent, `${name}-1`)}.`,
    });
  }
  await checkSpace(parent);
  for (let number = 1 + ((await numbersOf(parent, name))[0] ?? 0); ; number++) {
    const path = `${pointer}-${number}`;
    try {
      await mkdir(path);
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      throw refusal(path, error);
    }
    return { path, settle: (complete) => nameRun(pointer, path, complete), drop: () => rmdir(path) };
  }
}

/** Reopens the folder of an unfinished run of `name`, which may have a number or have been named by --out. */
export function reopenedFolder(path: string, name: string): RunFolder {
  const isNumbered = basename(path).startsWith(`${name}-`) && /-[1-9]\d*$/.test(path);
  const settle = (complete: boolean) =>
    isNumbered ? nameRun(join(dirname(path), name), path, complete) : Promise.resolve();
  return { path, settle, drop: async () => {} };
}

/** Names the run in the file `pointer`, if it is complete or no run is named yet. */
async function nameRun(pointer: string, path: string, complete: boolean): Promise<void> {
  const named = await readFile(pointer, "utf8").catch(() => "");
  if (complete || named === "") await replaceFile(pointer, `${basename(path)}\n`, "The name of the run");
}

/** The folders of the runs called `name` in `parent`, latest first. */
export async function foldersOf(parent: string, name: string): Promise<string[]> {
  return (await numbersOf(parent, name)).map((number) => join(parent, `${name}-${number}`));
}

async function numbersOf(parent: string, name: string): Promise<number[]> {
  const names = await readdir(parent).catch(() => []);
  const numbers = names.flatMap((found) => {
    const number = found.startsWith(`${name}-`) ? found.slice(name.length + 1) : "";
    return /^[1-9]\d{0,8}$/.test(number) ? [Number(number)] : [];
  });
  return numbers.sort((x, y) => y - x);
}

/** The folder of a run. `path` is the folder itself or a file that names it. Throws a DataError for anything else. */
export async function folderOfRun(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new DataError(`the run ${path} does not exist`, runRequired);
  if (found.isDirectory()) return path;
  const name = found.size > 255 ? "" : (await readFile(path, "utf8")).trim();
  const folder = join(dirname(path), name);
  // The run must be in the same folder: a file from an untrusted source must not lead anywhere else.
  if (name !== "" && basename(name) === name && (await isFolder(folder))) return folder;
  throw new DataError(`${path} does not name a run`, runRequired);
}

const runRequired: Explanation = {
  rule: "A run is a folder saved by `hebb train`, such as runs/lstm-1, or runs/lstm for the latest.",
  fix: "Train a system first: `hebb train lstm`.",
};

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function makeFolder(path: string): Promise<void> {
  await createFolder(path).catch((error: unknown) => {
    throw refusal(path, error);
  });
}

/** Creates a folder and its missing parents. Node's `recursive` does not, because it never returns in /proc. */
async function createFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  const isMissing = await stat(parent).then(
    () => false,
    (error: unknown) => codeOf(error) === "ENOENT",
  );
  if (isMissing && parent !== path) await createFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have created it.
    if (!(await isFolder(path))) throw error;
  }
}

/** Throws an ArgumentError if the disk of `path` is almost full. Checked before a run rather than after it. */
async function checkSpace(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= leastSpace) return;
  throw new ArgumentError(`the disk of ${path} is almost full: ${Math.floor(free / 2 ** 20)} MiB free`, {
    rule: `A run requires ${leastSpace / 2 ** 20} MiB.`,
    fix: "Free some disk space, or name a folder on another disk with --out.",
  });
}

function refusal(path: string, error: unknown): ArgumentError {
  return new ArgumentError(`cannot write to the folder ${path} (${codeOf(error)})`, {
    fix: "Name another folder with --out.",
  });
}
