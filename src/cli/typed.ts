/** How this command line was called, for hints that can be typed as they are. */
import { basename, isAbsolute, relative, sep } from "node:path";

/** As this process was started: a program that it imports may be told otherwise. */
const path = process.argv[1] ?? "hebb";

export function typed(): string {
  if (path.split(sep).includes("node_modules")) return "npx hebb";
  if (basename(path) !== "hebb.js") return "hebb";
  const near = relative(process.cwd(), path);
  const shown = near.startsWith("..") || isAbsolute(near) ? path : near;
  return `node ${shown.includes(" ") ? `"${shown}"` : shown}`;
}

/** `text` with its commands, such as `hebb list`, as they were called. */
export function inTyped(text: string): string {
  return text.replaceAll("`hebb ", `\`${typed()} `);
}
