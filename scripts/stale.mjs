/** Whether sources of a clone are newer than dist/, by their times alone: it is asked before every command. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Files and folders that dist/ is built from. */
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

/** Whether a file is newer, or a folder in which there is one. What was deleted or renamed changes the time of its folder. */
function isNewer(path, time) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.mtimeMs > time) return true;
  return found.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
