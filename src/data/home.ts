/** Where Hebb keeps what it fetched and converted: one folder of the user, which may be deleted at any time. */
import { node } from "./node.ts";
import type { Origin } from "./set.ts";

/** HEBB_CACHE, or else hebb in $XDG_CACHE_HOME, or else ~/.cache/hebb. */
export function home(): string {
  const own = process.env["HEBB_CACHE"];
  if (own) return node.path.resolve(own);
  const shared = process.env["XDG_CACHE_HOME"];
  // The specification of XDG has relative paths ignored.
  return node.path.join(
    shared && node.path.isAbsolute(shared) ? shared : node.path.join(node.os.homedir(), ".cache"),
    "hebb",
  );
}

/** Where `hebb data get` unpacks a package. */
export function packageHome(origin: Exclude<Origin, { kind: "library" }>): string {
  const name = origin.package.replaceAll("/", "+");
  return node.path.join(home(), "packages", origin.kind === "npm" ? `${name}@${origin.version}` : `debian-${name}`);
}

/** The folder with the files of a package that `hebb data get` has unpacked. */
export function fetchedFolder(origin: Exclude<Origin, { kind: "library" }>): string {
  const inside = origin.kind === "npm" ? ["node_modules", ...origin.package.split("/")] : [];
  return node.path.join(packageHome(origin), ...inside, ...origin.directory.split("/"));
}
