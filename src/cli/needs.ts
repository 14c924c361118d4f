/** Which data sets a training needs that do not come with Hebb, and what to do where they are not here. */
import type { Recipe, System } from "../../models/system.ts";
import { DataError } from "../base/errors.ts";
import { dataSets } from "../data/index.ts";
import { locate } from "../data/source.ts";
import { loadSystems } from "./systems.ts";

/** The names of all data sets that have to be fetched first. */
export function absentData(): string[] {
  return absentOf(dataSets.map(({ name }) => name));
}

/** Those of the data sets `names` that have to be fetched first. No other is looked for. */
export function absentOf(names: readonly string[]): string[] {
  const bundlesOf = (name: string) => dataSets.find((set) => set.name === name)!.bundles;
  return names.filter((name) =>
    bundlesOf(name).some((bundle) => bundle.origin.kind !== "library" && locate(bundle) === undefined),
  );
}

/** Throws a DataError where the training needs what is not here; it names systems that can be trained at once. */
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
      ...(isReady(recipes.quick) ? ["The quick recipe (--quick) needs nothing more."] : []),
      ...(ready.length > 0 ? [`These can be trained at once: ${ready.join(", ")}.`] : []),
    ].join("\n  "),
  });
}
