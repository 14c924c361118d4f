/** Makes the pages of the reference: TypeDoc reads dist/types, and what it read is written as Markdown. */
import { itemsOf } from "./items.mjs";
import { readModel } from "./model.mjs";
import { writePages } from "./pages.mjs";

export { brokenLinks } from "./anchors.mjs";

/** The pages by file name, from the declarations in dist/types below `root`. */
export async function makePages(root) {
  return writePages(itemsOf(await readModel(root)));
}
