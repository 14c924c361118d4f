/** The version of Hebb, read from its package.json. */
import { existsSync, readFileSync } from "node:fs";

export function version(): string {
  // Next to dist/ in the package, next to build/ for compiled sources.
  const found = ["../package.json", "../../../package.json"]
    .map((path) => new URL(path, import.meta.url))
    .filter((url) => existsSync(url))
    .map((url) => JSON.parse(readFileSync(url, "utf8")) as { readonly name?: string; readonly version?: string })
    .find((record) => record.name === "hebb" && record.version !== undefined);
  return found?.version ?? "unknown";
}
