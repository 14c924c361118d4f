/** Locates the files of data sets: in a folder of the user, in Hebb's cache, in packages, or in the library. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { DataError, codeOf } from "../../base/errors.ts";
import type { Bundle, DataOptions } from "../set.ts";
import { fetchedFolder } from "./home.ts";

/** Folder of the user, if one was given. */
export type FolderOption = Pick<DataOptions, "folder">;

/** Folder that contains, or should contain, the files of `bundle`; undefined if there is none on this machine. */
export function locate(bundle: Bundle, options: FolderOption = {}): string | undefined {
  const { origin, set } = bundle;
  const named = namedFolder(bundle, options);
  if (named !== undefined) return named;
  if (origin.kind === "library") return libraryFolder(set);
  const fetched = fetchedFolder(origin);
  if (existsSync(fetched)) return fetched;
  if (origin.kind === "npm") return packageFolder(origin.package, origin.directory);
  const installed = join("/", origin.directory);
  return existsSync(installed) ? installed : undefined;
}

/** Returns true if the files of `bundle` are read from a folder of the user. */
export function isNamed(bundle: Bundle, options: FolderOption): boolean {
  return namedFolder(bundle, options) !== undefined;
}

/** Folder of the option, or HEBB_DATA if it contains files of the set and the set is not included in the library. */
function namedFolder(bundle: Bundle, { folder }: FolderOption): string | undefined {
  if (folder !== undefined) return ownFolder(bundle, folder);
  const shared = process.env["HEBB_DATA"];
  if (!shared || bundle.origin.kind === "library") return undefined;
  const own = ownFolder(bundle, shared);
  return own !== resolve(shared) || bundle.files.some(({ name, parts: [first] = [name] }) => isThere(join(own, first!)))
    ? own
    : undefined;
}

/** Returns the folder with the name of the set in `folder`, or `folder` itself. */
function ownFolder({ set }: Bundle, folder: string): string {
  if (!existsSync(folder)) {
    throw new DataError(`the data folder ${resolve(folder)} does not exist`, {
      rule: `It must contain the files of ${set}, or a folder ${set} with them.`,
      fix: "Use another folder, or omit the option to use the files of the package.",
    });
  }
  const own = resolve(folder, set);
  return existsSync(own) ? own : resolve(folder);
}

/** Finds a file or folder in data/ of the package above this file, which may be in src/, build/ or dist/. */
export function libraryFolder(name: string): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "data", "NOTICE.md"))) return join(folder, "data", name);
  }
  return undefined;
}

/** Looks for a package next to this library, then from the working directory. */
function packageFolder(name: string, directory: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return join(dirname(createRequire(from).resolve(`${name}/package.json`)), directory);
    } catch (error) {
      if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return undefined;
}

const isThere = (path: string) => existsSync(path) || existsSync(`${path}.gz`);

/** The error about a bundle that is not on this machine. */
export function absent({ set, origin }: Bundle): DataError {
  if (origin.kind === "library") {
    return new DataError(`the data set ${set}, which is included in the library, is missing`, {
      rule: `Its files must be in the folder data/${set} of the package hebb, above the running code.`,
      fix: "Keep the package as installed, and do not bundle hebb/data into other files.",
    });
  }
  return new DataError(`the data set ${set} is not on this machine`, {
    rule: `Its files are part of the ${origin.kind === "npm" ? "npm" : "Debian"} package ${origin.package}.`,
    fix: `Run \`hebb data get ${set}\`.`,
  });
}

/** Advice if the files of a bundle in `folder` are missing or damaged. */
export function fixOf({ set, origin }: Bundle, folder: string): string {
  if (origin.kind === "library") return `Restore data/${set} from an intact copy of the package hebb.`;
  const fetched = folder === fetchedFolder(origin) || folder === join("/", origin.directory);
  if (fetched || folder.includes(join("node_modules", origin.package))) return `Run \`hebb data get ${set}\`.`;
  return `Put an intact copy there, or omit the folder and run \`hebb data get ${set}\`.`;
}
