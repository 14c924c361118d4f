/** Finds the data sets that a training requires and that are not on this machine. */
import type { Recipe, System } from "../../models/system.ts";
import { DataError } from "../base/errors.ts";
import { dataSets } from "../data/index.ts";
import { locate } from "../data/files/locate.ts";
import { loadSystems } from "./systems.ts";

/** Names of all data sets that must be fetched. */
export function absentData(): string[] {
  return absentOf(dataSets.map(({ name }) => name));
}

/** The data sets among `names` that must be fetched. Looks for no other data set. */
export function absentOf(names: readonly string[]): string[] {
  const bundlesOf = (name: string) => dataSets.find((set) => set.name === name)!.bundles;
  return names.filter((name) =>
    bundlesOf(name).some((bundle) => bundle.origin.kind !== "library" && locate(bundle) === undefined),
  );
}

/** Throws a DataError if the training requires absent data. The message lists the systems that need no download. */
export async function requireData({ recipes }: System, { quick = false }: { readonly quick?: boolean }): Promise<void> {
  const isReady = ({ fetched = [] }: Recipe) => absentOf(fetched).length === 0;
  const missing = absentOf(recipes[quick ? "quick" : "full"].fetched ?? []);
  if (missing.length === 0) return;
  const systems = await loadSystems();
  const ready = systems.filter(([, system]) => isReady(system.recipes.full)).map(([id]) => id);
  const [noun, verb, object] = missing.length === 1 ? ["set", "is", "it"] : ["sets", "are", "them"];
  throw new DataError(`the data ${noun} ${missing.join(" and ")} ${verb} not on this machine`, {
    rule: `Run ${missing.map((name) => `\`hebb data get ${name}\``).join(" and ")} to fetch ${object}.`,
    fix: [
      ...(isReady(recipes.quick) ? ["The quick recipe (--quick) needs no download."] : []),
      ...(ready.length > 0 ? [`Systems that need no download: ${ready.join(", ")}.`] : []),
    ].join("\n  "),
  });
}
