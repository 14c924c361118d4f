/** Which data sets a training needs that do not come with Hebb, and what to do where they are not here. */
import type { Recipe, System } from "../../models/system.ts";
import { DataError } from "../base/errors.ts";
import { type DataSet, dataSets } from "../data/index.ts";
import { locate } from "../data/source.ts";
import { loadSystems } from "./systems.ts";

/** The names of all data sets that have to be fetched first. */
export function absentData(): string[] {
  return dataSets.filter(isAbsent).map(({ name }) => name);
}

function isAbsent({ bundles }: DataSet): boolean {
  return bundles.some((bundle) => bundle.origin.kind !== "library" && locate(bundle) === undefined);
}

/** Throws a DataError where the training needs what is not here; it names systems that can be trained at once. */
export async function requireData({ recipes }: System, { quick = false }: { readonly quick?: boolean }): Promise<void> {
  const absent = absentData();
  const absentOf = ({ fetched = [] }: Recipe) => fetched.filter((name) => absent.includes(name));
  const missing = absentOf(recipes[quick ? "quick" : "full"]);
  if (missing.length === 0) return;
  const systems = await loadSystems();
  const ready = systems
    .filter(
      ([
        ,
        {
          recipes: { full },
        },
      ]) => absentOf(full).length === 0,
    )
    .map(([id]) => id);
  const one = missing.length === 1;
  throw new DataError(
    `the data ${one ? "set" : "sets"} ${missing.join(" and ")} ${one ? "is" : "are"} not on this machine`,
    {
      rule: `Run ${missing.map((name) => `\`hebb data get ${name}\``).join(" and ")} to fetch ${one ? "it" : "them"}.`,
      fix: [
        ...(absentOf(recipes.quick).length === 0 ? ["The quick recipe (--quick) needs nothing more."] : []),
        ...(ready.length > 0 ? [`These can be trained at once: ${ready.join(", ")}.`] : []),
      ].join("\n  "),
    },
  );
}
