/**
 * Where trainings and experiments leave what they made: each in a folder of its own, `runs/ID-1`, `runs/ID-2`, …, so that
 * none replaces another. The file `runs/ID` names the latest that came to its end.
 */
import { mkdir, readFile, readdir, rmdir, stat, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ArgumentError, DataError, codeOf } from "../base/errors.ts";
import { replaceFile } from "../io/replace-file.ts";

export interface RunFolder {
  readonly path: string;
  /** Everything is saved; `complete` unless the work ended early. */
  settle(complete: boolean): Promise<void>;
  /** Nothing is in it. */
  drop(): Promise<void>;
}

export interface FolderOptions {
  /** The folder itself, instead of one of its own in runs/. */
  readonly out?: string;
  /** Use `out` although it holds a run. */
  readonly overwrite?: boolean;
}

/** Less room than this on a disk is as good as none: models of the systems have up to some 10 MB. */
const leastSpace = 64 * 2 ** 20;

/**
 * A new folder for work called `name`. Throws where nothing could be saved in it, and where the folder `out` has files
 * that are `taken`.
 */
export async function claimFolder(
  name: string,
  { out, overwrite = false }: FolderOptions,
  taken: RegExp,
): Promise<RunFolder> {
  if (out === undefined) {
    if (!overwrite) return numberedFolder("runs", name);
    throw new ArgumentError("--overwrite was given without --out", {
      rule: "Each run gets a folder of its own; only one that --out names can hold a run already.",
    });
  }
  await makeFolder(out);
  const holding = (await readdir(out)).find((file) => taken.test(file));
  if (holding !== undefined && !overwrite) {
    throw new ArgumentError(`${out} holds a run already: ${join(out, holding)}`, {
      rule: "A run never replaces another by itself.",
      fix: "Name another folder with --out, or add --overwrite to replace what is there.",
    });
  }
  await checkSpace(out);
  return { path: out, settle: async () => {}, drop: async () => {} };
}

/** The next of `parent`/`name`-1, -2, …, which nobody else gets. */
export async function numberedFolder(parent: string, name: string): Promise<RunFolder> {
  await makeFolder(parent);
  const pointer = join(parent, name);
  if (await isFolder(pointer)) {
    throw new ArgumentError(`${pointer} is a folder`, {
      rule: `Runs are in folders ${name}-1, ${name}-2, …; ${pointer} is a file that names the latest.`,
      fix: `Rename the folder, for instance to ${join(parent, `${name}-1`)}.`,
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
    const isNamed = async () => (await readFile(pointer, "utf8").catch(() => "")) !== "";
    return {
      path,
      async settle(complete) {
        if (complete || !(await isNamed())) await replaceFile(pointer, `${basename(path)}\n`, "The name of the run");
      },
      drop: () => rmdir(path),
    };
  }
}

/** The folders of runs called `name` in `parent`, the latest first. */
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

/** The folder of the run that `path` is, or, where it is a file that names one, of that. */
export async function folderOfRun(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new DataError(`there is no run ${path}`, { rule: ruleOfRuns });
  if (found.isDirectory()) return path;
  const name = found.size > 255 ? "" : (await readFile(path, "utf8")).trim();
  const folder = join(dirname(path), name);
  // Only a run beside it: a file that somebody sent must not lead anywhere else.
  if (name !== "" && basename(name) === name && (await isFolder(folder))) return folder;
  throw new DataError(`${path} does not name a run`, { rule: ruleOfRuns });
}

const ruleOfRuns = "A run is a folder that `hebb train` has saved, such as runs/lstm-1, or runs/lstm for the latest.";

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw refusal(path, error);
  });
}

/** Throws where the disk of `path` is as good as full: better before a training than after it. */
async function checkSpace(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= leastSpace) return;
  throw new ArgumentError(`nothing can be saved in ${path}: its disk has ${Math.floor(free / 2 ** 20)} MiB left`, {
    rule: `A run needs ${leastSpace / 2 ** 20} MiB.`,
    fix: "Make room, or name a folder on another disk with --out.",
  });
}

function refusal(path: string, error: unknown): ArgumentError {
  return new ArgumentError(`nothing can be saved in ${path} (${codeOf(error)})`, {
    fix: "Name another folder with --out.",
  });
}
