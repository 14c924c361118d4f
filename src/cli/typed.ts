/** The command that started this process, for hints that can be copied and pasted. */
import { basename, isAbsolute, relative, sep } from "node:path";

/** Path of the started script. Read at startup: `hebb show` changes `process.argv` for the file that it runs. */
const path = process.argv[1] ?? "hebb";

export function typed(): string {
  if (path.split(sep).includes("node_modules")) return "npx hebb";
  if (basename(path) !== "hebb.js") return "hebb";
  const near = relative(process.cwd(), path);
  const shown = near.startsWith("..") || isAbsolute(near) ? path : near;
  return `node ${shown.includes(" ") ? `"${shown}"` : shown}`;
}

/** Replaces `hebb` in the commands of `text`, such as `hebb list`, by the command that the user typed. */
export function inTyped(text: string): string {
  return text.replaceAll("`hebb ", `\`${typed()} `);
}
