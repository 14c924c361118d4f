/** Folder for downloaded packages and decoded arrays. It can be deleted at any time. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Origin } from "../set.ts";

/** Cache folder: $HEBB_CACHE, or $XDG_CACHE_HOME/hebb, or ~/.cache/hebb. */
export function home(): string {
  const own = process.env["HEBB_CACHE"];
  if (own) return resolve(own);
  const shared = process.env["XDG_CACHE_HOME"];
  // The XDG specification requires that relative paths are ignored.
  return join(shared && isAbsolute(shared) ? shared : join(homedir(), ".cache"), "hebb");
}

/** Folder in which `hebb data get` unpacks a package. */
export function packageHome(origin: Exclude<Origin, { kind: "library" }>): string {
  const name = origin.package.replaceAll("/", "+");
  return join(home(), "packages", origin.kind === "npm" ? `${name}@${origin.version}` : `debian-${name}`);
}

/** Folder with the data files of a package unpacked by `hebb data get`. */
export function fetchedFolder(origin: Exclude<Origin, { kind: "library" }>): string {
  const inside = origin.kind === "npm" ? ["node_modules", ...origin.package.split("/")] : [];
  return join(packageHome(origin), ...inside, ...origin.directory.split("/"));
}
