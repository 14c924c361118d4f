/** Folder for downloaded packages and decoded arrays. It can be deleted at any time. */
import { node } from "./node.ts";
import type { Origin } from "./set.ts";

/** Cache folder: $HEBB_CACHE, or $XDG_CACHE_HOME/hebb, or ~/.cache/hebb. */
export function home(): string {
  const own = process.env["HEBB_CACHE"];
  if (own) return node.path.resolve(own);
  const shared = process.env["XDG_CACHE_HOME"];
  // The XDG specification requires that relative paths are ignored.
  return node.path.join(
    shared && node.path.isAbsolute(shared) ? shared : node.path.join(node.os.homedir(), ".cache"),
    "hebb",
  );
}

/** Folder in which `hebb data get` unpacks a package. */
export function packageHome(origin: Exclude<Origin, { kind: "library" }>): string {
  const name = origin.package.replaceAll("/", "+");
  return node.path.join(home(), "packages", origin.kind === "npm" ? `${name}@${origin.version}` : `debian-${name}`);
}

/** Folder with the data files of a package unpacked by `hebb data get`. */
export function fetchedFolder(origin: Exclude<Origin, { kind: "library" }>): string {
  const inside = origin.kind === "npm" ? ["node_modules", ...origin.package.split("/")] : [];
  return node.path.join(packageHome(origin), ...inside, ...origin.directory.split("/"));
}
