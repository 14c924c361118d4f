/** Notices of packed data sets: authors, license and changes, and the license texts of the packages. */
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { libraryFolder, locate } from "../data/files/locate.ts";
import type { Bundle, DataSet, Origin } from "../data/index.ts";
import { packedName } from "../data/packed-file.ts";
import { replaceFile } from "../io/replace-file.ts";

/** Notice of the data included with Hebb, which contains the license texts. */
const libraryNotice = "NOTICE.md";

/** The notice of a packed bundle. `kept` are the numbers of examples of its parts, if others were omitted. */
export async function noticeOf(set: DataSet, bundle: Bundle, kept: readonly number[]): Promise<string> {
  const { title, source, license, citation } = set;
  const limit = kept.length === 0 ? "" : `; only the first ${kept.join(" + ")} examples`;
  const lines = [
    `${packedName(bundle)}: ${title}`,
    "",
    `Source: ${source}`,
    `License: ${license}`,
    `Citation: ${citation}`,
    `Changes: decoded to arrays by Hebb${limit}`,
  ];
  if (bundle.origin.kind === "library") lines.push("", `The license texts are in ${libraryNotice}.`);
  else lines.push(...(await licenseTexts(bundle, bundle.origin)));
  return `${lines.join("\n")}\n`;
}

/** Copies the notice of the data included with Hebb to `folder`. */
export async function copyLibraryNotice(folder: string): Promise<void> {
  const notice = await readFile(libraryFolder(libraryNotice)!, "utf8");
  await replaceFile(join(folder, libraryNotice), notice, "The notice");
}

/** License texts of the package with the files: its licenses, or else its readme. */
async function licenseTexts(bundle: Bundle, origin: Exclude<Origin, { kind: "library" }>): Promise<string[]> {
  const found = locate(bundle)!;
  // The folder of a package ends in `directory`; a folder of the user is searched itself.
  const root = found.endsWith(join("/", origin.directory))
    ? found.slice(0, found.length - origin.directory.length)
    : found;
  const folder = origin.kind === "debian" ? join(root, "usr/share/doc", origin.package) : root;
  const names = await readdir(folder).catch((): string[] => []);
  const licenses = names.filter((name) => /^(?:licen[cs]e|copying|copyright|notice)/i.test(name));
  const chosen = licenses.length > 0 ? licenses : names.filter((name) => /^readme/i.test(name));
  const texts: string[] = [];
  for (const name of chosen.sort()) {
    const heading = join(basename(folder), name);
    texts.push("", `== ${heading} ==`, "", (await readFile(join(folder, name), "utf8")).trim());
  }
  return texts;
}
