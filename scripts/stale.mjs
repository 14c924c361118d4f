/** Checks by timestamps if the sources of a clone are newer than dist/. Fast, because every command calls it. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Files and folders from which dist/ is built. */
export const inputs = [
  "src",
  "models",
  "scripts/build.mjs",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.types.json",
];

export function isStale() {
  const stamp = join(root, "dist", ".stamp");
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return inputs.some((path) => isNewer(join(root, path), built));
}

/** Returns true if a file, or any file in a folder, is newer. Deleting or renaming a file updates its folder. */
function isNewer(path, time) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.mtimeMs > time) return true;
  return found.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
