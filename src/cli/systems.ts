/** The systems by id: the folders of models/. Each is loaded on demand. */
import { existsSync, readdirSync } from "node:fs";
import type { System } from "../../models/system.ts";
import { addFiles } from "../data/files/source.ts";
import { lookUp } from "./names.ts";

/** The folder of the systems, next to the built command line or to the compiled sources. */
const folder = ["./models/", "../../models/"]
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

/** The module that makes a folder a system. */
const moduleName = "system.js";

export type Catalog = Readonly<Record<string, () => Promise<System>>>;

export function catalog(): Catalog {
  if (folder === undefined) return {};
  const ids = readdirSync(folder).filter((id) => existsSync(new URL(`${id}/${moduleName}`, folder)));
  return Object.fromEntries(ids.sort().map((id) => [id, () => load(id)]));
}

async function load(id: string): Promise<System> {
  addFiles();
  const url = new URL(`${id}/${moduleName}`, folder);
  return ((await import(url.href)) as { readonly system: System }).system;
}

/** Loads the system `id`. Throws an ArgumentError that lists all systems and suggests a similar id. */
export async function loadSystem(id: string): Promise<System> {
  return lookUp(catalog(), id, "system")();
}

/** All systems, in the order of the curriculum. */
export async function loadSystems(): Promise<[id: string, system: System][]> {
  const loaded = Object.entries(catalog()).map(async ([id, load]): Promise<[string, System]> => [id, await load()]);
  const [part, row] = [0, 1] as const;
  return (await Promise.all(loaded)).sort(([, { place: a }], [, { place: b }]) => a[part] - b[part] || a[row] - b[row]);
}
