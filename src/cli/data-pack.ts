/** `hebb data pack`: writes the arrays of data sets as files for pages, with their notices. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ArgumentError, DataError, codeOf } from "../base/errors.ts";
import { absent, locate } from "../data/files/locate.ts";
import { readArrays } from "../data/files/source.ts";
import { type Bundle, type DataSet, dataSets } from "../data/index.ts";
import { bundleName, packFile, packedName } from "../data/packed-file.ts";
import { limitRows } from "../data/values.ts";
import { replaceFile } from "../io/replace-file.ts";
import { said } from "./language.ts";
import { lookUp } from "./names.ts";
import { copyLibraryNotice, noticeOf } from "./notices.ts";
import { inTyped } from "./typed.ts";

/** Options of `hebb data pack`. */
export interface PackOptions {
  /** Number of examples of each part, in order; the last one also applies to the remaining parts. Default: all. */
  readonly limit?: readonly number[];
}

/** Bundle with the record of its data set. */
interface Chosen {
  readonly set: DataSet;
  readonly bundle: Bundle;
}

/** Writes the data sets `names` (default: those included with Hebb) to `folder`, and prints the path and size of each. */
export async function packData(folder: string, names: readonly string[], { limit }: PackOptions): Promise<void> {
  const chosen = chosenOf(names);
  // Before anything is written.
  for (const { bundle } of chosen) {
    checkLimit(bundle, limit);
    if (locate(bundle) === undefined) throw absent(bundle);
  }
  await makeFolder(folder);
  for (const one of chosen) console.log(await write(folder, one, limit));
  if (chosen.some(({ bundle }) => bundle.origin.kind === "library")) await copyLibraryNotice(folder);
  const next = 'setDataSource(packedSource("/data/"))';
  console.log(
    said({
      en: `Serve the folder with its notices, for instance as /data/, and call ${next} in the page.`,
      zh: `把这个文件夹连同其中的许可说明一起发布（例如放在 /data/），并在页面里调用 ${next}。`,
    }),
  );
}

/** Writes the packed file of a bundle and its notice. Returns a line about them. */
async function write(folder: string, { set, bundle }: Chosen, limit: PackOptions["limit"]): Promise<string> {
  const arrays = limited(bundle, await readArrays(bundle), limit);
  const packed = await promisify(gzip)(packFile(bundle, arrays));
  const name = bundleName(bundle);
  const path = join(folder, packedName(bundle));
  await replaceFile(path, packed, name);
  const rows = (bundle.rows ?? []).map(([first]) => arrays[first!]!.shape[0]!);
  const isLimited = Object.values(arrays).some(({ omitted }) => omitted !== undefined);
  const notice = await noticeOf(set, bundle, isLimited ? rows : []);
  await replaceFile(join(folder, `${name}.NOTICE.txt`), notice, "The notice");
  return lineOf(bundle, path, packed.length, rows);
}

function lineOf(bundle: Bundle, path: string, bytes: number, rows: readonly number[]): string {
  const size = bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const counts = rows.map((count) => count.toLocaleString("en")).join(" + ");
  return said({
    en: `${bundleName(bundle)}: ${path}, ${counts === "" ? "" : `${counts} examples, `}${size}`,
    zh: `${bundleName(bundle)}：${path}，${counts === "" ? "" : `${counts} 个样本，`}${size}`,
  });
}

/** The bundles of sets such as austen, or of single parts such as austen/cut. */
function chosenOf(names: readonly string[]): Chosen[] {
  const all = dataSets.flatMap((set) => set.bundles.map((bundle): Chosen => ({ set, bundle })));
  if (names.length === 0) return all.filter(({ bundle }) => bundle.origin.kind === "library");
  const chosen = names.flatMap((name) => {
    const [setName = "", part] = name.split("/");
    const set = lookUp(Object.fromEntries(dataSets.map((own) => [own.name, own])), setName, "data set", "data list");
    if (set.bundles.length === 0) {
      throw new ArgumentError(`the data set ${setName} has no files to pack`, {
        rule: "It is generated from a seed, in pages as well.",
      });
    }
    const bundles = part === undefined ? set.bundles : [lookUp(partsOf(set), part, `part of ${setName}:`, "data list")];
    return bundles.map((bundle): Chosen => ({ set, bundle }));
  });
  return [...new Map(chosen.map((one) => [one.bundle, one])).values()];
}

const partsOf = ({ bundles }: DataSet) => Object.fromEntries(bundles.map((bundle) => [bundle.part ?? "all", bundle]));

/** Throws an ArgumentError if the bundle cannot be packed with this limit. */
function checkLimit(bundle: Bundle, limit: PackOptions["limit"]): void {
  if (limit === undefined) return;
  const { rows } = bundle;
  if (rows === undefined) {
    const able = dataSets.filter(({ bundles }) => bundles.some((own) => own.rows !== undefined));
    throw new ArgumentError(`the data set ${bundle.set} cannot be packed with a limit`, {
      rule: "Its loader needs all examples, because it splits or parses them itself.",
      fix: `Omit --limit, or pack one of ${able.map(({ name }) => name).join(", ")}.`,
    });
  }
  if (limit.length <= rows.length) return;
  throw new ArgumentError(`--limit has ${limit.length} counts, and ${bundleName(bundle)} has ${rows.length} parts`, {
    rule: "Give one count for all parts, or one per part.",
  });
}

/** The arrays with at most as many rows as the limit of their part. */
function limited(bundle: Bundle, arrays: Awaited<ReturnType<typeof readArrays>>, limit: PackOptions["limit"]) {
  if (limit === undefined) return arrays;
  const counts = (bundle.rows ?? []).flatMap((names, part) =>
    names.map((name) => [name, limit[part] ?? limit.at(-1)!] as const),
  );
  const source = bundleName(bundle);
  const rows = counts.map(([name, count]) => [name, limitRows(arrays[name]!, count, source)] as const);
  return { ...arrays, ...Object.fromEntries(rows) };
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new DataError(`the folder ${folder} cannot be created (${codeOf(error)})`, {
      fix: inTyped("Use a folder with write permission: `hebb data pack FOLDER`."),
    });
  });
}
